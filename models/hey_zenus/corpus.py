"""Builds what a head trains on from clips and recordings; each part is kept on disk and made once."""

import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Surroundings
from models.hey_zenus.clips import RATE_HZ, load
from models.hey_zenus.dataset import Corpus, Features, embed, joined, pieces, scenes_of, unspoken
from models.hey_zenus.heard import Heard
from models.hey_zenus.sources import NOISES
from speech.wake.features import WakeFeatures

# In how many scenes a clip is heard: the phrase is rare, ordinary talk is not. What is near to the phrase is left to
# the verifier: these features cannot tell it apart in noise, and would unlearn the phrase with it.
COPIES = {"alone": 10, "running": 8, "near": 2, "talk": 2}
# Many clips of other engines come from one speaker, or sound alike.
OTHERS_COPIES = 3
PIECE_S = 20.0
# Every so many pieces of speech are heard once more, elsewhere.
AUGMENTED_EVERY = 3


@dataclass(frozen=True, slots=True)
class Places:
    """Where the recipe keeps what it made.

    Attributes:
        clips: Synthetic clips, in `train/`, `dev/` and `test/`.
        real: Recordings, `PART-NAME.npy`; other phrases use the same.
        clip_features: One file for each training clip.
        real_features: One file for each recording of the training part.
        windows: What the verifier is trained on, one file for 100 clips or a recording.
        trained: Head and verifier. Windows and measurements follow from them, so they are not trained again.
        heard: Embeddings of recordings, which every phrase uses, and of the scenes that a head is measured on.
        left_out: Recordings of the phrase itself, which must not count as negatives.
    """

    clips: Path
    real: Path
    clip_features: Path
    real_features: Path
    windows: Path
    trained: Path
    heard: Path
    left_out: frozenset[str] = frozenset()

    @staticmethod
    def under(work: Path, phrase: str) -> "Places":
        """Return the places of one phrase, by its file name, in a work folder."""
        own, real, features = work / phrase, work / "real", work / "features"
        # Recordings of the phrase itself are no negatives.
        left_out = frozenset({phrase.replace("_", "-")})
        return Places(
            own / "clips", real, own / "features", features, own / "windows", own / "trained", work / "heard", left_out
        )


def recordings(places: Places, part: str) -> dict[str, NDArray[np.int16]]:
    """Return the recordings of one part by name."""
    prefix = f"{part}-"
    named = {path.stem.removeprefix(prefix): path for path in sorted(places.real.glob(f"{prefix}*.npy"))}
    return {name: np.load(path, mmap_mode="r") for name, path in named.items() if name not in places.left_out}


def surroundings(places: Places, part: str) -> Surroundings:
    """Return the noise and other speech of one part. A part without noise recordings uses its speech for both."""
    named = recordings(places, part)
    noises = [sound for name, sound in named.items() if name in NOISES]
    speech = [sound for name, sound in named.items() if name not in NOISES]
    return Surroundings(noises or speech, speech)


def build(places: Places, features: WakeFeatures, share: tuple[int, int] = (0, 1)) -> Corpus | None:
    """Return the training corpus, or nothing if this process makes only a share of it.

    Args:
        places: Where everything lies.
        features: The feature networks.
        share: Make every n-th part only, from this one on: (first, n).
    """
    around = surroundings(places, "train")
    clips = sorted(path for path in (places.clips / "train").glob("*.npz") if ".partial" not in path.name)
    spoken = [(places.clip_features / path.name, partial(_of_clip, path, around, features)) for path in clips]
    real = [
        (places.real_features / f"{name}.npz", partial(_of_recording, name, places, around, features))
        for name in recordings(places, "train")
    ]
    first, every = share
    for path, make in [*real, *spoken][first::every]:
        _keep(path, make)
    if every > 1:
        return None
    return Corpus(joined(Features.load(path) for path, _ in spoken), joined(Features.load(path) for path, _ in real))


def _of_clip(path: Path, around: Surroundings, features: WakeFeatures) -> Features:
    clip = load(path)
    copies = COPIES[clip.kind] if path.name.startswith("kokoro") else min(COPIES[clip.kind], OTHERS_COPIES)
    # Seeded by its name: the same scenes whatever other clips there are.
    return embed(scenes_of([clip], copies, around, zlib.crc32(path.stem.encode())), features)


def _of_recording(name: str, places: Places, around: Surroundings, features: WakeFeatures) -> Features:
    """Return the features of a recording as it is, and of a part of speech once more in other rooms and noises."""
    sound = recordings(places, "train")[name]
    plain = unspoken(Heard(places.heard, features).recording("train", name, sound))
    if name in NOISES:
        return plain
    chosen = islice(pieces(np.array(sound), PIECE_S), 0, None, AUGMENTED_EVERY)
    return joined([plain, embed(scenes_of(chosen, 1, around, 11), features)])


def _keep(path: Path, make: Callable[[], Features]) -> None:
    if not path.exists():
        write(path, make())


class Kept(Protocol):
    """What is kept on disk."""

    def save(self, path: Path) -> None:
        """Write to an `.npz` file."""
        ...


def write(path: Path, kept: Kept) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Of this process alone: another one may be at the same.
    unfinished = path.with_suffix(f".{os.getpid()}.partial.npz")
    kept.save(unfinished)
    unfinished.replace(path)


def hours(sounds: Sequence[NDArray[np.int16]]) -> float:
    """Return how long recordings are together, in hours."""
    return sum(sound.size for sound in sounds) / RATE_HZ / 3600
