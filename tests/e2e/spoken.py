"""The spoken requests of tests/data: their clips, and sound made of them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

RATE_HZ = 16_000
FOLDER = Path(__file__).parents[1] / "data" / "requests"
# No room is perfectly quiet.
ROOM_NOISE = 8.0


@dataclass(frozen=True)
class SpokenRequest:
    """One clip and what it asks for; `pause_s` is None where the request follows the wake phrase in one breath."""

    file: str
    voice: str
    text: str
    pause_s: float | None
    action: str
    args: dict[str, Any]

    @property
    def samples(self) -> np.ndarray:
        samples, rate_hz = soundfile.read(FOLDER / self.file, dtype="int16")
        assert rate_hz == RATE_HZ
        return np.asarray(samples)

    @property
    def without_phrase(self) -> np.ndarray:
        """The request alone; the pause before it is the clip's longest digital silence."""
        assert self.pause_s, "only a request that was spoken by itself can be cut out"
        pause = round(self.pause_s * RATE_HZ)
        silent = np.convolve(self.samples == 0, np.ones(pause), "valid")
        return self.samples[int(np.argmax(silent)) + pause :]


REQUESTS = [SpokenRequest(**json.loads(line)) for line in (FOLDER / "requests.jsonl").read_text().splitlines()]


def request(file: str) -> SpokenRequest:
    return next(each for each in REQUESTS if each.file == f"{file}.flac")


def in_room(parts: Sequence[np.ndarray | float]) -> np.ndarray:
    """Return clips and pauses (in seconds) one after the other, in a quiet room."""
    sounds = [np.zeros(round(part * RATE_HZ)) if isinstance(part, float | int) else part for part in parts]
    sound = np.concatenate(sounds)
    return (sound + np.random.default_rng(7).normal(0.0, ROOM_NOISE, len(sound))).clip(-32_768, 32_767).astype(np.int16)


def write(path: Path, samples: np.ndarray, rate_hz: int = RATE_HZ, **options: str) -> Path:
    soundfile.write(path, samples, rate_hz, **options)
    return path


def is_heard(reply: str, heard: str) -> bool:
    """Return whether the time in a reply was heard as such; "7:22 PM" may be written "722pm" by a recogniser."""
    hour, minute = re.findall(r"\d+", reply)[:2]
    return re.search(rf"(?<!\d){hour}\W{{0,2}}{minute}(?!\d)", heard) is not None
