"""Which voice speaks which language."""

from pathlib import Path

import pytest

from assistant.app import voices
from assistant.app.voices import VOICES, MissingVoice, voice_of
from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError, ModelError
from models.store import ModelStore
from speech.tts.espeak import EspeakTts


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path)  # no model is there


def settings(language: str, voice: str = "en_US-joe-medium") -> Settings:
    return Settings.model_validate({"assistant": {"language": language}, "speech": {"voice": voice}})


def test_every_voice_names_models_that_are_in_the_catalogue(store):
    for voice in VOICES.values():
        assert all(store.catalogue.find(model) for model in voice.models)


def test_the_voice_of_the_settings_must_be_there(store):
    with pytest.raises(ModelError) as raised:
        voice_of(store, settings("en"))
    assert raised.value.code == "model-missing"


def test_a_voice_that_nobody_knows_is_named(store):
    with pytest.raises(ConfigError) as raised:
        voice_of(store, settings("de", "nobody"))
    assert raised.value.code == "unknown-voice"


def test_a_language_without_a_neural_voice_is_spoken_by_espeak(store, monkeypatch):
    monkeypatch.setattr(EspeakTts, "is_installed", staticmethod(lambda: True))
    for language in ("de", "es"):
        assert isinstance(voice_of(store, settings(language)), EspeakTts)


def test_the_neural_voice_of_a_language_is_taken_where_its_models_are(store, monkeypatch):
    monkeypatch.setattr(voices, "is_ready", lambda _store, _model: True)
    monkeypatch.setattr(ModelStore, "path", lambda self, model: self.root / model)
    assert type(voice_of(store, settings("es"))).__name__ == "KokoroTts"


def test_without_any_voice_it_is_said_once_and_then_silent(store, monkeypatch):
    monkeypatch.setattr(EspeakTts, "is_installed", staticmethod(lambda: False))
    tts = voice_of(store, settings("de"))
    assert isinstance(tts, MissingVoice)
    tts.warm_up()
    with pytest.raises(ModelError) as raised:
        tts.synthesise("Hallo")
    assert raised.value.code == "voice-missing" and "'de'" in raised.value.message
    assert list(tts.synthesise("Hallo")) == []
