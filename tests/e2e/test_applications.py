"""Listing and ending real programs by the public commands, on a real X server with a window manager."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop

pytestmark = pytest.mark.desktop

ENTRIES = {
    "test-terminal": "Name=Test Terminal\nGenericName=Terminal Emulator\nExec=xterm -name zenus-test",
    "editor": "Name=Mousepad\nGenericName=Text Editor\nExec=mousepad --disable-server %U",
    "hull": "Name=Hull\nCategories=System;TerminalEmulator;\nExec=xterm -name zenus-hull",
    "sleeper": "Name=Sleeper\nExec=sleep 4711",
    "stubborn": "Name=Stubborn\nExec=sh {folder}/stubborn.sh",
    "openbox": "Name=Openbox\nExec=openbox",
}
STUBBORN = "trap '' TERM\nwhile :; do sleep 60; done\n"


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True, has_microphone=False) as started:
        folder = Path(started.env()["XDG_DATA_HOME"]) / "applications"
        folder.mkdir(exist_ok=True)
        for name, lines in ENTRIES.items():
            text = f"[Desktop Entry]\nType=Application\n{lines.format(folder=started.folder)}\n"
            (folder / f"{name}.desktop").write_text(text)
        (started.folder / "stubborn.sh").write_text(STUBBORN)
        yield started


@pytest.fixture
def ask(desktop, tmp_path):
    return Asking(desktop.env(ZENUS_HOME=str(tmp_path), XDG_DATA_DIRS=str(tmp_path)))


@pytest.fixture
def run(desktop):
    """Return a function that starts a program, waits for its window, and ends it after the test."""
    started = []

    def start(*command, window=""):
        process = desktop.start(command, stdout=subprocess.DEVNULL)
        started.append(process)
        wait_for_window(desktop, window)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for_window(desktop, window):
    until_s = time.monotonic() + 10.0
    while window not in desktop.call("wmctrl", "-lx"):
        assert time.monotonic() < until_s, f"no window {window!r}"
        time.sleep(0.02)


def has_ended(process):
    try:
        process.wait(timeout=5.0)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_what_runs_is_told(ask, run):
    assert "Test Terminal" not in ask.reply("which applications are running")
    run("xterm", "-name", "zenus-test", window="zenus-test")
    run("sleep", "4711")
    assert {"Test Terminal", "Sleeper"} <= set(ask("what's running")["results"][0]["facts"]["names"])


def test_a_window_is_closed_and_its_program_ends(ask, run):
    terminal = run("xterm", "-name", "zenus-test", window="zenus-test")
    done = ask("close the test terminal")
    assert done["reply"]["text"] == "I closed Test Terminal."
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, False)]
    assert has_ended(terminal)
    assert ask.reply("close the test terminal") == "Test Terminal is not running."


def test_a_program_is_known_by_its_sort_alone(desktop, ask):
    opened = ask("launch the terminal")["results"][0]
    assert (opened["verified"], opened["facts"]["name"]) == (True, "Hull")
    wait_for_window(desktop, "zenus-hull")
    assert ask("switch to the terminal")["results"][0]["verified"]
    assert ask.reply("close the terminal") == "I closed Hull."
    assert "zenus-hull" not in desktop.call("wmctrl", "-lx")


def test_a_program_without_windows_is_ended_and_only_that_one(ask, run):
    sleeper, other = run("sleep", "4711"), run("sleep", "4712")
    assert ask.reply("quit sleeper") == "I closed Sleeper."
    assert has_ended(sleeper)
    assert sleeper.returncode == -signal.SIGTERM
    assert other.poll() is None


@pytest.mark.slow
def test_unsaved_work_is_asked_about_by_the_program_and_that_is_told(desktop, ask, run):
    editor = run("mousepad", "--disable-server", window="ousepad")
    window = desktop.call("wmctrl", "-lx").split()[0]
    desktop.call("xdotool", "windowactivate", "--sync", window, "type", "not saved")
    until_s = time.monotonic() + 10.0
    while "*" not in desktop.call("wmctrl", "-l"):
        assert time.monotonic() < until_s
        time.sleep(0.05)
    done = ask("close the text editor")
    assert done["reply"]["text"].startswith("Mousepad is asking something before it closes")
    assert [(r["ok"], r["verified"]) for r in done["results"]] == [(False, False)]
    assert editor.poll() is None

    asked = ask.reply("force quit mousepad")
    assert asked.startswith("This can't be undone: end Mousepad by force, and lose whatever is not saved.")
    assert not ask("yes")["results"]
    assert editor.poll() is None
    code = re.search(r"code is (\d+)", ask.reply("force quit mousepad"))[1]
    assert ask(f"confirm {code}")["results"][0]["verified"]
    assert has_ended(editor)
    assert editor.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_one_that_ignores_the_request_is_told_to_be_there_still(desktop, ask, run):
    stubborn = run("sh", str(desktop.folder / "stubborn.sh"))
    assert ask.reply("close stubborn").startswith("Stubborn is still open, although I asked it to close.")
    assert stubborn.poll() is None


def test_what_was_agreed_to_is_not_done_to_another_process(ask, run):
    first = run("sleep", "4711")
    code = re.search(r"code is (\d+)", ask.reply("force quit sleeper"))[1]
    first.kill()
    first.wait()
    second = run("sleep", "4711")
    asked_again = ask(f"confirm {code}")
    assert asked_again["results"] == []
    assert asked_again["reply"]["text"].startswith("This can't be undone")
    assert second.poll() is None


def test_the_window_manager_is_never_closed(desktop, ask):
    for sentence in ("close openbox", "force quit openbox"):
        assert ask.reply(sentence).startswith("I won't end Openbox, because your session")
    assert "openbox" in desktop.call("ps", "-A", "-o", "comm=")


def test_a_dry_run_and_a_refusal_end_nothing(ask, run):
    sleeper = run("sleep", "4711")
    assert ask.reply("close sleeper", "--dry-run").startswith("I would close Sleeper")
    ask.configure("safety.deny", '["apps.end", "apps.kill", "apps.list"]')
    for sentence in ("close sleeper", "force quit sleeper", "what's running"):
        assert "I am not allowed to" in ask.reply(sentence)
    assert sleeper.poll() is None


def test_an_approval_in_advance_is_no_code(ask, run):
    sleeper = run("sleep", "4711")
    assert ask("force quit sleeper", "--yes")["results"] == []
    assert sleeper.poll() is None
