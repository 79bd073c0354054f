"""The socket's commands about settings."""

import json
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from assistant.app.panel.live_settings import LiveSettings
from assistant.app.panel.offers import Offers
from assistant.app.panel.settings_commands import SettingsCommands
from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import AudioError, ConfigError
from assistant.kernel.types import JsonValue
from speech.audio.devices import DeviceInfo

DEVICES = [DeviceInfo("Desk Mic", "microphone", True, 48_000, "a"), DeviceInfo("Ear", "speaker", False, 48_000, "b")]


def commands(path: Path, devices: Callable[[], list[DeviceInfo]] = lambda: DEVICES) -> SettingsCommands:
    live = LiveSettings(path, load_settings(path, {}), EventBus(SystemClock()))
    return SettingsCommands(live, Offers(devices))


@pytest.fixture
def path(zenus_home: Path) -> Path:
    (zenus_home / "config").mkdir()
    return zenus_home / "config" / "config.toml"


def call(it: SettingsCommands, name: str, **args: JsonValue) -> JsonValue:
    return anyio.run(lambda: it.commands()[name](args))


def test_the_form_comes_with_what_is_here(path: Path) -> None:
    shown = call(commands(path), "settings")
    assert shown["offers"]["audio.microphone"] == ["", "Desk Mic"]
    assert shown["offers"]["audio.speaker"] == ["", "Ear"]
    assert "hey zenus" in shown["offers"]["wake.phrase"] and "en" in shown["offers"]["assistant.language"]
    assert [section["name"] for section in shown["sections"]] == list(Settings.model_fields)
    json.dumps(shown)


def test_without_sound_there_is_the_default_device_alone(path: Path) -> None:
    def none() -> list[DeviceInfo]:
        raise AudioError("No sound system.", code="no-audio-server")

    assert call(commands(path, none), "settings")["offers"]["audio.microphone"] == [""]


def test_a_setting_is_written_and_holds(path: Path) -> None:
    it = commands(path)
    assert call(it, "set_setting", key="gui.theme", value="dark") == "dark"
    assert load_settings(path, {}).gui.theme == "dark"
    assert call(it, "settings")["sections"][-2]["fields"][0]["value"] == "dark"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("speech.speed", 40, "config-invalid"),
        ("speech.speed", None, "config-invalid"),
        ("speech.voice", "nobody", "not-here"),
        ("assistant.language", "xx", "not-here"),
        ("no.such", 1, "config-unknown-key"),
    ],
)
def test_what_is_not_allowed_is_refused_and_not_written(path: Path, key: str, value: JsonValue, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        call(commands(path), "set_setting", key=key, value=value)
    assert caught.value.code == code and caught.value.hint
    assert not path.exists()


def test_a_device_that_is_away_may_be_meant(path: Path) -> None:
    assert call(commands(path), "set_setting", key="audio.microphone", value="Headset") == "Headset"


def test_a_reset_brings_the_default_back(path: Path) -> None:
    it = commands(path)
    call(it, "set_setting", key="speech.speed", value=1.5)
    assert call(it, "reset_setting", key="speech.speed") == 1.0
    assert load_settings(path, {}).speech.speed == 1.0


def test_what_the_environment_sets_wins_over_what_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_SPEECH__SPEED", "1.2")
    assert call(commands(path), "set_setting", key="speech.speed", value=1.5) == 1.2
