"""Synthesises the script with Kokoro. Resumable: a clip that exists is not made again."""

import time
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np

from models.hey_zenus.clips import Clip, save, to_int16, voiced_end_s
from models.hey_zenus.kokoro import RATE_HZ, Kokoro, Spoken
from models.hey_zenus.script import DEV_VOICES, TEST_VOICES, Line, lines


def synthesise(models_dir: Path, out_dir: Path, counts: tuple[int, int, int], seed: int, limit_s: float) -> int:
    """Make the training, development and test clips side by side and return how many were made.

    Args:
        models_dir: Holds the folders `kokoro` and `kokoro-voices`.
        out_dir: Receives `train/`, `dev/` and `test/`.
        counts: Clips for training, development and test.
        seed: Of the script.
        limit_s: Stop after this much time, with what there is.
    """
    kokoro = Kokoro(models_dir / "kokoro", models_dir / "kokoro-voices")
    started, made = time.monotonic(), 0
    for line in _interleaved(models_dir, counts, seed):
        path = out_dir / line.part / f"kokoro-{line.index:05d}.npz"
        if path.exists():
            continue
        if time.monotonic() - started > limit_s:
            break
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, record(kokoro, line))
        made += 1
    return made


def record(kokoro: Kokoro, line: Line) -> Clip:
    """Say one line and find where its wake phrase ends."""
    said = kokoro.phonemes(line.text, line.accent) if line.text else ""
    phonemes = " ".join(part for part in (line.wake, said) if part)
    spoken = kokoro.speak(phonemes, line.blend, line.speed)
    pcm = to_int16(spoken.samples, RATE_HZ)
    voice = "+".join(f"{name}:{weight:.2f}" for name, weight in line.blend.items())
    end_s = _phrase_end_s(line, spoken, voiced_end_s(pcm)) if line.wake else -1.0
    return Clip(pcm, end_s, line.kind, voice, f"hey zenus {line.text}".strip() if line.wake else line.text)


def _phrase_end_s(line: Line, spoken: Spoken, voiced_s: float) -> float:
    # The last symbol of a clip, and punctuation, also cover the silence that follows.
    last_letter = max(index for index, symbol in enumerate(line.wake) if symbol not in ".,!?")
    return min(float(spoken.ends_s[last_letter]), voiced_s)


def _interleaved(models_dir: Path, counts: tuple[int, int, int], seed: int) -> Iterator[Line]:
    names = sorted(path.stem for path in (models_dir / "kokoro-voices").glob("*.bin"))
    training = [name for name in names if name not in TEST_VOICES and name not in DEV_VOICES]
    train = lines("train", counts[0], training, seed)
    others = [*lines("dev", counts[1], DEV_VOICES, seed), *lines("test", counts[2], TEST_VOICES, seed)]
    shuffled = iter([others[index] for index in np.random.default_rng(seed).permutation(len(others))])
    # One development or test clip after every five for training, until there are no more.
    for five in zip_longest(*[train] * 5):
        yield from (line for line in five if line is not None)
        if (other := next(shuffled, None)) is not None:
            yield other
