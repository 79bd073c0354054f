"""Finds the wake phrase in whole recordings, hundreds of times faster than real time.

The same features, head and rule as the streaming detector, so the same detections; but long stretches at a time.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from speech.wake.detector import Head
from speech.wake.features import CHUNK_S, CHUNK_SAMPLES, FeatureStream, Floats, OnnxWakeFeatures, Pcm
from speech.wake.trigger import Run, TwoStageTrigger, Verification, WakeRule
from speech.wake.verifier import WINDOW_SAMPLES

# About a minute at a time keeps memory small and the networks busy.
STRETCH_CHUNKS = 750
# A recording that ends with the phrase is heard to its end only if some silence follows.
TAIL_S = 0.48


class WakeScanner:
    """Scans recordings. One thread.

    Args:
        features_dir: Holds the two feature networks.
        head: The phrase's head.
        rule: When scores count.
        verification: The second look; without one, all is told that the first stage detects.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(
        self, features_dir: Path, head: Path, rule: WakeRule, verification: Verification | None = None
    ) -> None:
        self._stream = FeatureStream(OnnxWakeFeatures(features_dir))
        self._head = Head(head)
        self._rule = rule
        self._verification = verification

    def scan(self, pcm: bytes) -> Sequence[tuple[float, float]]:
        """Return (time in seconds, score) of each detection in int16 mono 16 kHz `pcm`."""
        runs = runs_in(self.scores(pcm), np.frombuffer(pcm, np.int16), self._rule, self._verification)
        return [((chunk + 1 - run.ago_chunks) * CHUNK_S, run.score_prob) for chunk, run in runs]

    def scores(self, pcm: bytes) -> Floats:
        """Return `float32[n]`: the score at the end of each 80 ms, some silence after the recording included."""
        self._stream.reset()
        parts = [self._head.score(self._stream.push(stretch)) for stretch in _stretches(pcm)]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)


def runs_in(scores: Floats, pcm: Pcm, rule: WakeRule, verification: Verification | None) -> Iterator[tuple[int, Run]]:
    """Yield (number of the 80 ms in which it was complete, detection) for a recording of which the scores are known.

    Args:
        scores: `float32[n]`, one for each 80 ms.
        pcm: The sound, `int16[n]` at 16 kHz; silence follows it.
        rule: When scores count.
        verification: The second look.
    """
    trigger = TwoStageTrigger(rule, verification)
    for chunk, score in enumerate(scores):
        run = trigger.push(float(score), partial(sound_until, pcm, chunk))
        if run is not None:
            yield chunk, run


def sound_until(pcm: Pcm, chunk: int) -> bytes:
    """Return the two seconds of `int16[n]` until the end of a chunk of 80 ms; silence follows the recording."""
    end = (chunk + 1) * CHUNK_SAMPLES
    return pcm[max(end - WINDOW_SAMPLES, 0) : end].tobytes().ljust(min(end, WINDOW_SAMPLES) * SAMPLE_BYTES, b"\0")


def _stretches(pcm: bytes) -> Iterator[Pcm]:
    samples = np.frombuffer(pcm, np.int16)
    tail = round(TAIL_S * SAMPLE_RATE_HZ)
    padded = np.concatenate([samples, np.zeros(tail + -(samples.size + tail) % CHUNK_SAMPLES, np.int16)])
    for start in range(0, padded.size, STRETCH_CHUNKS * CHUNK_SAMPLES):
        yield padded[start : start + STRETCH_CHUNKS * CHUNK_SAMPLES]
