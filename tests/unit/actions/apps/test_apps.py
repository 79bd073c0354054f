import os
from dataclasses import replace

import pytest

from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.apps import AppActions
from assistant.actions.apps.launcher import Launcher
from assistant.actions.outcome import ActionFailedError
from assistant.kernel.errors import ActionError

pytestmark = pytest.mark.anyio


class FakeProgram:
    pid = 42

    def __init__(self, status):
        self._status = status

    def wait(self, timeout_s):
        return self._status


class FakeLauncher:
    def __init__(self, status=None, *, is_alive=True, has_display=True):
        self.started = []
        self.error = None
        self._status, self._is_alive, self._has_display = status, is_alive, has_display

    def has_display(self):
        return self._has_display

    def command(self, entry):
        return entry.argv

    def start(self, argv):
        if self.error:
            raise self.error
        self.started.append(list(argv))
        return FakeProgram(self._status)

    def is_running(self, pid):
        return pid == 42 and self._is_alive


@pytest.fixture
def index(tmp_path, clock):
    (tmp_path / "applications").mkdir()
    path = tmp_path / "applications" / "tool.desktop"
    path.write_text("[Desktop Entry]\nType=Application\nName=My Tool\nExec=tool --window %U\n")
    return AppIndex([tmp_path], clock)


@pytest.mark.parametrize("app", ["tool.desktop", "my tool", "tool"])
async def test_an_application_that_stays_alive_is_confirmed(index, app):
    launcher = FakeLauncher()
    outcome = await AppActions(index, launcher).open(app)
    assert launcher.started == [["tool", "--window"]]
    assert outcome.facts == {"name": "My Tool", "app": "tool.desktop"}
    assert await outcome.check()


async def test_an_application_that_hands_over_to_its_first_instance_is_confirmed(index):
    assert await (await AppActions(index, FakeLauncher(0, is_alive=False)).open("tool")).check()


async def test_an_application_that_is_gone_at_the_second_look_is_not_confirmed(index):
    assert not await (await AppActions(index, FakeLauncher(is_alive=False)).open("tool")).check()


async def test_an_application_that_ends_with_an_error_is_a_failure(index):
    with pytest.raises(ActionFailedError) as caught:
        await AppActions(index, FakeLauncher(1)).open("tool")
    assert (caught.value.key, caught.value.facts) == ("apps.open.crashed", {"name": "My Tool"})


async def test_an_unknown_name_is_a_failure_that_names_it(index):
    launcher = FakeLauncher()
    with pytest.raises(ActionFailedError) as caught:
        await AppActions(index, launcher).open("blender")
    assert (caught.value.key, caught.value.facts) == ("apps.open.unknown", {"name": "blender"})
    assert launcher.started == []


async def test_a_program_that_is_not_there_is_a_failure(index):
    launcher = FakeLauncher()
    launcher.error = FileNotFoundError()
    with pytest.raises(ActionFailedError) as caught:
        await AppActions(index, launcher).open("tool")
    assert caught.value.key == "apps.open.broken"


async def test_without_a_display_nothing_is_started(index):
    launcher = FakeLauncher(has_display=False)
    with pytest.raises(ActionError) as caught:
        await AppActions(index, launcher).open("tool")
    assert caught.value.code == "no-display"
    assert launcher.started == []


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
async def test_the_display_is_read_from_the_environment(tmp_path, environ, expected):
    assert Launcher(environ, tmp_path).has_display() is expected


async def test_a_terminal_program_gets_the_first_terminal_there_is(index, tmp_path):
    entry = index.find("tool")
    terminal_entry = replace(entry, needs_terminal=True)
    launcher = Launcher({"PATH": str(tmp_path)}, tmp_path)
    with pytest.raises(ActionError) as caught:
        launcher.command(terminal_entry)
    assert caught.value.code == "no-terminal"
    (tmp_path / "xterm").write_text("#!/bin/sh\n")
    (tmp_path / "xterm").chmod(0o755)
    assert launcher.command(terminal_entry) == ["xterm", "-e", "tool", "--window"]
    assert launcher.command(entry) == ("tool", "--window")


async def test_a_real_program_runs_in_its_own_session_and_is_reaped(tmp_path):
    launcher = Launcher({"PATH": "/usr/bin:/bin"}, tmp_path)
    started = launcher.start(["sh", "-c", "exit 3"])
    assert started.wait(5.0) == 3
    assert not launcher.is_running(started.pid)
    sleeper = launcher.start(["sleep", "60"])
    try:
        assert sleeper.wait(0.01) is None
        assert launcher.is_running(sleeper.pid)
        assert os.getsid(sleeper.pid) == sleeper.pid
    finally:
        os.kill(sleeper.pid, 9)
    assert sleeper.wait(5.0) == -9
