"""Tells sound from silence for next to nothing, so that the wake models rest while nobody speaks.

The floor is the quietest 80 ms of the last eight seconds: steady noise raises it, speech does not, since it pauses. A
chunk is sound when it rises above the floor, in the plain signal or in its first difference (which hears speech through
rumble), and for a second after. It errs towards sound: a chunk too many costs a millisecond, one too few a missed call.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from speech.wake.features import CHUNK_S

FLOOR_S = 8.0
# Until it has heard this much, all is sound: the stream may begin in the middle of a word.
LEARNING_S = 2.0
HANGOVER_S = 1.2
# Steady noise stays within 1.2 dB of its quietest 80 ms; speech at an SNR of −3 dB adds 1.8 dB.
RISE = 10 ** (1.5 / 20)
# Below this nothing can be speech: −84 dBFS, the noise of a 14-bit converter.
SILENCE_RMS = 2.0


class EnergyGate:
    """Says of each chunk whether the models should see it. Stateful."""

    def __init__(self) -> None:
        self._levels: deque[tuple[float, float]] = deque(maxlen=round(FLOOR_S / CHUNK_S))
        self.reset()

    def reset(self) -> None:
        """Forget the noise floor."""
        self._levels.clear()
        self._open_chunks = round(LEARNING_S / CHUNK_S)

    def is_sound(self, chunk: NDArray[np.int16]) -> bool:
        """Take the next `int16[1280]`; false if it, and the second before it, was silence."""
        samples = chunk.astype(np.float32)
        level, edge = _rms(samples), _rms(np.diff(samples))
        self._levels.append((level, edge))
        if level > SILENCE_RMS and self._rises(level, edge):
            self._open_chunks = max(self._open_chunks, round(HANGOVER_S / CHUNK_S))
        self._open_chunks -= 1
        return self._open_chunks >= 0

    def _rises(self, level: float, edge: float) -> bool:
        floor_level = min(levels[0] for levels in self._levels)
        floor_edge = min(levels[1] for levels in self._levels)
        return level > RISE * floor_level or edge > RISE * floor_edge


def _rms(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.dot(samples, samples) / samples.size))
