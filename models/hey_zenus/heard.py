"""Sound as the windows that a head sees, kept on disk: the costly part of measuring, done once for all heads."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ
from speech.wake.detector import Head
from speech.wake.features import CHUNK_SAMPLES, HEAD_EMBEDDINGS, FeatureStream, Floats, WakeFeatures

Pcm = NDArray[np.int16]
STRETCH_CHUNKS = 750
# A recording that ends with the phrase is heard to its end only if some silence follows.
TAIL_S = 0.48
BATCH = 8_192


class Heard:
    """Computes embeddings, or reads those of an earlier run. One thread.

    Args:
        folder: Receives one file for each sound.
        features: The feature networks.
    """

    def __init__(self, folder: Path, features: WakeFeatures) -> None:
        self._folder, self._stream = folder, FeatureStream(features)

    def embeddings(self, name: str, pcm: Pcm) -> NDArray[np.float16]:
        """Return `float16[15 + n, 96]` for n chunks: what was heard before the first of them, silence, included."""
        path = self._folder / f"{name}.npy"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".partial.npy")
            np.save(unfinished, self._embed(pcm))
            unfinished.replace(path)
        kept: NDArray[np.float16] = np.load(path)
        return kept

    def recording(self, part: str, name: str, pcm: Pcm) -> NDArray[np.float16]:
        """Return the embeddings of a recording of one part; `pcm` may be a file that is mapped into memory."""
        return self.embeddings(f"real/{part}-{name}", np.array(pcm))

    def _embed(self, pcm: Pcm) -> NDArray[np.float16]:
        self._stream.reset()
        tail = round(TAIL_S * RATE_HZ)
        padded = np.concatenate([pcm, np.zeros(tail + -(pcm.size + tail) % CHUNK_SAMPLES, np.int16)])
        rows: list[Floats] = []
        for start in range(0, padded.size, STRETCH_CHUNKS * CHUNK_SAMPLES):
            windows = self._stream.push(padded[start : start + STRETCH_CHUNKS * CHUNK_SAMPLES])
            rows += [windows[:, -1]] if rows else [windows[0], windows[1:, -1]]
        return np.concatenate(rows).astype(np.float16)


def scores(head: Head, embeddings: NDArray[np.float16]) -> Floats:
    """Return `float32[n]`: the head's score at the end of each chunk."""
    windows = np.lib.stride_tricks.sliding_window_view(embeddings, HEAD_EMBEDDINGS, axis=0).transpose(0, 2, 1)
    parts = [head.score(windows[start : start + BATCH].astype(np.float32)) for start in range(0, len(windows), BATCH)]
    return np.concatenate(parts)
