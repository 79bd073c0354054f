"""Trains a wake word of the user's own, by the recipe of our own one."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

from assistant.app.wake_word import trained_dir
from assistant.config import paths
from assistant.kernel.errors import UsageError
from models.store import ModelStore

_MODELS = ("kokoro", "kokoro-voices", "piper-en-us-joe", "wake-features", "whisper-base")


def train(
    phrase: str, work: Path | None, shared: Path, tell: Callable[[str], None], *, workers: int, synthesis_s: float
) -> Path:
    """Train a head and return its path. Blocking: about two hours.

    Args:
        phrase: One to four English words.
        work: Folder for clips, recordings and features; by default one beside the models.
        shared: Folder with the development data; it may be missing.
        tell: Told of each stage.
        workers: Processes, a core each.
        synthesis_s: Most seconds spent on speaking.

    Raises:
        UsageError: `wake-phrase-unusable`, or `training-not-installed`.
        ModelError: `model-missing`.
    """
    if not re.fullmatch(r"[A-Za-z']{2,}( [A-Za-z']+){0,3}", phrase.strip()):
        raise UsageError(
            f"{phrase!r} cannot be trained.",
            code="wake-phrase-unusable",
            hint="Choose one to four English words, of three syllables or more together.",
        )
    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"Training needs {' and '.join(missing)}.",
            code="training-not-installed",
            hint=f"Run: pip install {' '.join(missing)}.",
        )
    from models.hey_zenus.kokoro import Kokoro
    from models.hey_zenus.phrase import spelled
    from models.hey_zenus.recipe import Recipe, run

    store = ModelStore(paths.models_dir())
    folders = {name: store.path(name) for name in _MODELS}
    kokoro = Kokoro(folders["kokoro"], folders["kokoro-voices"])
    recipe = Recipe(
        work or paths.models_dir().parent / "wake-training",
        paths.models_dir(),
        shared,
        trained_dir(),
        counts=(1_500, 150, 200),
        others=(300, 250, 1_000),
        synthesis_s=synthesis_s,
        workers=workers,
    )
    wanted = spelled(phrase, kokoro.phonemes)
    run(wanted, recipe, tell)
    return trained_dir() / f"{wanted.name}.onnx"
