"""The engines of ears and mouth: loaded side by side from the user's models, and warm."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

import anyio

from assistant.app.voices import voice_of
from assistant.app.wake_engines import load_wake
from assistant.app.workers import ThreadWorker
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.kernel.ports import SpeechToText, TextToSpeech, VoiceActivityDetector, WakeWordDetector
from models.store import ModelStore
from speech.stt.whisper import WhisperSettings, WhisperStt
from speech.vad.silero import SileroVad

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What listening needs, loaded and warm."""

    stt: SpeechToText
    wake: WakeWordDetector
    vad: VoiceActivityDetector


class _Loading(Generic[T]):
    """A model that is being loaded in a thread of its own."""

    def __init__(self, load: Callable[[ModelStore, Settings], T], settings: Settings) -> None:
        self._load = load
        self._settings = settings

    async def run(self) -> None:
        """Load; the model is `value` afterwards."""
        self.value = await ThreadWorker().run(self._load, ModelStore(paths.models_dir()), self._settings)


async def load_engines(settings: Settings, *, has_ears: bool) -> tuple[TextToSpeech, Hearing | None]:
    """Load the voice and, if wanted, all that listening needs, side by side.

    Raises:
        ModelError: A model is missing or damaged.
        ConfigError: `unknown-voice`.
    """
    tts, stt = _Loading(load_tts, settings), _Loading(load_stt, settings)
    vad = _Loading(_load_vad, settings)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tts.run)
        for loading in (stt, vad) if has_ears else ():
            tasks.start_soon(loading.run)
    if not has_ears:
        return tts.value, None
    # It listens through the recogniser's encoder as well.
    wake = _Loading(partial(load_wake, stt=stt.value), settings)
    await wake.run()
    return tts.value, Hearing(stt.value, wake.value, vad.value)


def load_stt(store: ModelStore, settings: Settings) -> SpeechToText:
    """Return the recogniser, warm. Blocking."""
    stt = WhisperStt(store.path(settings.recogniser.model), settings=whisper_settings(settings))
    stt.warm_up()
    return stt


def load_tts(store: ModelStore, settings: Settings) -> TextToSpeech:
    """Return the voice, warm. Blocking."""
    tts = voice_of(store, settings)
    tts.warm_up()
    return tts


def other_voices(settings: Settings) -> Callable[[str], TextToSpeech]:
    """Return what loads the voice for a language other than the main one, warm. Blocking."""

    def load(language: str) -> TextToSpeech:
        assistant = settings.assistant.model_copy(update={"language": language})
        return load_tts(ModelStore(paths.models_dir()), settings.model_copy(update={"assistant": assistant}))

    return load


def _load_vad(_store: ModelStore, _settings: Settings) -> VoiceActivityDetector:
    return SileroVad()


def whisper_settings(settings: Settings) -> WhisperSettings:
    """Return how the recogniser is run."""
    default = WhisperSettings()
    threads = settings.recogniser.threads or default.decoder.cpu_threads
    return replace(default, decoder=replace(default.decoder, cpu_threads=threads))
