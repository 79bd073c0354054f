"""The development or the test part: its clips, and each of them as a scene that a head has heard."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import Clip, load_folder
from models.hey_zenus.corpus import Places, surroundings
from models.hey_zenus.engines import OTHER_ENGINES
from models.hey_zenus.evaluate import staged
from models.hey_zenus.heard import Heard

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
