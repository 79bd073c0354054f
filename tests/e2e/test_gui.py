"""The window on a real X server with window manager and compositor: it shows, is answered, and gets in nobody's way."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.kernel import events as ev
from gui.theme.tokens import LIGHT
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop

TURN = (
    ev.StateChanged(turn=3, name="listening"),
    ev.LevelHeard(turn=3, level=0.6),
    ev.Transcribed(turn=3, text="what time is it", final=True, language="en", confidence=0.9),
    ev.StateChanged(turn=3, name="thinking"),
    ev.Planned(turn=3, source="grammar", steps=({"action": "clock.time", "args": {}, "risk": "read-only"},)),
    ev.StateChanged(turn=3, name="acting"),
    ev.ActionStarted(turn=3, action="clock.time"),
    ev.Replied(turn=3, text="The time is 6:05 PM.", card={"title": "Time", "rows": [["6:05 PM"]]}),
    ev.StateChanged(turn=3, name="speaking"),
    ev.Captioned(turn=3, text="The time"),
    ev.Spoken(turn=3, text="The time is 6:05 PM.", complete=True),
    ev.StateChanged(turn=3, name="idle"),
)


class Compositor:
    """The program that lets translucent windows be seen through."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self._desktop = desktop
        self.start()

    def start(self) -> None:
        command = ["picom", "--backend", "xrender", "--config", "/dev/null"]
        self._process = self._desktop.start(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


@pytest.fixture(scope="module", autouse=True)
def compositor(desktop: PrivateDesktop) -> Compositor:
    return Compositor(desktop)


@pytest.fixture
def window(desktop: PrivateDesktop) -> Iterator[Window]:
    with shown(desktop) as window:
        yield window


@pytest.fixture
def typed_into(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[Path]:
    """A terminal with the focus; what is typed into it lands in the file."""
    path = tmp_path / "typed"
    path.touch()
    terminal = desktop.start(["xterm", "-geometry", "80x24+0+0", "-e", "sh", "-c", f"cat >> {path}"])
    shown = desktop.call("xdotool", "search", "--sync", "--onlyvisible", "--class", "xterm").split()[0]
    desktop.call("xdotool", "windowfocus", "--sync", shown)
    yield path
    terminal.kill()
    terminal.wait()


# --------------------------------------------------------------------------------------------------------------- focus


def test_the_focus_stays_where_it_is_through_a_whole_turn(window: Window, typed_into: Path) -> None:
    before = window.focused
    for event in TURN:
        window.core.publish(event)
        assert window.focused == before
        window.desktop.call("xdotool", "type", "x")
    window.ask()
    assert window.focused == before
    window.desktop.call("xdotool", "type", "yy")
    window.desktop.call("xdotool", "key", "Return")
    window.wait_for(lambda: typed_into.read_text() == "x" * len(TURN) + "yy\n")
    assert not window.called("approve"), "keys that were meant for another window answer nothing"


def test_the_mouse_reaches_controls_and_passes_through_everything_else(window: Window) -> None:
    window.ask()
    x, y = window.no_button()
    overlay = window.window_at(x, y)
    below = window.window_at(200, 900)
    assert overlay != below
    box = window.box_of(LIGHT.accent)
    assert box is not None
    assert window.window_at(box[0] + 20, box[1] - 90) == below, "the question itself is no control"
    assert window.window_at((box[0] + box[2]) // 2, box[1] - 8) == below, "nor is the gap above the button"


# ------------------------------------------------------------------------------------------------------- confirmations


@pytest.mark.parametrize("is_granted", [True, False])
def test_a_question_is_answered_by_a_click(window: Window, is_granted: bool) -> None:
    window.ask()
    window.click(*(window.yes_button() if is_granted else window.no_button()))
    window.wait_for(lambda: window.called("approve"))
    assert window.called("approve") == [{"is_granted": is_granted, "question": "q1", "session": "main", "code": ""}]
    window.wait_for(lambda: window.box_of(LIGHT.accent) is None)


@pytest.mark.parametrize(("key", "is_granted"), [("y", True), ("n", False), ("Escape", False), ("Return", None)])
def test_a_question_is_answered_by_a_key_once_the_card_was_given_the_keyboard(
    window: Window, typed_into: Path, key: str, is_granted: bool | None
) -> None:
    before = window.focused
    window.ask()
    window.click(*window.keyboard_button())
    window.wait_for(lambda: window.focused != before)
    window.desktop.call("xdotool", "key", key if key != "Return" else "space")
    window.wait_for(lambda: window.called("approve"))
    assert window.called("approve")[0]["is_granted"] is (is_granted or False)
    window.wait_for(lambda: window.focused == before)


def test_a_code_is_entered_by_keys_and_sent(window: Window) -> None:
    window.ask(demand="code", question="This can't be undone: delete it. The code is 47.")
    window.click(*window.keyboard_button())
    time.sleep(0.3)
    window.desktop.call("xdotool", "key", "y")
    window.desktop.call("xdotool", "key", "4", "7", "y")
    window.wait_for(lambda: window.called("approve"))
    assert window.called("approve") == [{"is_granted": True, "question": "q1", "session": "main", "code": "47"}]


def test_an_answer_from_elsewhere_takes_the_question_away(window: Window) -> None:
    window.ask()
    window.core.publish(ev.ApprovalGiven(turn=3, granted=True, by="voice"))
    window.wait_for(lambda: window.box_of(LIGHT.accent) is None)


# ------------------------------------------------------------------------------------------------------------ its life


def test_a_window_that_comes_late_shows_the_open_question(window: Window) -> None:
    window.ask()
    window.restart()
    window.wait_for(lambda: window.box_of(LIGHT.accent) is None)
    window.wait_for(lambda: window.box_of(LIGHT.accent))


def test_a_second_window_leaves_at_once(window: Window) -> None:
    assert window.desktop.start([sys.executable, "-m", "gui"], env=window.desktop.env()).wait(10) == 0
    assert window.process.poll() is None


def test_it_outlives_the_compositor_and_gets_on_without_one(window: Window, compositor: Compositor) -> None:
    window.ask()
    compositor.stop()
    time.sleep(2.5)  # It looks for one every other second.
    window.wait_for(lambda: window.box_of(LIGHT.accent))
    compositor.start()
    time.sleep(2.5)
    window.wait_for(lambda: window.box_of(LIGHT.accent))
    time.sleep(1.0)
    window.click(*window.no_button())
    window.wait_for(lambda: window.called("approve"))


# ------------------------------------------------------------------------------------------------------------- screens


def test_on_a_fine_screen_everything_is_twice_as_large_and_clicks_still_hit(desktop: PrivateDesktop) -> None:
    with shown(desktop) as window:
        window.ask()
        plain = window.box_of(LIGHT.accent)
    with shown(desktop, QT_SCALE_FACTOR="2") as window:
        window.ask()
        fine = window.box_of(LIGHT.accent)
        assert plain and fine and abs((fine[2] - fine[0]) - 2 * (plain[2] - plain[0])) <= 4
        x, y = window.no_button()
        assert window.window_at(x, y) != window.window_at(x, fine[1] - 30)
        window.click(x, y)
        window.wait_for(lambda: window.called("approve"))


def test_it_stands_on_the_monitor_that_was_chosen(desktop: PrivateDesktop) -> None:
    desktop.call("xrandr", "--setmonitor", "left", "960/508x1080/571+0+0", "screen")
    desktop.call("xrandr", "--setmonitor", "right", "960/508x1080/571+960+0", "none")
    try:
        for monitor, first in (("left", 0), ("right", 960)):
            remembered = f'{{"theme": "light", "monitor": "{monitor}"}}'
            with shown(desktop, remembered=remembered) as window:
                window.ask()
                box = window.box_of(LIGHT.accent)
                assert box is not None and first <= box[0] and box[2] < first + 960
    finally:
        desktop.call("xrandr", "--delmonitor", "right")
        desktop.call("xrandr", "--delmonitor", "left")
