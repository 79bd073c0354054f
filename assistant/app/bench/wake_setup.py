"""Wiring of `zenus bench wake`: the wake word and the recogniser of the settings, and the sounds that were named."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app.bench.wake import Bench
from assistant.app.bench.wake_material import Sounds, clips_of, development_data, from_folder, unseen_voices
from assistant.app.engines import load_stt
from assistant.app.wake_engines import verification_of
from assistant.app.wake_word import load_wake_word
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.kernel.ports import SpeechToText
from assistant.kernel.types import SpeechHints
from models.store import ModelStore
from speech.wake.phrase import strip_wake_phrase

PLOT = "wake-sweep.svg"
# Of openWakeWord's stock heads; their licence forbids commercial use, so they are measured with where they are, and
# neither shipped nor fetched.
ANCHOR_HEADS = ("hey_jarvis", "alexa", "hey_mycroft")


def prepared(settings: Settings, *, is_full: bool) -> Bench:
    """Load what a run works with. Blocking: some seconds.

    Raises:
        ModelError: A model is missing or damaged.
        ConfigError: `unknown-wake-phrase`.
    """
    store = ModelStore(paths.models_dir())
    word = load_wake_word(settings.wake)
    stt = load_stt(store, settings)
    return Bench(
        word,
        store.path("wake-features"),
        verification_of(word, stt),
        _transcript_check(stt, word.phrase),
        paths.state_dir() / PLOT,
        stock_heads() if is_full else (),
    )


def gathered(phrase: str, positives: Path | None, negatives: Path, *, is_full: bool) -> Sounds:
    """Return the sounds of the folders that were named, or what there is instead.

    Args:
        phrase: Said by unseen voices if no folder with it is named.
        positives: Holds sound files that end with the phrase.
        negatives: Holds sound files without it, or the development data.
        is_full: All of it.

    Raises:
        UsageError: `bench-data-missing`.
        ModelError: `model-missing`.
    """
    is_development_data = (negatives / "wake.jsonl").is_file()
    without = development_data(negatives, is_full=is_full) if is_development_data else list(from_folder(negatives))
    if positives:
        return Sounds(clips_of(positives), without)
    return unseen_voices(paths.models_dir(), phrase, without, is_full=is_full)


def stock_heads() -> Sequence[Path]:
    """Return the stock heads that an installed openwakeword carries, or that lie among the models."""
    folders = [paths.models_dir() / "openwakeword"]
    found = importlib.util.find_spec("openwakeword")
    if found is not None and found.submodule_search_locations:
        folders.append(Path(found.submodule_search_locations[0]) / "resources" / "models")
    return [path for folder in folders for name in ANCHOR_HEADS for path in sorted(folder.glob(f"{name}*.onnx"))]


def _transcript_check(stt: SpeechToText, phrase: str) -> Callable[[bytes], bool]:
    # As the listener asks: with a text before it in which the name is spelled.
    name = phrase.title()
    hints = SpeechHints(prompts={"en": f"{name}, open the browser. {name}, set a timer for ten minutes."})
    return lambda pcm: strip_wake_phrase(stt.transcribe(pcm, hints).text, phrase)[1]
