"""The form in which sound moves through Zenus: int16 mono PCM at 16 kHz, as immutable bytes.

Bytes rather than arrays keep numpy out of the kernel, so that text-only commands start fast; adapters view them with
`numpy.frombuffer(pcm, numpy.int16)`, which copies nothing.
"""

from dataclasses import dataclass

SAMPLE_RATE_HZ = 16_000
SAMPLE_BYTES = 2
FRAME_S = 0.02
FRAME_SAMPLES = 320
FRAME_BYTES = FRAME_SAMPLES * SAMPLE_BYTES


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """One frame from a microphone.

    Attributes:
        pcm: `int16[320]` little-endian, mono, 16 kHz: 20 ms.
        seq: Counts up by one from 0; a gap means that frames were dropped.
        t_mono_s: Monotonic time at which the frame's last sample was captured.
    """

    pcm: bytes
    seq: int
    t_mono_s: float


@dataclass(frozen=True, slots=True)
class WakeDetection:
    """The wake phrase was heard.

    Attributes:
        name: Of the phrase.
        score_prob: How likely it was, 0..1.
        number: By which the detector knows it again, to disown it; 0 for none.
        is_sure: Nothing else needs to confirm it; otherwise the transcript has to begin with the phrase.
        ago_s: How long before the newest sound it was heard: looking twice takes a moment.
    """

    name: str
    score_prob: float
    number: int = 0
    is_sure: bool = True
    ago_s: float = 0.0


def duration_s(pcm: bytes, sample_rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """Return the length in seconds of mono int16 `pcm`."""
    return len(pcm) / (SAMPLE_BYTES * sample_rate_hz)
