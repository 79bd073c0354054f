"""Push to talk by keys that are really pressed: grabbed from the X server, or reported by the portal."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.kernel.types import JsonValue
from gui.theme.tokens import LIGHT
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.keys import CTRL_ALT_SPACE, keyboard
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop

CTRL_ALT = 4 | 8
# Longer than a key waits before it repeats itself.
LONG_S = 1.2


def with_key(key: str, mode: str) -> dict[str, JsonValue]:
    fields = [
        {"key": "gui.push_to_talk_key", "value": key},
        {"key": "gui.push_to_talk_mode", "value": mode},
    ]
    return {"settings": {"sections": [{"name": "gui", "fields": fields}]}}


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


@contextmanager
def listening(desktop: PrivateDesktop, mode: str, **env: str) -> Iterator[Window]:
    with shown(desktop, answers=with_key("Ctrl+Alt+Space", mode), **env) as window:
        window.wait_for(lambda: window.called("settings"))
        time.sleep(0.3)
        yield window


def test_a_held_key_that_repeats_itself_holds_once(desktop: PrivateDesktop) -> None:
    with listening(desktop, "hold") as window, keyboard(desktop) as keys:
        keys.down(*CTRL_ALT_SPACE)
        window.wait_for(lambda: window.called("hold") == [{"ends_in_silence": False}])
        time.sleep(LONG_S)
        assert len(window.called("hold")) == 1 and not window.called("release")
        keys.up(*CTRL_ALT_SPACE)
        window.wait_for(lambda: window.called("release"))
        time.sleep(0.2)
        assert len(window.called("hold")) == 1 and len(window.called("release")) == 1


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
def test_the_key_works_whatever_is_locked(desktop: PrivateDesktop, lock: str) -> None:
    with listening(desktop, "hold") as window, keyboard(desktop) as keys:
        keys.tap(lock)
        keys.tap(*CTRL_ALT_SPACE)
        keys.tap(lock)
        window.wait_for(lambda: window.called("hold") and window.called("release"))


def test_the_window_with_the_focus_gets_nothing_of_the_key_and_everything_else(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    typed = tmp_path / "typed"
    typed.touch()
    terminal = desktop.start(["xterm", "-geometry", "80x24+0+0", "-e", "sh", "-c", f"cat >> {typed}"])
    there = desktop.call("xdotool", "search", "--sync", "--onlyvisible", "--class", "xterm").split()[0]
    desktop.call("xdotool", "windowfocus", "--sync", there)
    with listening(desktop, "hold") as window, keyboard(desktop) as keys:
        keys.tap("a")
        keys.tap(*CTRL_ALT_SPACE)
        keys.tap("b")
        keys.tap("Return")
        window.wait_for(lambda: typed.read_text() == "ab\n" and window.called("hold"))
    terminal.kill()
    terminal.wait()


def test_a_key_that_another_program_has_is_said_clearly(desktop: PrivateDesktop) -> None:
    with keyboard(desktop) as other:
        other.take("space", CTRL_ALT)
        with listening(desktop, "hold") as window:
            window.wait_for(lambda: window.box_of(LIGHT.danger))
            assert window.process.poll() is None


def test_a_key_that_is_given_up_is_free_for_others(desktop: PrivateDesktop) -> None:
    with listening(desktop, "hold") as window, keyboard(desktop) as keys:
        window.core.answers.update(with_key("F9", "hold"))
        from assistant.kernel.events import SettingsChanged

        window.core.publish(SettingsChanged(keys=("gui.push_to_talk_key",)))
        window.wait_for(lambda: len(window.called("settings")) == 2)
        time.sleep(0.3)
        keys.tap(*CTRL_ALT_SPACE)
        keys.tap("F9")
        window.wait_for(lambda: window.called("release"))
        assert len(window.called("hold")) == 1


# --------------------------------------------------------------------------------------------------------- the portal


@contextmanager
def portal(desktop: PrivateDesktop, *args: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, str(Path(__file__).with_name("shortcut_portal.py")), *args]
    process = desktop.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    yield process
    process.stdin.close()
    process.wait(5)
    process.stdout.close()


def test_on_wayland_the_portal_reports_the_key(desktop: PrivateDesktop) -> None:
    with portal(desktop) as asked, listening(desktop, "hold", WAYLAND_DISPLAY="wayland-of-a-test") as window:
        assert asked.stdin is not None and asked.stdout is not None
        assert asked.stdout.readline() == b"bound CTRL+ALT+space\n"
        asked.stdin.write(b"Activated\n")
        asked.stdin.flush()
        window.wait_for(lambda: window.called("hold") == [{"ends_in_silence": False}])
        asked.stdin.write(b"Deactivated\n")
        asked.stdin.flush()
        window.wait_for(lambda: window.called("release"))


@pytest.mark.parametrize("is_there", [True, False])
def test_a_portal_that_refuses_or_is_not_there_is_said_clearly(desktop: PrivateDesktop, is_there: bool) -> None:
    from contextlib import nullcontext

    with (
        portal(desktop, "--refuse") if is_there else nullcontext(),
        listening(desktop, "hold", WAYLAND_DISPLAY="wayland-of-a-test") as window,
    ):
        window.wait_for(lambda: window.box_of(LIGHT.danger))
