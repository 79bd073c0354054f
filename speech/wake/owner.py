"""The owner's voice: how the wake phrase sounds when the owner says it, learned from some ten utterances.

A print is a direction in a space in which one speaker's wake phrases lie close together and those of others do not. It
is made of the embeddings that the wake word head looks at, so that it costs nothing more. It tells the voices of a
household apart. It is no lock: who imitates or records the owner is taken for the owner.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.kernel.errors import ModelError, UsageError
from speech.wake.features import Floats

LEAST_UTTERANCES = 5


class VoicePrints:
    """Turns what a head saw of a wake phrase into a print.

    Args:
        path: `.npz` with `mean` (`float32[192]`), `projection` (`float32[192, n]`) and `threshold`.

    Raises:
        ModelError: `model-damaged`.
    """

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as data:
                self._mean, self._projection = data["mean"], data["projection"]
                self.threshold = float(data["threshold"])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelError(
                f"The voice prints' network {path.name!r} cannot be read.",
                code="model-damaged",
                hint="Install Zenus again.",
            ) from error

    def of(self, windows: Sequence[Floats]) -> Floats:
        """Return the print, `float32[n]` of length 1, of windows of `float32[16, 96]` round one detection."""
        return unit(np.mean([(summary(window) - self._mean) @ self._projection for window in windows], axis=0))


class Owner:
    """Knows the owner by prints of earlier utterances.

    Args:
        prints: Makes prints.
        enrolled: The owner's prints, `float32[k, n]`.
    """

    def __init__(self, prints: VoicePrints, enrolled: Floats) -> None:
        self._prints = prints
        self._typical = unit(enrolled.mean(axis=0))

    def likeness(self, windows: Sequence[Floats]) -> float:
        """Return how much a detection sounds like the owner: a cosine."""
        return float(self._prints.of(windows) @ self._typical)

    def said(self, windows: Sequence[Floats]) -> bool:
        """Return whether it was the owner who said it."""
        return self.likeness(windows) >= self._prints.threshold


def summary(window: Floats) -> Floats:
    """Return what is looked at of a window of `float32[16, 96]`: mean and spread of each value, `float32[192]`."""
    return np.concatenate([window.mean(axis=0), window.std(axis=0)]).astype(np.float32)


def unit(vector: Floats) -> Floats:
    """Return the direction of a vector."""
    direction: Floats = (vector / max(float(np.linalg.norm(vector)), 1e-6)).astype(np.float32)
    return direction


def read_owner(prints: VoicePrints, path: Path) -> Owner:
    """Return the owner who was enrolled.

    Raises:
        UsageError: `owner-not-enrolled`: nobody was, or the file cannot be used.
    """
    try:
        enrolled = np.load(path, allow_pickle=False).astype(np.float32)
        if enrolled.ndim != 2 or len(enrolled) < LEAST_UTTERANCES:
            raise ValueError(enrolled.shape)
        return Owner(prints, enrolled)
    except (OSError, ValueError, EOFError) as error:
        raise UsageError(
            "I'm to answer to your voice alone, and don't know it.",
            code="owner-not-enrolled",
            hint="Run: zenus wake enrol. Or: zenus config set wake.owner_only false.",
        ) from error


def write_owner(path: Path, enrolled: Sequence[Floats]) -> None:
    """Keep the owner's prints, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".partial.npy")
    np.save(unfinished, np.stack(enrolled).astype(np.float16))
    unfinished.replace(path)
