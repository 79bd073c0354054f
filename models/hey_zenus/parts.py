"""The development or the test part: its clips, and each of them as a scene that a head has heard."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import Clip, load_folder
from models.hey_zenus.corpus import Places, recordings, surroundings
from models.hey_zenus.engines import OTHER_ENGINES
from models.hey_zenus.evaluate import CONDITIONS, staged
from models.hey_zenus.heard import Heard
from speech.wake.features import WakeFeatures

KINDS = ("alone", "running", "near", "talk")
# Without the phrase.
UNLIKE = frozenset({"near", "talk"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part.

    Attributes:
        name: "dev" or "test".
        groups: By kind of line or, in the test part, by engine: the clips; no group is empty.
        around: Its noise and other speech.
        heard: The embeddings of everything.
    """

    name: str
    groups: Mapping[str, Sequence[Clip]]
    around: Surroundings
    heard: Heard

    @staticmethod
    def load(heard: Heard, places: Places, name: str) -> "Part":
        """Read the clips of a part; the test part has other engines' voices as well."""
        clips = load_folder(places.clips / name)
        groups = {kind: [clip for clip in clips if clip.kind == kind] for kind in KINDS}
        if name == "test":
            groups |= {engine: load_folder(places.clips / engine) for engine in OTHER_ENGINES}
        return Part(name, {group: own for group, own in groups.items() if own}, surroundings(places, name), heard)

    def hear(self, clip: Clip, snr_db: float | None) -> tuple[Scene, NDArray[np.float16]]:
        """Return a clip in one condition, the same scene each time, and its embeddings."""
        seed = zlib.crc32(clip.pcm.tobytes())
        scene = staged(clip, snr_db, self.around, seed)
        return scene, self.heard.embeddings(f"{self.name}-scenes/{seed:08x}-{snr_db}", scene.pcm)


def hear_all(places: Places, features: WakeFeatures, share: tuple[int, int]) -> None:
    """Compute the embeddings of all recordings, and of all scenes that a head is measured on.

    Args:
        places: Where everything lies.
        features: The feature networks.
        share: Which of as many processes this is: (number, processes). Each hears about as long as the others.
    """
    heard = Heard(places.heard, features)
    sounds: list[tuple[int, Callable[[], object]]] = [
        (sound.size, partial(heard.recording, part, name, sound))
        for part in ("train", "dev", "test")
        for name, sound in recordings(places, part).items()
    ]
    for loaded in (Part.load(heard, places, part) for part in ("dev", "test")):
        clips = [clip for group in loaded.groups.values() for clip in group]
        sounds += [(clip.pcm.size, partial(loaded.hear, clip, snr)) for clip in clips for snr in CONDITIONS.values()]
    number, processes = share
    samples = [0] * processes
    for size, hear in sorted(sounds, key=lambda sound: -sound[0]):
        least = samples.index(min(samples))
        samples[least] += size
        if least == number:
            hear()
