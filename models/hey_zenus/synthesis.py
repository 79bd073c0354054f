"""Synthesises scripts with Kokoro, in as many processes as there are. A clip that exists is not made again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest
from pathlib import Path

from models.hey_zenus.clips import Clip, save, to_int16, voiced_end_s
from models.hey_zenus.kokoro import RATE_HZ, Kokoro, Spoken
from models.hey_zenus.phrase import Phrase
from models.hey_zenus.script import DEV_VOICES, PARTS, TEST_VOICES, Line, Part, lines


@dataclass(frozen=True, slots=True)
class Order:
    """What to synthesise.

    Attributes:
        phrase: The phrase.
        counts: Clips for training, development and test.
        seed: Of the script.
        limit_s: Stop after this much time, with what there is.
    """

    phrase: Phrase
    counts: tuple[int, int, int]
    seed: int
    limit_s: float


def synthesise(models_dir: Path, out_dir: Path, order: Order, share: tuple[int, int] = (0, 1)) -> int:
    """Make clips of all parts side by side and return how many were made.

    Args:
        models_dir: Holds the folders `kokoro` and `kokoro-voices`.
        out_dir: Receives `train/`, `dev/` and `test/`.
        order: What to synthesise.
        share: Make every n-th line only, from this one on: (first, n), for several processes.
    """
    kokoro = Kokoro(models_dir / "kokoro", models_dir / "kokoro-voices")
    started, made = time.monotonic(), 0
    first, every = share
    for number, (part, line) in enumerate(script(models_dir, order)):
        path = out_dir / part / f"kokoro-{line.key()}.npz"
        if number % every != first or path.exists():
            continue
        if time.monotonic() - started > order.limit_s:
            break
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, record(kokoro, line))
        made += 1
    return made


def record(kokoro: Kokoro, line: Line) -> Clip:
    """Say one line and find where its wake phrase ends."""
    said = kokoro.phonemes(line.text, line.accent) if line.text else ""
    phonemes = " ".join(part for part in (line.phonemes, said) if part)
    spoken = kokoro.speak(phonemes, line.blend, line.speed)
    pcm = to_int16(spoken.samples, RATE_HZ)
    voice = "+".join(f"{name}:{weight:.2f}" for name, weight in line.blend.items())
    end_s = _phrase_end_s(line, spoken, voiced_end_s(pcm)) if line.is_wake else -1.0
    return Clip(pcm, end_s, line.kind, voice, " ".join(part for part in (line.phonemes, line.text) if part))


def _phrase_end_s(line: Line, spoken: Spoken, voiced_s: float) -> float:
    # The last symbol of a clip, and punctuation, also cover the silence that follows.
    last_letter = max(index for index, symbol in enumerate(line.phonemes) if symbol not in ".,!?")
    return min(float(spoken.ends_s[last_letter]), voiced_s)


def script(models_dir: Path, order: Order) -> Iterator[tuple[Part, Line]]:
    """Yield all lines, the parts mixed, so that any prefix can be trained on and judged."""
    names = sorted(path.stem for path in (models_dir / "kokoro-voices").glob("*.bin"))
    voices: Sequence[Sequence[str]] = (
        [name for name in names if name not in TEST_VOICES and name not in DEV_VOICES],
        DEV_VOICES,
        TEST_VOICES,
    )
    train, dev, test = (
        zip(repeat(part), lines(order.phrase, part, count, chosen, order.seed), strict=False)
        for part, count, chosen in zip(PARTS, order.counts, voices, strict=True)
    )
    for group in zip_longest(*[train] * 10, dev, test, test):
        yield from (item for item in group if item is not None)
