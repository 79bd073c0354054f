"""Scenes as embeddings with labels: what training reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Scene, Surroundings, augment
from models.hey_zenus.clips import RATE_HZ, Clip
from speech.wake.features import CHUNK_S, CHUNK_SAMPLES, HEAD_EMBEDDINGS, FeatureStream, WakeFeatures

POSITIVE, NEGATIVE, IGNORED = 1, 0, -1
# A score counts as right from the end of the phrase for this long; around that, either answer is.
POSITIVE_S = 0.30
BEFORE_S = 0.28
AFTER_S = 0.75


@dataclass(frozen=True, slots=True)
class Features:
    """Many scenes in a row.

    Attributes:
        embeddings: `float16[n, 96]`, one for each 80 ms.
        labels: `int8[n]`: what a head should say of the 16 embeddings that end here; ignored across scenes.
    """

    embeddings: NDArray[np.float16]
    labels: NDArray[np.int8]

    def windows(self, ends: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return `float32[k, 16, 96]`: the windows that end at each of `ends`."""
        rows = ends[:, None] + np.arange(1 - HEAD_EMBEDDINGS, 1)
        return np.asarray(self.embeddings[rows], np.float32)

    def save(self, path: Path) -> None:
        """Write to an `.npz` file."""
        np.savez(path, embeddings=self.embeddings, labels=self.labels)

    @staticmethod
    def load(path: Path) -> "Features":
        """Read what `save` wrote."""
        with np.load(path) as data:
            return Features(data["embeddings"], data["labels"])


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is trained on: `spoken` holds the phrase and the synthetic negatives, `real` only negatives."""

    spoken: Features
    real: Features


def joined(parts: Iterable[Features]) -> Features:
    """Return one body of features from several."""
    listed = list(parts)
    return Features(
        np.concatenate([part.embeddings for part in listed]), np.concatenate([part.labels for part in listed])
    )


def embed(scenes: Iterable[Scene], features: WakeFeatures) -> Features:
    """Return the features of all `scenes`, each heard after silence."""
    stream = FeatureStream(features)
    return joined([_embed_one(scene, stream) for scene in scenes])


def _embed_one(scene: Scene, stream: FeatureStream) -> Features:
    stream.reset()
    count = scene.pcm.size // CHUNK_SAMPLES
    newest = stream.push(scene.pcm[: count * CHUNK_SAMPLES])[:, -1]
    labels = np.zeros(count, np.int8)
    if scene.phrase_end_s >= 0:
        since = (np.arange(count) + 1) * CHUNK_S - scene.phrase_end_s
        labels[(since > -BEFORE_S) & (since < AFTER_S)] = IGNORED
        labels[(since >= 0) & (since <= POSITIVE_S)] = POSITIVE
    labels[: HEAD_EMBEDDINGS - 1] = IGNORED
    return Features(newest.astype(np.float16), labels)


def unspoken(embeddings: NDArray[np.float16]) -> Features:
    """Return the features of a recording without the phrase from its embeddings, `float16[n, 96]`."""
    labels = np.full(len(embeddings), NEGATIVE, np.int8)
    labels[: HEAD_EMBEDDINGS - 1] = IGNORED
    return Features(embeddings, labels)


def scenes_of(clips: Iterable[Clip], copies: int, around: Surroundings, seed: int) -> Iterator[Scene]:
    """Yield every clip in `copies` random scenes, of which the first is nearly clean."""
    for number, clip in enumerate(clips):
        for copy in range(copies):
            yield augment(clip, np.random.default_rng([seed, number, copy]), around)


def pieces(recording: NDArray[np.int16], piece_s: float) -> Iterator[Clip]:
    """Cut a long recording without the phrase into clips."""
    step = int(piece_s * RATE_HZ)
    for start in range(0, recording.size - RATE_HZ, step):
        yield Clip(recording[start : start + step], -1.0, "real", "", "")
