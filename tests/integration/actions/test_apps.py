"""Real programs, started through real desktop entries on a real X server."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.apps import AppActions
from assistant.actions.apps.launcher import Launcher
from assistant.kernel.clock import SystemClock

pytestmark = [pytest.mark.desktop, pytest.mark.anyio]

ENTRIES = {
    "xterm": ("X Terminal", "xterm -name zenus-test %U", ""),
    "watcher": ("Watcher", "sleep 60", "Terminal=true"),
    "handover": ("Hand Over", "true", ""),
    "crasher": ("Crasher", 'sh -c "exit 3"', ""),
    "missing": ("Missing", "/no/such/program", ""),
}


class RememberingLauncher(Launcher):
    """Remembers what it started, so that the test can end it."""

    def __init__(self, environ, home):
        super().__init__(environ, home)
        self.started = []

    def start(self, argv):
        self.started.append(super().start(argv))
        return self.started[-1]


@pytest.fixture
def launcher(desktop):
    launcher = RememberingLauncher(desktop.env(), Path(desktop.env()["HOME"]))
    yield launcher
    for program in launcher.started:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait(5.0)


@pytest.fixture
def index(desktop):
    folder = Path(desktop.env()["XDG_DATA_HOME"])
    (folder / "applications").mkdir(exist_ok=True)
    for name, (title, command, more) in ENTRIES.items():
        entry = f"[Desktop Entry]\nType=Application\nName={title}\nExec={command}\n{more}\n"
        (folder / "applications" / f"{name}.desktop").write_text(entry)
    return AppIndex([folder], SystemClock())


@pytest.fixture
def apps(index, launcher):
    return AppActions(index, launcher)


def wait_for_window(desktop, words):
    deadline_s = time.monotonic() + 10.0
    while words not in (windows := desktop.call("wmctrl", "-lpx")):
        assert time.monotonic() < deadline_s, windows
        time.sleep(0.02)
    return next(line.split()[2] for line in windows.splitlines() if words in line)


async def test_a_program_opens_its_window(desktop, do, apps, launcher):
    result, text = await do(apps, "apps.open", app="x terminal")
    assert (result.ok, result.is_verified, text) == (True, True, "I opened X Terminal.")
    pid = launcher.started[0].pid
    assert wait_for_window(desktop, "zenus-test") == str(pid)
    assert os.getsid(pid) == pid


async def test_a_program_for_a_terminal_opens_one(desktop, do, apps, launcher):
    result, _text = await do(apps, "apps.open", app="watcher.desktop")
    assert result.is_verified
    pid = launcher.started[0].pid
    assert wait_for_window(desktop, f" {pid} ") == str(pid)
    assert "sleep 60" in desktop.call("ps", "--ppid", str(pid), "-o", "args=")


async def test_a_program_that_hands_over_counts_as_opened(do, apps):
    result, text = await do(apps, "apps.open", app="hand over")
    assert (result.is_verified, text) == (True, "I opened Hand Over.")


@pytest.mark.parametrize(
    ("app", "text"),
    [
        ("crasher", "I started Crasher, but it ended at once with an error."),
        ("missing", "I could not start Missing. Its program is missing, so install it again."),
        ("blender", "I found no application called blender."),
    ],
)
async def test_what_does_not_open_is_told(do, apps, app, text):
    result, spoken = await do(apps, "apps.open", app=app)
    assert (result.ok, spoken) == (False, text)


async def test_without_a_display_nothing_is_started(desktop, do, index):
    environ = {name: value for name, value in desktop.env().items() if name != "DISPLAY"}
    launcher = RememberingLauncher(environ, Path(environ["HOME"]))
    result, text = await do(AppActions(index, launcher), "apps.open", app="x terminal")
    assert result.error_code == "no-display"
    assert text.startswith("I could not do that because there is no display.")
    assert launcher.started == []


async def test_a_program_that_does_not_find_its_display_is_a_failure(desktop, do, index):
    environ = {**desktop.env(), "DISPLAY": ":987"}
    result, text = await do(AppActions(index, Launcher(environ, Path(environ["HOME"]))), "apps.open", app="x terminal")
    assert (result.ok, text) == (False, "I started X Terminal, but it ended at once with an error.")
