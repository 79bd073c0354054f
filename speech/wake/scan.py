"""Finds the wake phrase in whole recordings, hundreds of times faster than real time.

The same features, head and rule as the streaming detector, so the same detections; but long stretches at a time.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.kernel.audio import SAMPLE_RATE_HZ
from speech.wake.detector import Head, ScoreTrigger, WakeRule
from speech.wake.features import CHUNK_S, CHUNK_SAMPLES, FeatureStream, Floats, OnnxWakeFeatures, Pcm

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

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, features_dir: Path, head: Path, rule: WakeRule) -> None:
        self._stream = FeatureStream(OnnxWakeFeatures(features_dir))
        self._head = Head(head)
        self._rule = rule

    def scan(self, pcm: bytes) -> Sequence[tuple[float, float]]:
        """Return (time in seconds, score) of each detection in int16 mono 16 kHz `pcm`."""
        trigger = ScoreTrigger(self._rule)
        detections = []
        for chunk, score in enumerate(self.scores(pcm)):
            run = trigger.push(float(score))
            if run is not None:
                detections.append(((chunk + 1) * CHUNK_S, run))
        return detections

    def scores(self, pcm: bytes) -> Floats:
        """Return `float32[n]`: the score at the end of each 80 ms, some silence after the recording included."""
        self._stream.reset()
        parts = [self._head.score(self._stream.push(stretch)) for stretch in _stretches(pcm)]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)


def _stretches(pcm: bytes) -> Iterator[Pcm]:
    samples = np.frombuffer(pcm, np.int16)
    tail = round(TAIL_S * SAMPLE_RATE_HZ)
    padded = np.concatenate([samples, np.zeros(tail + -(samples.size + tail) % CHUNK_SAMPLES, np.int16)])
    for start in range(0, padded.size, STRETCH_CHUNKS * CHUNK_SAMPLES):
        yield padded[start : start + STRETCH_CHUNKS * CHUNK_SAMPLES]
