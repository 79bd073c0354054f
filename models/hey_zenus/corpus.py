"""Builds what a head trains on from clips and recordings; each part is kept on disk and made once."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import RATE_HZ, Clip, load_folder
from models.hey_zenus.dataset import Corpus, Features, embed, joined, pieces, scenes_of
from speech.wake.features import WakeFeatures

# In how many scenes a clip is heard: the phrase is rare, ordinary talk is not.
COPIES = {"alone": 8, "running": 8, "near": 5, "talk": 3}
# Recordings without speech: they are noise for the clips as well.
NOISES = ("esc-10", "wesnoth-music", "drascula-music", "fillets-sound")
PIECE_S = 20.0
GROUP = 100


def recordings(real_dir: Path, part: str) -> dict[str, NDArray[np.int16]]:
    """Return the recordings of one part by name."""
    prefix = f"{part}-"
    return {path.stem.removeprefix(prefix): np.load(path, mmap_mode="r") for path in real_dir.glob(f"{prefix}*.npy")}


def surroundings(real_dir: Path, part: str) -> Surroundings:
    """Return the noise and other speech of one part. A part without noise recordings uses its speech for both."""
    named = recordings(real_dir, part)
    noises = [sound for name, sound in named.items() if name in NOISES]
    speech = [sound for name, sound in named.items() if name not in NOISES]
    return Surroundings(noises or speech, speech)


def build(clips_dir: Path, real_dir: Path, features_dir: Path, features: WakeFeatures) -> Corpus:
    """Return the training corpus.

    Args:
        clips_dir: Holds `train/` with synthetic clips.
        real_dir: Holds the recordings, `train-NAME.npy`.
        features_dir: Receives one file for each hundred clips and each recording.
        features: The feature networks.
    """
    features_dir.mkdir(parents=True, exist_ok=True)
    around = surroundings(real_dir, "train")
    spoken = [
        _kept(features_dir / f"clips-{name}.npz", partial(_of_clips, clips, number, around, features))
        for number, (name, clips) in enumerate(groups(clips_dir / "train"))
    ]
    real = [
        _kept(features_dir / f"real-{name}.npz", partial(_of_recording, sound, around, features))
        for name, sound in sorted(recordings(real_dir, "train").items())
    ]
    return Corpus(joined(spoken), joined(real))


def groups(folder: Path) -> Iterator[tuple[str, Sequence[Clip]]]:
    """Yield the clips of each engine by the hundred, with a name that says which they are."""
    for engine in ("espeak", "kokoro", "piper"):
        clips = load_folder(folder, engine)
        for start in range(0, len(clips), GROUP):
            chosen = clips[start : start + GROUP]
            yield f"{engine}-{start:05d}-{len(chosen)}", chosen


def _of_clips(clips: Sequence[Clip], number: int, around: Surroundings, features: WakeFeatures) -> Features:
    by_kind = [(copies, [clip for clip in clips if clip.kind == kind]) for kind, copies in COPIES.items()]
    return joined(embed(scenes_of(chosen, copies, around, number), features) for copies, chosen in by_kind if chosen)


def _of_recording(sound: NDArray[np.int16], around: Surroundings, features: WakeFeatures) -> Features:
    """Return the features of a recording as it is, and once more in other rooms and noises."""
    minute = 60 * RATE_HZ
    plain = embed((Scene(np.array(sound[at : at + minute]), -1.0) for at in range(0, sound.size, minute)), features)
    return joined([plain, embed(scenes_of(pieces(sound, PIECE_S), 1, around, 11), features)])


def _kept(path: Path, make: Callable[[], Features]) -> Features:
    if not path.exists():
        made = make()
        unfinished = path.with_suffix(".partial.npz")
        made.save(unfinished)
        unfinished.replace(path)
        print(f"{path.stem}: {made.labels.size} frames", flush=True)  # noqa: T201
    return Features.load(path)
