"""The tray icon as a tray sees it: over D-Bus where the desktop speaks StatusNotifier, and as an X window otherwise."""

import re
import subprocess
import time
from collections.abc import Iterator

import pytest

from assistant.kernel import events as ev
from gui.view import words
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.tray import Tray, TrayHost
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


@pytest.fixture
def tray_and_window(desktop: PrivateDesktop) -> Iterator[tuple[Tray, Window]]:
    with TrayHost(desktop) as host, shown(desktop) as window:
        yield host.tray(), window


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
        # As large as the panel is high; the overlay is larger.
        window.wait_for(lambda: re.search(r'"Zenus": \("[^"]*" "Zenus"\)\s+22x', desktop.window_tree()))
