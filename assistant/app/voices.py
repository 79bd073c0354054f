"""Which voice speaks: the one of the settings if it speaks the language, else the best that is there for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError, ModelError
from assistant.kernel.ports import TextToSpeech
from models.store import ModelState, ModelStore
from speech.tts.espeak import EspeakTts
from speech.tts.kokoro import KokoroTts
from speech.tts.piper import PiperTts


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A neural voice: its language, the models it needs, and what makes it from them with a speed."""

    language: str
    models: tuple[str, ...]
    make: Callable[[ModelStore, float], TextToSpeech]


def _joe(store: ModelStore, speed: float) -> TextToSpeech:
    return PiperTts(store.path("piper-en-us-joe"), length_scale=1 / speed)


def _dora(store: ModelStore, speed: float) -> TextToSpeech:
    voices = store.path("kokoro-voices")
    return KokoroTts(store.path("kokoro"), "ef_dora", voices_dir=voices, language="es", speed=speed)


# The first of a language is the one that is taken where the settings name a voice of another.
VOICES: Mapping[str, KnownVoice] = {
    "en_US-joe-medium": KnownVoice("en", ("piper-en-us-joe",), _joe),
    "ef_dora": KnownVoice("es", ("kokoro", "kokoro-voices"), _dora),
}


class MissingVoice:
    """Implements `TextToSpeech` where nothing can speak a language: says so the first time, and is silent then."""

    sample_rate_hz = 22_050

    def __init__(self, language: str) -> None:
        self._is_told = False
        self._error = ModelError(
            f"I have no voice for the language {language!r}, so I answer in writing.",
            code="voice-missing",
            hint="Install the program espeak-ng, and I can speak.",
        )

    def warm_up(self) -> None:
        """Do nothing."""

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield nothing.

        Raises:
            ModelError: `voice-missing`, the first time.
        """
        if not self._is_told:
            self._is_told = True
            raise self._error
        return iter(())


def voice_of(store: ModelStore, settings: Settings) -> TextToSpeech:
    """Return the voice for the language of replies, not yet warm.

    Raises:
        ConfigError: `unknown-voice`.
        ModelError: `model-missing` or `model-damaged`: the voice that the settings name.
    """
    language, speech = settings.assistant.language, settings.speech
    if speech.voice not in VOICES:
        raise ConfigError(
            f"There is no voice called {speech.voice!r}.",
            code="unknown-voice",
            hint=f"Choose one of: {', '.join(VOICES)}.",
        )
    if VOICES[speech.voice].language == language:
        return VOICES[speech.voice].make(store, speech.speed)
    for voice in VOICES.values():
        if voice.language == language and all(is_ready(store, model) for model in voice.models):
            return voice.make(store, speech.speed)
    return EspeakTts(language, speed=speech.speed) if EspeakTts.is_installed() else MissingVoice(language)


def is_ready(store: ModelStore, model: str) -> bool:
    """Return whether a model is there."""
    return store.state(store.catalogue.find(model)) is ModelState.READY
