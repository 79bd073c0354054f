"""The last step of every voice: float samples become int16 blocks, short enough to be cut off quickly."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.kernel.audio import SAMPLE_BYTES

BLOCK_S = 0.08  # The port allows 100 ms; a shorter block means a prompter silence.
_FULL_SCALE = 32_767


def to_pcm(samples: NDArray[np.float32], gain: float = 1.0) -> bytes:
    """Return `samples` (float, nominally -1..1) as mono int16 bytes, clipped; what is no number becomes silence."""
    finite = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return bytes((np.clip(finite * gain, -1.0, 1.0) * _FULL_SCALE).astype("<i2").data)


def blocks(pcm: bytes, sample_rate_hz: int) -> Iterator[bytes]:
    """Cut mono int16 `pcm` into blocks of at most `BLOCK_S`, in order; together they are `pcm`."""
    size = int(BLOCK_S * sample_rate_hz) * SAMPLE_BYTES
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size]
