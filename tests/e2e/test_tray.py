"""The tray icon as a tray sees it: over D-Bus where the desktop speaks StatusNotifier, and as an X window otherwise."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.kernel import events as ev
from gui.view import words
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop

_ENTRY = re.compile(
    r'int32 (\d+)\s+array \[(?:(?!int32 \d+\s+array \[).)*?string "label"\s+variant\s+string "([^"]*)"', re.S
)


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


class Tray:
    """The item in the tray."""

    def __init__(self, desktop: PrivateDesktop, service: str) -> None:
        self._desktop = desktop
        self._service = service

    def send(self, path: str, method: str, *args: str) -> str:
        return self._desktop.call(
            "dbus-send", "--session", "--print-reply", f"--dest={self._service}", path, method, *args
        )

    def entries(self) -> dict[str, str]:
        """Return the entries of the menu: label to number."""
        self.send("/MenuBar", "com.canonical.dbusmenu.AboutToShow", "int32:0")
        layout = self.send("/MenuBar", "com.canonical.dbusmenu.GetLayout", "int32:0", "int32:-1", "array:string:")
        return {label.replace("_", ""): number for number, label in _ENTRY.findall(layout)}

    def choose(self, label: str) -> None:
        self.send("/MenuBar", "com.canonical.dbusmenu.Event", f"int32:{self.entries()[label]}", "string:clicked",
                  "variant:int32:0", "uint32:0")  # fmt: skip

    def tooltip(self) -> str:
        return self.send("/StatusNotifierItem", "org.freedesktop.DBus.Properties.Get",
                         "string:org.kde.StatusNotifierItem", "string:ToolTip")  # fmt: skip

    def activate(self) -> None:
        self.send("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", "int32:0", "int32:0")


@pytest.fixture
def tray_and_window(desktop: PrivateDesktop) -> Iterator[tuple[Tray, Window]]:
    host = desktop.start([sys.executable, str(Path(__file__).with_name("tray_host.py"))], stdout=subprocess.PIPE)
    assert host.stdout is not None and host.stdout.readline() == b"ready\n"
    with shown(desktop) as window:
        yield Tray(desktop, host.stdout.readline().decode().strip()), window
    host.stdout.close()


def test_the_menu_does_what_it_says(tray_and_window: tuple[Tray, Window]) -> None:
    tray, window = tray_and_window
    assert {words.MENU_MUTE, words.MENU_SLEEP, words.MENU_LISTEN, words.MENU_QUIT} <= set(tray.entries())
    tray.choose(words.MENU_MUTE)
    window.wait_for(lambda: window.called("mute") == [{"is_muted": True}])
    tray.choose(words.MENU_LISTEN)
    window.wait_for(lambda: window.called("listen"))
    window.core.publish(ev.StateChanged(name="speaking"))
    time.sleep(0.2)
    tray.choose(words.MENU_STOP)
    window.wait_for(lambda: window.called("interrupt"))
    tray.choose(words.MENU_UNDO)
    window.wait_for(lambda: window.called("undo"))


def test_the_icon_tells_the_state(tray_and_window: tuple[Tray, Window]) -> None:
    tray, window = tray_and_window
    window.core.publish(ev.AttentionChanged(is_muted=True, is_asleep=False), ev.StateChanged(name="paused"))
    window.wait_for(lambda: words.MOODS["muted"] in tray.tooltip())


def test_the_last_answers_are_in_the_menu(tray_and_window: tuple[Tray, Window]) -> None:
    tray, window = tray_and_window
    window.core.publish(ev.Replied(turn=1, text="The time is 6:05 PM.", card={"title": "Time", "rows": [["6:05 PM"]]}))
    window.wait_for(lambda: "The time is 6:05 PM." in tray.entries())


def test_a_click_on_the_icon_listens(tray_and_window: tuple[Tray, Window]) -> None:
    tray, window = tray_and_window
    tray.activate()
    window.wait_for(lambda: window.called("listen"))


def test_quit_ends_zenus_altogether(tray_and_window: tuple[Tray, Window]) -> None:
    tray, window = tray_and_window
    tray.choose(words.MENU_QUIT)
    window.wait_for(lambda: window.called("shutdown"))
    assert window.process.wait(5) == 0


def test_an_old_tray_shows_the_icon_as_a_window(desktop: PrivateDesktop) -> None:
    desktop.start(["trayer", "--edge", "top"], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    with shown(desktop) as window:
        tree = "xwininfo", "-root", "-tree"
        window.wait_for(lambda: re.search(r'"QSystemTrayIconSys"|"zenus|"Zenus"|python', desktop.call(*tree)))
