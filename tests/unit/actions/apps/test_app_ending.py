"""Ending applications, with processes and windows that are scripted; real ones in `tests/e2e/test_applications.py`."""

import os
import signal

import pytest

from assistant.actions.apps import app_ending
from assistant.actions.apps.app_ending import RunningAppActions
from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.app_survey import AppSurvey
from assistant.actions.apps.running_apps import Process, Window
from assistant.actions.outcome import ActionFailedError
from assistant.actions.work import Work
from tests.unit.actions.acting import act, action_of, foresee

pytestmark = pytest.mark.anyio

TOOL = Process(5, 50, 1, "/usr/bin/tool", ("tool",))
HELPER = Process(6, 60, 5, "/usr/bin/tool", ("tool", "--helper"))
WINDOW = Window("0x1", 5, "tool.Tool")
DIALOG = Window("0x2", 5, "tool.Tool")
# Of another application that the same process serves.
TWIN_WINDOW = Window("0x3", 5, "tool.Twin")


class FakeSystem:
    """Processes and windows; what happens when one is asked to end is up to the test."""

    def __init__(self, processes=(), windows=(), *, sees_all=True):
        self.alive = list(processes)
        self.open = list(windows)
        self.sent = []
        self.closed = []
        self.all_is_seen = sees_all
        self.ends_on = {signal.SIGTERM, signal.SIGKILL}
        self.on_close = self.end_all

    def end_all(self):
        self.alive, self.open = [], []

    def processes(self):
        return list(self.alive)

    def lives(self, process):
        return process in self.alive

    def send(self, process, number):
        self.sent.append((process.pid, number))
        if number in self.ends_on:
            self.alive = [found for found in self.alive if process.pid not in (found.pid, found.parent)]

    def windows(self):
        return list(self.open)

    def sees_all(self):
        return self.all_is_seen

    def close(self, window):
        self.closed.append(window.window_id)
        self.on_close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    for name in ("CLOSE_LIMIT_S", "QUESTION_S", "LINGER_S", "KILL_LIMIT_S", "_POLL_S"):
        monkeypatch.setattr(app_ending, name, 0.002)


@pytest.fixture
def index(tmp_path, clock):
    entries = {
        "tool": "Name=Tool\nExec=tool\nGenericName=Text Editor\nKeywords=write;",
        "other": "Name=Other\nExec=other\nGenericName=Text Editor",
        "shell": "Name=Shell\nExec=gnome-shell",
        "htop": "Name=Top\nExec=htop\nTerminal=true",
        "twin": "Name=Twin\nExec=twin\nStartupWMClass=Twin",
    }
    (tmp_path / "applications").mkdir()
    for name, lines in entries.items():
        text = f"[Desktop Entry]\nType=Application\n{lines}\n"
        (tmp_path / "applications" / f"{name}.desktop").write_text(text)
    return AppIndex([tmp_path], clock)


@pytest.fixture
def make(index):
    return lambda system: RunningAppActions(AppSurvey(index, system, system, "/nowhere"), system, system)


async def test_what_runs_is_listed_with_its_windows(make):
    facts = (await act(make(FakeSystem([TOOL, HELPER], [WINDOW])), "apps.list")).facts
    assert (facts["count"], facts["names"], facts["has_more"]) == (1, ["Tool"], False)
    assert facts["apps"] == [{"name": "Tool", "window_count": 1}]


async def test_that_nothing_runs_is_told(make):
    assert (await act(make(FakeSystem()), "apps.list")).message == "apps.list.none"


async def test_a_window_is_asked_to_close_and_no_signal_is_sent(make):
    system = FakeSystem([TOOL], [WINDOW])
    outcome = await act(make(system), "apps.close", app="tool")
    assert (system.closed, system.sent) == (["0x1"], [])
    assert outcome.facts == {"name": "Tool", "is_in_background": False}
    assert await outcome.check()


async def test_a_program_without_windows_gets_a_signal_and_its_helpers_none(make):
    system = FakeSystem([TOOL, HELPER])
    outcome = await act(make(system), "apps.close", app="tool")
    assert system.sent == [(5, signal.SIGTERM)]
    assert await outcome.check()


async def test_one_that_stays_in_the_background_is_told(make):
    system = FakeSystem([TOOL], [WINDOW])
    system.on_close = system.open.clear
    outcome = await act(make(system), "apps.close", app="tool")
    assert outcome.facts["is_in_background"] is True
    assert await outcome.check()


async def test_one_that_asks_something_is_not_closed(make):
    system = FakeSystem([TOOL], [WINDOW])
    system.on_close = lambda: system.open.append(DIALOG)
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), "apps.close", app="tool")
    assert (caught.value.key, caught.value.facts) == ("apps.close.refused", {"name": "Tool", "is_asking": True})


async def test_one_that_does_not_react_is_not_closed(make):
    system = FakeSystem([TOOL], [WINDOW])
    system.on_close = lambda: None
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), "apps.close", app="tool")
    assert caught.value.facts["is_asking"] is False


async def test_one_that_ignores_the_signal_is_not_closed(make):
    system = FakeSystem([TOOL])
    system.ends_on = set()
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), "apps.close", app="tool")
    assert (caught.value.key, system.sent) == ("apps.close.refused", [(5, signal.SIGTERM)])


