"""Four short sounds that say what words would say too slowly. Made from tones when they are needed.

They are quiet, and their harmonics are whole and few, so that no detector takes them for speech. The pipeline keeps
them from the recogniser: `EARCON_DURATIONS_S` says for how long.
"""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.kernel.ports import Earcon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EARCON_DURATIONS_S: Mapping[Earcon, float] = MappingProxyType(
    {"heard": 0.13, "thinking": 0.09, "done": 0.18, "failed": 0.20}
)

# Hz of the tones, in order: up asks or is pleased, down is sorry, one alone waits. Chosen among musical intervals for
# the lowest speech probability; most pairs below 900 Hz reach 0.3 to 0.5.
_TONES_HZ: Mapping[Earcon, tuple[float, ...]] = MappingProxyType(
    {"heard": (880.0, 1318.5), "thinking": (880.0,), "done": (1046.5, 1318.5, 1568.0), "failed": (1046.5, 784.0)}
)
_PEAK_DBFS = -20.0
_ATTACK_S = 0.006
_DECAYS_PER_TONE = 4.0


def earcon_pcm(earcon: Earcon, sample_rate_hz: int) -> bytes:
    """Return the sound as mono int16, `EARCON_DURATIONS_S[earcon]` long; it begins and ends in silence."""
    import numpy as np

    from speech.tts.pcm import to_pcm

    tones_hz = _TONES_HZ[earcon]
    total = round(EARCON_DURATIONS_S[earcon] * sample_rate_hz)
    edges = [round(total * index / len(tones_hz)) for index in range(len(tones_hz) + 1)]
    tones = [_tone(hz, end - start, sample_rate_hz) for hz, (start, end) in zip(tones_hz, pairwise(edges), strict=True)]
    sound = np.concatenate(tones)
    return to_pcm(sound / np.max(np.abs(sound)), gain=10 ** (_PEAK_DBFS / 20))


def _tone(frequency_hz: float, samples: int, sample_rate_hz: int) -> "NDArray[np.float32]":
    """Return a struck tone: fast in, dying away to nothing at its end."""
    import numpy as np

    time_s = np.arange(samples) / sample_rate_hz
    wave = np.sin(2 * np.pi * frequency_hz * time_s) + 0.2 * np.sin(4 * np.pi * frequency_hz * time_s)
    attack = np.minimum(1.0, time_s / _ATTACK_S)
    release = np.minimum(1.0, (samples / sample_rate_hz - time_s) / _ATTACK_S)
    decay = np.exp(-_DECAYS_PER_TONE * np.arange(samples) / samples)
    return (wave * attack * release * decay).astype(np.float32)
