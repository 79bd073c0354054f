"""What the verifier is trained on: two seconds of sound each, as the recogniser's encoder hears them, with labels.

Where the phrase was said, a window ends about when the verifier is asked: from just before its end to half a second
later. Where it was not, windows end where the first stage came near to detecting it, and anywhere else.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Surroundings, augment, surrounded
from models.hey_zenus.clips import RATE_HZ, Clip, load
from models.hey_zenus.corpus import Places, recordings, surroundings, write
from models.hey_zenus.heard import Heard, scores
from models.hey_zenus.sources import NOISES
from speech.stt.decoder import DecoderSettings
from speech.stt.whisper import WhisperSettings, WhisperStt
from speech.wake.detector import Head
from speech.wake.features import CHUNK_S, Floats, Pcm
from speech.wake.verifier import WINDOW_S, WINDOW_SAMPLES

Group = Literal["phrase", "near", "talk", "mined", "real"]
Encode = Callable[[bytes], Floats]
# In how many scenes a clip is heard.
SCENES: Mapping[str, int] = {"alone": 8, "running": 8, "near": 8, "talk": 4}
# Many clips of other engines come from one speaker, or sound alike.
OTHERS_SCENES = 4
CLIPS_A_FILE = 100
# In more noise than this nobody could tell the phrase from what is near to it, and both would only be unlearnt.
SNR_DB: Mapping[str, tuple[float, float]] = {
    "alone": (0.0, 20.0),
    "running": (0.0, 20.0),
    "near": (6.0, 30.0),
    "talk": (0.0, 20.0),
}
# A score of the first stage from which a sound is worth learning, and how often it is heard.
MINED_FROM = 0.01
MINED_SCENES = 3
# The highest of them in each recording: of some phrases, much sounds like them.
MINED_PER_HOUR = 200
# Windows an hour that end anywhere.
SPEECH_PER_HOUR, NOISE_PER_HOUR = 300, 120
# Sound before and after a window, for rooms and noise to settle in.
BEFORE_S, AFTER_S = 6.0, 1.0
QUIETEST = 20


@dataclass(frozen=True, slots=True)
class Windows:
    """Many windows.

    Attributes:
        outputs: `float16[n, 100, size]`, of the encoder.
        groups: `n` names: "phrase" is what should be accepted, all others are not.
    """

    outputs: NDArray[np.float16]
    groups: NDArray[np.str_]

    def save(self, path: Path) -> None:
        """Write to an `.npz` file."""
        np.savez(path, outputs=self.outputs, groups=self.groups)


def load_windows(folder: Path) -> Windows:
    """Read all windows of a folder."""
    parts = [np.load(path) for path in sorted(folder.glob("*.npz")) if ".partial" not in path.name]
    return Windows(
        np.concatenate([part["outputs"] for part in parts]), np.concatenate([part["groups"] for part in parts])
    )


def recogniser(model_dir: Path) -> WhisperStt:
    """Return a recogniser on one core."""
    return WhisperStt(model_dir, settings=WhisperSettings(decoder=DecoderSettings(cpu_threads=1)))


def window(pcm: Pcm, end_s: float) -> Pcm:
    """Return the two seconds of `pcm` that end at `end_s`, with silence where there is none of it."""
    end = round(end_s * RATE_HZ)
    start = end - WINDOW_SAMPLES
    piece = pcm[max(start, 0) : max(end, 0)]
    before = max(-start, 0)
    return np.pad(piece, (before, WINDOW_SAMPLES - before - piece.size))


def build(places: Places, head: Head, heard: Heard, encode: Encode, share: tuple[int, int] = (0, 1)) -> None:
    """Write the windows of the training part, as far as they are not there: one file for 100 clips or a recording.

    Args:
        places: Where everything lies.
        head: The first stage, for what it comes near to detecting.
        heard: The embeddings of recordings.
        encode: The encoder.
        share: Make every n-th file only, from this one on: (first, n), for several processes.
    """
    around = surroundings(places, "train")
    clips = sorted(path for path in (places.clips / "train").glob("*.npz") if ".partial" not in path.name)
    groups = [clips[start : start + CLIPS_A_FILE] for start in range(0, len(clips), CLIPS_A_FILE)]
    made = [(f"clips-{_name(group)}", partial(_of_clips, group, around)) for group in groups]
    made += [
        (f"real-{name}", partial(_of_recording, name, sound, _Ears(head, heard, around)))
        for name, sound in recordings(places, "train").items()
    ]
    first, every = share
    for name, sounds in made[first::every]:
        path = places.windows / f"{name}.npz"
        if path.exists():
            continue
        found = [(group, encode(pcm.tobytes()).astype(np.float16)) for group, pcm in sounds()]
        if found:
            write(path, Windows(np.stack([output for _, output in found]), np.array([group for group, _ in found])))


def _name(paths: list[Path]) -> str:
    return f"{zlib.crc32(' '.join(path.stem for path in paths).encode()):08x}"


def _of_clips(paths: list[Path], around: Surroundings) -> Iterator[tuple[Group, Pcm]]:
    for path in paths:
        clip = load(path)
        # Seeded by its name: the same scenes whatever other clips there are.
        random = np.random.default_rng([5, zlib.crc32(path.stem.encode())])
        for _ in range(SCENES[clip.kind] if path.name.startswith("kokoro") else OTHERS_SCENES):
            yield _of_scene(clip, random, around)


def _of_scene(clip: Clip, random: np.random.Generator, around: Surroundings) -> tuple[Group, Pcm]:
    scene = augment(clip, random, around, SNR_DB[clip.kind])
    length_s = scene.pcm.size / RATE_HZ
    if scene.phrase_end_s >= 0:
        return "phrase", window(scene.pcm, scene.phrase_end_s + random.uniform(-0.05, 0.6))
    if clip.kind == "near" and random.random() < 0.8:
        return "near", window(scene.pcm, min(1.7 + random.uniform(0.6, 1.6), length_s))
    return "near" if clip.kind == "near" else "talk", window(scene.pcm, random.uniform(WINDOW_S, length_s))


@dataclass(frozen=True, slots=True)
class _Ears:
    head: Head
    heard: Heard
    around: Surroundings


def _of_recording(name: str, recording: Pcm, ears: _Ears) -> Iterator[tuple[Group, Pcm]]:
    random = np.random.default_rng(zlib.crc32(name.encode()))
    sound = np.array(recording)
    length_s = sound.size / RATE_HZ
    found = scores(ears.head, ears.heard.recording("train", name, sound))
    ends_s = peaks_s(found, max(int(length_s / 3600 * MINED_PER_HOUR), 1))
    mined = [(end_s + random.uniform(0, 0.4), scene > 0) for end_s in ends_s for scene in range(MINED_SCENES)]
    count = int(length_s / 3600 * (NOISE_PER_HOUR if name in NOISES else SPEECH_PER_HOUR))
    anywhere = [(random.uniform(WINDOW_S, max(length_s, WINDOW_S + 1)), random.random() < 0.5) for _ in range(count)]
    groups: tuple[tuple[Group, list[tuple[float, bool]]], ...] = (("mined", mined), ("real", anywhere))
    for group, chosen in groups:
        for end_s, is_elsewhere in chosen:
            start_s = max(end_s - BEFORE_S, 0.0)
            piece = sound[round(start_s * RATE_HZ) : round((end_s + AFTER_S) * RATE_HZ)]
            if np.abs(piece).mean() >= QUIETEST:
                piece = surrounded(piece, random, ears.around) if is_elsewhere else piece
                yield group, window(piece, end_s - start_s)


def peaks_s(found: Floats, most: int) -> list[float]:
    """Return when the scores of a recording are high and highest, within two thirds of a second on both sides.

    Args:
        found: `float32[n]`, the first stage's scores.
        most: So many times at most: the highest.
    """
    reach = 8
    padded = np.pad(found, reach)
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    peaks = np.flatnonzero((found > MINED_FROM) & (found == highest))
    chosen = np.sort(peaks[np.argsort(-found[peaks], kind="stable")[:most]])
    return [float((chunk + 1) * CHUNK_S) for chunk in chosen]