async def test_what_comes_back_is_not_confirmed(make):
    system = FakeSystem([TOOL], [WINDOW])
    outcome = await act(make(system), "apps.close", app="tool")
    system.open.append(WINDOW)
    assert not await outcome.check()


async def test_a_stop_ends_the_waiting(make, monkeypatch):
    monkeypatch.setattr(app_ending, "CLOSE_LIMIT_S", 60.0)
    system = FakeSystem([TOOL], [WINDOW])
    system.on_close = lambda: None
    actions = make(system)
    prospect = await foresee(actions, "apps.close", app="tool")
    with pytest.raises(ActionFailedError):
        await action_of(actions, "apps.close").act({"app": "tool"}, Work(1, prospect, is_halted=lambda: True))


async def test_the_kind_that_runs_is_meant_before_one_that_does_not(make):
    assert (await foresee(make(FakeSystem([TOOL])), "apps.close", app="text editor")).facts["name"] == "Tool"
    other = Process(7, 70, 1, "/usr/bin/other", ("other",))
    assert (await foresee(make(FakeSystem([other])), "apps.close", app="editor")).facts["name"] == "Other"


async def test_a_name_that_does_not_run_is_not_taken_for_another_of_its_kind(make):
    with pytest.raises(ActionFailedError) as caught:
        await foresee(make(FakeSystem([TOOL])), "apps.close", app="other")
    assert (caught.value.key, caught.value.facts) == ("apps.close.not_running", {"name": "Other"})


async def test_what_is_not_installed_is_told(make):
    with pytest.raises(ActionFailedError) as caught:
        await foresee(make(FakeSystem([TOOL])), "apps.close", app="blender")
    assert (caught.value.key, caught.value.facts) == ("apps.close.unknown", {"name": "blender"})


@pytest.mark.parametrize("action", ["apps.close", "apps.kill"])
async def test_the_session_is_never_ended(make, action):
    system = FakeSystem([Process(5, 50, 1, "/usr/bin/gnome-shell", ("gnome-shell",))])
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), action, app="shell")
    assert (caught.value.key, system.sent) == ("apps.close.protected", [])


@pytest.mark.parametrize("action", ["apps.close", "apps.kill"])
async def test_what_zenus_runs_in_is_never_ended(make, action):
    own = Process(os.getpid(), 1, 5, "/usr/bin/python3.11", ("python", "x"))
    system = FakeSystem([TOOL, own], [WINDOW])
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), action, app="tool")
    assert (caught.value.key, system.sent, system.closed) == ("apps.close.protected", [], [])


async def test_where_windows_may_be_missing_a_signal_is_asked_about(make):
    blind = FakeSystem([TOOL], sees_all=False)
    prospect = await foresee(make(blind), "apps.close", app="tool")
    assert prospect.effects.wants_preview and prospect.facts["may_lose"] is True
    seen = await foresee(make(FakeSystem([TOOL], [WINDOW], sees_all=False)), "apps.close", app="tool")
    assert not seen.effects.wants_preview
    top = Process(8, 80, 1, "/usr/bin/htop", ("htop",))
    assert not (await foresee(make(FakeSystem([top], sees_all=False)), "apps.close", app="top")).effects.wants_preview


async def test_the_effects_name_what_ends_and_change_with_every_process_and_window(make):
    prospects = [
        await foresee(make(FakeSystem(processes, windows)), "apps.close", app="tool")
        for processes, windows in [
            ([TOOL], []),
            ([TOOL, HELPER], []),
            ([TOOL], [WINDOW]),
            ([Process(5, 51, 1, "/usr/bin/tool", ("tool",))], []),
        ]
    ]
    assert {prospect.effects.ends for prospect in prospects} == {("Tool",)}
    assert len({prospect.effects.fingerprint for prospect in prospects}) == 4
    assert all(prospect.undo is None for prospect in prospects)


async def test_by_force_every_process_is_killed(make):
    system = FakeSystem([TOOL, HELPER], [WINDOW])
    outcome = await act(make(system), "apps.kill", app="tool")
    assert system.sent == [(5, signal.SIGKILL), (6, signal.SIGKILL)]
    assert system.closed == []
    assert await outcome.check()


async def test_by_force_is_final_and_names_all_that_end(make):
    prospect = await foresee(make(FakeSystem([TOOL], [WINDOW, TWIN_WINDOW])), "apps.kill", app="tool")
    assert prospect.effects.is_final
    assert prospect.effects.ends == ("Tool", "Twin")


async def test_a_window_of_another_application_with_the_same_process_may_stay(make):
    system = FakeSystem([TOOL], [WINDOW, TWIN_WINDOW])
    system.on_close = lambda: system.open.remove(WINDOW)
    outcome = await act(make(system), "apps.close", app="tool")
    assert (system.closed, system.open) == (["0x1"], [TWIN_WINDOW])
    assert await outcome.check()


async def test_by_force_only_what_is_known_to_be_its_own(make):
    system = FakeSystem([], [WINDOW])
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), "apps.kill", app="tool")
    assert (caught.value.key, system.sent) == ("apps.kill.unseen", [])


async def test_what_survives_force_is_told(make):
    system = FakeSystem([TOOL])
    system.ends_on = set()
    with pytest.raises(ActionFailedError) as caught:
        await act(make(system), "apps.kill", app="tool")
    assert caught.value.key == "apps.kill.survived"
