"""The deeds of this user on this machine."""

from pathlib import Path

import pytest

from assistant.actions.filesystem import SavedOriginals
from assistant.app.bench.scheduling.silence import SilentHerald
from assistant.app.deeds import Deeds, Stores, Tongues, _data_folders, build_deeds
from assistant.kernel.clock import SystemClock
from assistant.kernel.testing.storage import (
    FakeCustomCommandStore,
    FakeHistory,
    FakeJournal,
    FakeScheduleStore,
    FakeTimerStore,
)
from assistant.safety.halt import Halt


def deeds() -> Deeds:
    clock = SystemClock()
    originals = SavedOriginals("/nowhere/originals", 0, 0.0)
    stores = Stores(
        FakeTimerStore(), FakeScheduleStore(), FakeJournal(clock), FakeCustomCommandStore(), FakeHistory(), originals
    )
    return build_deeds(
        stores, clock, Halt(), Tongues(("en",), lambda: "en"), SilentHerald(), lambda _action, _done, _total: None
    )


@pytest.mark.parametrize(
    "action",
    [
        *["clock.time", "apps.open", "timers.start", "volume.set", "screen.capture", "notes.create", "files.find"],
        *["undo.last", "undo.since", "undo.list", "schedules.remind", "schedules.do", "schedules.cancel"],
    ],
)
def test_each_domain_is_there(zenus_home: Path, action: str) -> None:
    assert deeds().executor.spec(action), action


def test_applications_are_looked_for_where_the_desktop_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ann/data")
    monkeypatch.setenv("XDG_DATA_DIRS", "/opt/share::/usr/share")
    assert _data_folders() == [Path("/home/ann/data"), Path("/opt/share"), Path("/usr/share")]


def test_without_a_word_from_the_desktop_the_usual_places_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_DIRS", "")
    usual = ["/home/ann/.local/share", "/usr/local/share", "/usr/share"]
    assert _data_folders() == [Path(folder) for folder in usual]
