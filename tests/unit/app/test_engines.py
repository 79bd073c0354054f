"""Which models are loaded, and how the settings reach them."""

import threading
from pathlib import Path

import pytest

from assistant.app import engines, voices, wake_engines
from assistant.app.engines import load_engines
from assistant.config.settings import RecogniserSettings, Settings, SpeechSettings, WakeSettings
from assistant.kernel.errors import ConfigError, ModelError
from models.store import ModelStore

pytestmark = pytest.mark.anyio


class Loaded:
    """Stands in for every engine: notes what it was made with, and in which thread."""

    made: list["Loaded"]

    def __init__(self, *args: object, **options: object) -> None:
        self.args, self.options = args, options
        self.thread, self.is_warm = threading.get_ident(), False
        self.made.append(self)

    def warm_up(self) -> None:
        self.is_warm = True


ADAPTERS = {"WhisperStt": engines, "PiperTts": voices, "OnnxWakeWordDetector": wake_engines, "SileroVad": engines}


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch, zenus_home: Path) -> list[Loaded]:
    made: list[Loaded] = []
    for name, module in ADAPTERS.items():
        monkeypatch.setattr(module, name, type(name, (Loaded,), {"made": made}))
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))
    return made


def the(made: list[Loaded], name: str) -> Loaded:
    return next(each for each in made if type(each).__name__ == name)


async def test_ears_and_mouth_are_loaded_away_from_the_loop_and_warm(made: list[Loaded]) -> None:
    tts, hearing = await load_engines(Settings(), has_ears=True)
    assert hearing and {type(tts), *map(type, (hearing.stt, hearing.wake, hearing.vad))} == {type(x) for x in made}
    assert tts.is_warm and hearing.stt.is_warm
    assert threading.get_ident() not in {each.thread for each in made}


async def test_without_ears_only_the_voice_is_loaded(made: list[Loaded]) -> None:
    tts, hearing = await load_engines(Settings(), has_ears=False)
    assert hearing is None and made == [tts]


async def test_settings_reach_the_engines(made: list[Loaded]) -> None:
    await load_engines(
        Settings(
            recogniser=RecogniserSettings(model="whisper-tiny-en", threads=3),
            speech=SpeechSettings(speed=2.0),
            wake=WakeSettings(sensitivity="high"),
        ),
        has_ears=True,
    )
    stt, tts, wake = (the(made, name) for name in ("WhisperStt", "PiperTts", "OnnxWakeWordDetector"))
    assert stt.args == (Path("whisper-tiny-en"),) and stt.options["settings"].decoder.cpu_threads == 3
    assert tts.args == (Path("piper-en-us-joe"),) and tts.options["length_scale"] == 0.5
    assert wake.args[0] == Path("wake-features")


async def test_a_higher_sensitivity_is_satisfied_with_less(made: list[Loaded]) -> None:
    rules = []
    for sensitivity in ("low", "normal", "high"):
        made.clear()
        await load_engines(Settings(wake=WakeSettings(sensitivity=sensitivity)), has_ears=True)
        rules.append(the(made, "OnnxWakeWordDetector").args[2])
    assert len(set(rules)) == 3


async def test_a_voice_that_nobody_knows_is_a_wrong_setting() -> None:
    with pytest.raises((ConfigError, ExceptionGroup)) as caught:
        await load_engines(Settings(speech=SpeechSettings(voice="xx_YY-nobody")), has_ears=False)
    error = caught.value.exceptions[0] if isinstance(caught.value, ExceptionGroup) else caught.value
    assert error.code == "unknown-voice" and "en_US-joe-medium" in error.hint


async def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_self: ModelStore, name: str) -> Path:
        raise ModelError(f"The model {name!r} is missing.", code="model-missing")

    monkeypatch.setattr(ModelStore, "path", missing)
    with pytest.raises((ModelError, ExceptionGroup)) as caught:
        await load_engines(Settings(), has_ears=True)
    errors = caught.value.exceptions if isinstance(caught.value, ExceptionGroup) else [caught.value]
    assert {error.code for error in errors} == {"model-missing"}
