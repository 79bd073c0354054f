"""Trains what tells voices apart by how they say the wake phrase: `python -m models.hey_zenus.voice_prints`.

It runs after the recipe, on its clips of single voices. Linear discriminant analysis finds directions in which a voice,
in whatever room and noise, varies least and voices differ most. The threshold is chosen on voices of the development
part, so that one phrase in twenty of the owner's is missed; the result is told for voices of the test part.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.config import paths
from models.hey_zenus import shipped
from models.hey_zenus.augment import Surroundings, surrounded
from models.hey_zenus.clips import Clip, load_folder
from models.hey_zenus.corpus import Places, surroundings
from speech.wake.features import CHUNK_S, CHUNK_SAMPLES, FeatureStream, OnnxWakeFeatures
from speech.wake.owner import VoicePrints, summary, unit

Floats = NDArray[np.float32]
SCENES = 4
COMPONENTS = 100
DIMENSIONS = 32
# Of the variation within voices: keeps directions that few clips tell anything about from counting much.
RIDGE = 1.0
UTTERANCES = 10
DRAWS = 40
MISSED_SHARE = 0.05
LEAD_S = 2.0


@dataclass(frozen=True, slots=True)
class Said:
    """Wake phrases: a summary of each, `float32[n, 192]`, who said it, and in which scene; 0 is none."""

    summaries: Floats
    voices: NDArray[np.str_]
    scenes: NDArray[np.int64]

    def without_scene(self) -> "Said":
        """Return those that were said close by, in silence."""
        plain = self.scenes == 0
        return Said(self.summaries[plain], self.voices[plain], self.scenes[plain])


def heard(clips: list[Clip], scenes: int, around: Surroundings, features: OnnxWakeFeatures) -> Said:
    """Return what a head would see of each clip of a single voice, once clean and in so many rooms and noises."""
    stream, rows, voices, numbers = FeatureStream(features), [], [], []
    for number, clip in enumerate(clip for clip in clips if clip.phrase_end_s >= 0 and "+" not in clip.voice):
        for scene, pcm in enumerate(_takes(clip, scenes, around, number)):
            stream.reset()
            embedded = stream.push(pcm[: pcm.size // CHUNK_SAMPLES * CHUNK_SAMPLES])
            at = int(np.ceil((LEAD_S + clip.phrase_end_s + 0.05) / CHUNK_S))
            rows.append(summary(embedded[at]))
            voices.append(clip.voice.partition(":")[0])
            numbers.append(scene)
    return Said(np.stack(rows), np.array(voices), np.array(numbers))


def _takes(clip: Clip, scenes: int, around: Surroundings, number: int) -> Iterator[NDArray[np.int16]]:
    lead, tail = np.zeros(int(LEAD_S * 16_000), np.int16), np.zeros(16_000, np.int16)
    dry = np.concatenate([lead, clip.pcm, tail])
    yield dry
    for scene in range(scenes):
        yield surrounded(dry, np.random.default_rng([number, scene]), around)


def discriminant(said: Said) -> tuple[Floats, Floats]:
    """Return the mean `float32[192]` and the projection `float32[192, 32]`."""
    mean = said.summaries.mean(axis=0)
    centred = said.summaries - mean
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    principal = directions[:COMPONENTS].T
    groups = [centred[said.voices == voice] @ principal for voice in np.unique(said.voices)]
    within = sum((group - group.mean(axis=0)).T @ (group - group.mean(axis=0)) for group in groups) / len(centred)
    within += np.eye(COMPONENTS) * np.trace(within) / COMPONENTS * RIDGE
    between = np.cov(np.stack([group.mean(axis=0) for group in groups]).T)
    values, vectors = np.linalg.eig(np.linalg.solve(within, between))
    best = np.argsort(-values.real)[:DIMENSIONS]
    return mean.astype(np.float32), (principal @ vectors[:, best].real).astype(np.float32)


def likenesses(said: Said, mean: Floats, projection: Floats) -> tuple[Floats, Floats]:
    """Return cosines of (owners, others) with the owner, every voice being the owner in turn."""
    prints = np.stack([unit(row) for row in (said.summaries - mean) @ projection])
    random, own, other = np.random.default_rng(5), [], []
    for voice in np.unique(said.voices):
        mine = np.flatnonzero(said.voices == voice)
        for _ in range(DRAWS):
            drawn = random.permutation(mine)
            enrolled = drawn[: min(UTTERANCES, len(mine) * 2 // 3)]
            cosines = prints @ unit(prints[enrolled].mean(axis=0))
            own.append(cosines[np.setdiff1d(mine, enrolled)])
            other.append(cosines[said.voices != voice])
    return np.concatenate(own), np.concatenate(other)


def main() -> None:
    """Train, write the file, and print what it does for unseen voices."""
    parser = argparse.ArgumentParser(description="Train voice prints.")
    parser.add_argument("--work", type=Path, default=paths.models_dir().parent / "wake-training")
    parser.add_argument("--models", type=Path, default=paths.models_dir())
    parser.add_argument("--out", type=Path, default=shipped.voice_prints_path())
    options = parser.parse_args()
    features = OnnxWakeFeatures(options.models / "wake-features")
    places = Places.under(options.work, shipped.NAME)
    said = {
        part: heard(load_folder(places.clips / part, "kokoro"), SCENES, surroundings(places, part), features)
        for part in ("train", "dev", "test")
    }
    mean, projection = discriminant(said["train"])
    threshold = float(np.quantile(likenesses(said["dev"], mean, projection)[0], MISSED_SHARE))
    np.savez(options.out, mean=mean, projection=projection, threshold=np.float32(threshold))
    VoicePrints(options.out)
    for where, those in (("in rooms and noise", said["test"]), ("close by", said["test"].without_scene())):
        mine, others = likenesses(those, mean, projection)
        missed, taken = np.mean(mine < threshold), np.mean(others >= threshold)
        text = f"{where}: owner missed {missed:.1%}, others taken for the owner {taken:.1%}"
        print(text)  # noqa: T201  a command of its own


if __name__ == "__main__":
    main()
