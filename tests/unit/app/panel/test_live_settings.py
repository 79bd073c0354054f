"""The settings of a running Zenus: what changes is applied once, told once, and never half."""

from pathlib import Path

import pytest

from assistant.app.panel.live_settings import LiveSettings
from assistant.config.editing import set_value
from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import ConfigError
from assistant.kernel.events import ErrorRaised, SettingsChanged


class Watched:
    def __init__(self, path: Path) -> None:
        bus = EventBus(SystemClock())
        self.events: list[Stamped] = []
        bus.add_sink(self.events.append)
        self.live = LiveSettings(path, Settings(), bus)
        self.applied: list[frozenset[str]] = []
        self.live.add(lambda _settings, keys: self.applied.append(keys))

    def told(self) -> list[object]:
        return [stamped.event for stamped in self.events]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "config.toml")


def test_a_change_in_the_file_is_applied_and_told(watched: Watched) -> None:
    set_value(watched.live.path, "speech.speed", "1.5")
    watched.live.reload()
    assert watched.live.now.speech.speed == 1.5
    assert watched.applied == [frozenset({"speech.speed"})]
    assert watched.told() == [SettingsChanged(keys=("speech.speed",))]


def test_what_has_not_changed_is_neither_applied_nor_told(watched: Watched) -> None:
    watched.live.reload()
    assert watched.applied == [] and watched.told() == []


def test_a_file_that_is_wrong_changes_nothing(watched: Watched) -> None:
    watched.live.path.write_text("[speech]\nspeed = 40\n")
    with pytest.raises(ConfigError):
        watched.live.reload()
    assert watched.live.now == Settings() and watched.applied == []


def test_a_change_that_one_part_cannot_take_is_told_and_reaches_the_others(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "config.toml")

    def refuse(_settings: Settings, _keys: frozenset[str]) -> None:
        raise ConfigError("There is no such phrase.", code="unknown-wake-phrase")

    watched.live.add(refuse)
    watched.live.add(lambda _settings, keys: watched.applied.append(keys))
    set_value(watched.live.path, "wake.phrase", "hey you")
    watched.live.reload()
    assert len(watched.applied) == 2
    assert [type(event) for event in watched.told()] == [ErrorRaised, SettingsChanged]
