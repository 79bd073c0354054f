"""Sounds that were taken for the wake phrase and that the user has disowned: "that wasn't me".

A sound that comes again nearly the same, as an advertisement or a name on television does, is known by its embeddings.
It is then never believed by its score alone. Nothing can be heard again from what is kept.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.kernel.errors import ModelError
from speech.wake.features import EMBEDDING_SIZE, HEAD_EMBEDDINGS, Floats

# Cosine. The same sound half a chunk later 0.79–0.86, or quieter and in noise 0.79–0.90; any other moment of the same
# recording at most 0.50; the phrase by two speakers 0.69 (median). 40 clips and 32 s of dialogue, 2026-11-28.
ALIKE = 0.76
# The oldest make room: a household has few such sounds.
MOST_KEPT = 120


class Disowned:
    """Knows disowned sounds again. One thread writes; reading needs no lock, since the array is replaced whole.

    Args:
        path: File that keeps them; None keeps them only while this lives.

    Raises:
        ModelError: `model-damaged`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known = np.empty((0, HEAD_EMBEDDINGS * EMBEDDING_SIZE), np.float32)
        if path is not None and path.exists():
            self._known = _read(path)

    def __len__(self) -> int:
        return len(self._known)

    def is_known(self, window: Floats) -> bool:
        """Return whether `float32[16, 96]` is nearly the same as a disowned sound."""
        return bool(len(self._known)) and float((self._known @ _direction(window)).max()) >= ALIKE

    def add(self, windows: Sequence[Floats]) -> None:
        """Keep what a head saw when it was wrong, `float32[16, 96]` each."""
        added = np.stack([_direction(window) for window in windows])
        self._known = np.concatenate([self._known, added])[-MOST_KEPT:]
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._path.with_suffix(".partial.npy")
            np.save(unfinished, self._known.astype(np.float16))
            unfinished.replace(self._path)


def _direction(window: Floats) -> Floats:
    """Return a window as a vector of length 1, without what stays the same over it: the room and the microphone."""
    flat = np.ravel(window - window.mean(axis=0, keepdims=True)).astype(np.float32)
    direction: Floats = flat / max(float(np.linalg.norm(flat)), 1e-6)
    return direction


def _read(path: Path) -> Floats:
    try:
        known = np.load(path, allow_pickle=False).astype(np.float32)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path) from error
    if known.ndim != 2 or known.shape[1] != HEAD_EMBEDDINGS * EMBEDDING_SIZE:
        raise _damaged(path)
    kept: Floats = known
    return kept


def _damaged(path: Path) -> ModelError:
    return ModelError(
        f"The disowned sounds in {path.name!r} cannot be read.",
        code="model-damaged",
        hint="Delete that file; sounds that woke me by mistake must then be named again.",
    )
