"""The window when what it stands on comes and goes: it hangs, the tray is restarted, it is moved and started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.app.link.client import LinkClient
from assistant.kernel import events as ev
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop

# More than all queues on the way to a window hold.
FLOOD = 5000
# It looks for a tray this often, and a panel takes a moment to start.
TRAY_LIMIT_S = 15.0
LARGEST_ICON_PX = 48

_OURS = re.compile(r'"Zenus": \("[^"]*" "Zenus"\)\s+(\d+)x(\d+)\S+\s+\+(-?\d+)\+(-?\d+)')

Box = tuple[int, int, int, int]


def boxes(desktop: PrivateDesktop) -> list[Box]:
    """Return x, y, width and height of all windows of Zenus."""
    found = _OURS.findall(desktop.window_tree())
    return [(int(x), int(y), int(width), int(height)) for width, height, x, y in found]


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        desktop.start(["picom", "--backend", "xrender", "--config", "/dev/null"], stdout=subprocess.DEVNULL)
        yield desktop


# -------------------------------------------------------------------------------------------------------------- hangs


def test_a_window_that_hangs_holds_up_nobody_and_catches_up(desktop: PrivateDesktop) -> None:
    with shown(desktop) as window:
        os.kill(window.process.pid, signal.SIGSTOP)
        try:
            took_s = _time_of(lambda: window.core.publish(*[ev.LevelHeard(level=0.5)] * FLOOD))
            assert took_s < 2.0, "to publish takes no longer because somebody does not read"
            with LinkClient(desktop.runtime / "zenus" / "zenus.sock") as other:
                assert max(_time_of(lambda: other.call("listen")) for _ in range(50)) < 0.5
        finally:
            os.kill(window.process.pid, signal.SIGCONT)
        window.ask()
        window.click(*window.no_button())
        window.wait_for(lambda: window.called("approve"))


def _time_of(do: Callable[[], object]) -> float:
    began_s = time.monotonic()
    do()
    return time.monotonic() - began_s


# --------------------------------------------------------------------------------------------------------------- tray


def start_host(desktop: PrivateDesktop) -> "subprocess.Popen[bytes]":
    host = desktop.start([sys.executable, str(Path(__file__).with_name("tray_host.py"))], stdout=subprocess.PIPE)
    assert host.stdout is not None and host.stdout.readline() == b"ready\n"
    return host


def end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def test_the_icon_comes_back_with_the_panel(desktop: PrivateDesktop) -> None:
    first = start_host(desktop)
    with shown(desktop) as window:
        assert first.stdout is not None and first.stdout.readline().strip()
        end(first)
        second = start_host(desktop)
        assert second.stdout is not None and second.stdout.readline().strip(), "it registers with the one that came"
        window.ask()
        end(second)


def icons(desktop: PrivateDesktop) -> int:
    """Return how many icons of Zenus stand in an old tray: windows of its own there."""
    return sum(1 < box[2] <= LARGEST_ICON_PX for box in boxes(desktop))


def test_the_icon_comes_back_with_an_old_tray(desktop: PrivateDesktop) -> None:
    tray = desktop.start(["trayer", "--edge", "top"], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    with shown(desktop) as window:
        window.wait_for(lambda: icons(desktop) == 1)
        end(tray)
        window.wait_for(lambda: icons(desktop) == 0, TRAY_LIMIT_S)
        tray = desktop.start(["trayer", "--edge", "top"], stdout=subprocess.DEVNULL)
        window.wait_for(lambda: icons(desktop) == 1, TRAY_LIMIT_S)
        end(tray)


# -------------------------------------------------------------------------------------------------------------- place


def drag(window: Window, start: tuple[int, int], to: tuple[int, int]) -> None:
    """Drag as a hand does, in steps."""
    call = window.desktop.call
    call("xdotool", "mousemove", *map(str, start), "mousedown", "1")
    for part in (0.02, 0.3, 0.6, 1.0):
        x, y = (round(a + (b - a) * part) for a, b in zip(start, to, strict=True))
        call("xdotool", "mousemove", str(x), str(y))
        time.sleep(0.05)
    call("xdotool", "mouseup", "1")


def test_where_it_was_dragged_to_is_remembered(desktop: PrivateDesktop) -> None:
    with shown(desktop) as window:
        before = overlay_at(desktop)
        drag(window, middle(before), (300, 300))
        window.wait_for(lambda: near(middle(overlay_at(desktop)), (300, 300)))
        window.restart()
        window.wait_for(lambda: window.core.has_window and near(middle(overlay_at(desktop)), (300, 300)))


def overlay_at(desktop: PrivateDesktop) -> Box:
    """Return x, y, width and height of the overlay; nothing while there is none."""
    return max((box for box in boxes(desktop) if box[2] > LARGEST_ICON_PX), default=(0, 0, 0, 0))


def middle(box: Box) -> tuple[int, int]:
    return box[0] + box[2] // 2, box[1] + box[3] // 2


def near(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return abs(a[0] - b[0]) < 40 and abs(a[1] - b[1]) < 40


def test_a_broken_memory_costs_nothing_but_itself(desktop: PrivateDesktop) -> None:
    with shown(desktop, remembered='{"at_x": "left", "at_y": [], "theme": "light", "opac') as window:
        window.core.publish(ev.StateChanged(name="thinking"))
        window.wait_for(lambda: overlay_at(desktop)[2] > 0)
        assert window.process.poll() is None


def test_a_card_takes_no_key_that_is_typed_elsewhere(desktop: PrivateDesktop, tmp_path: Path) -> None:
    typed = tmp_path / "typed"
    typed.touch()
    terminal = desktop.start(["xterm", "-geometry", "80x24+0+0", "-e", "sh", "-c", f"cat >> {typed}"])
    there = desktop.call("xdotool", "search", "--sync", "--onlyvisible", "--class", "xterm").split()[0]
    desktop.call("xdotool", "windowfocus", "--sync", there)
    choices = {"title": "Which one?", "kind": "choices", "rows": [["a"], ["b"], ["c"]]}
    with shown(desktop) as window:
        window.core.publish(ev.Replied(turn=4, text="Which one?", card=choices))
        window.wait_for(lambda: overlay_at(desktop)[3] > 200)
        desktop.call("xdotool", "type", "2y")
        desktop.call("xdotool", "key", "Return")
        window.wait_for(lambda: typed.read_text() == "2y\n")
        assert not window.called("say_text")
    end(terminal)
