"""Changes the rate of a stream of int16 mono sound, block by block, without seams between the blocks."""

from typing import TYPE_CHECKING, Any

from assistant.kernel.audio import SAMPLE_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Resampler:
    """Converts one continuous stretch of sound; equal rates pass through bit by bit.

    The filter looks ahead, so some milliseconds stay inside until `finish`. Not safe for threads at the same time.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._from_hz, self._to_hz = from_hz, to_hz
        self._stream: Any = None

    def convert(self, pcm: bytes) -> bytes:
        """Take the next samples, any number of them, and return what is ready."""
        return self._convert(pcm, is_last=False)

    def finish(self) -> bytes:
        """Return what is still inside; the next `convert` begins a new stretch."""
        rest = self._convert(b"", is_last=True) if self._stream is not None else b""
        self._stream = None
        return rest

    def _convert(self, pcm: bytes, *, is_last: bool) -> bytes:
        if self._from_hz == self._to_hz:
            return pcm
        import numpy as np
        import soxr

        if self._stream is None:
            self._stream = soxr.ResampleStream(self._from_hz, self._to_hz, 1, dtype="int16")
        samples: NDArray[np.int16] = self._stream.resample_chunk(np.frombuffer(pcm, np.int16), last=is_last)
        return samples.tobytes()


def resample(pcm: bytes, from_hz: int, to_hz: int) -> bytes:
    """Return a whole sound, int16 mono, at another rate."""
    resampler = Resampler(from_hz, to_hz)
    out = resampler.convert(pcm) + resampler.finish()
    assert len(out) % SAMPLE_BYTES == 0
    return out
