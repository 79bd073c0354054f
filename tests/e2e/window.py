"""The real window in front of a test: started on a private desktop, with a core of paper behind it, and looked at."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import mss
import numpy as np

from assistant.app.bench.gui.paper_core import PaperCore, paper_core
from assistant.kernel import events as ev
from assistant.kernel.types import JsonValue
from gui.theme.tokens import LIGHT
from tests.e2e.desktop import PrivateDesktop

LIMIT_S = 15.0
TARGETS = (("/home/ada/Downloads/a.bin", "to the trash"), ("/home/ada/Downloads/b.bin", "to the trash"))


class Window:
    """The window's process, what it shows, and what a user would do to it."""

    def __init__(
        self, desktop: PrivateDesktop, core: PaperCore, start: Callable[[], "subprocess.Popen[bytes]"]
    ) -> None:
        self.desktop = desktop
        self.core = core
        self._start = start
        self.process = start()

    def restart(self) -> None:
        """Kill it, and start it anew."""
        self.process.kill()
        self.process.wait()
        self.wait_for(lambda: not self.core.has_window)
        self.process = self._start()

    def end(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5.0)
        self.process.kill()
        self.process.wait()

    # ---------------------------------------------------------------------------------------------------- happenings

    @staticmethod
    def question(**more: object) -> ev.ApprovalRequested:
        fields = {"turn": 3, "question": "Shall I move 2 files to the trash?", "steps": (), "id": "q1",
                  "session": "main", "targets": TARGETS, "open_s": 45.0}  # fmt: skip
        return ev.ApprovalRequested(**{**fields, **more})  # type: ignore[arg-type]  # its own fields

    def ask(self, **more: object) -> None:
        """Ask, and wait until a yes would count."""
        self.core.publish(self.question(**more))
        self.wait_for(lambda: self.box_of(LIGHT.accent))
        time.sleep(1.0)  # The card fades in, and no answer counts in its first moment.

    def called(self, name: str) -> list[dict[str, object]]:
        return [dict(args) for command, args in self.core.calls if command == name]

    # ------------------------------------------------------------------------------------------------------- looking

    @property
    def screen(self) -> np.ndarray:
        """The screen as uint8[height, width, RGB]."""
        with mss.MSS(display=self.desktop.env()["DISPLAY"]) as screen:
            shot = screen.grab(screen.monitors[0])
        return np.frombuffer(shot.rgb, np.uint8).reshape(shot.height, shot.width, 3)

    def box_of(self, color: str) -> tuple[int, int, int, int] | None:
        """Return the bounds (x0, y0, x1, y1) of the pixels of exactly that colour."""
        wanted = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)], np.uint8)
        ys, xs = np.nonzero((self.screen == wanted).all(axis=2))
        return (int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())) if len(xs) > 200 else None

    def window_at(self, x: int, y: int) -> str:
        """Return the top-level window that the mouse would reach there."""
        self.desktop.call("xdotool", "mousemove", str(x), str(y))
        return self.desktop.call("xdotool", "getmouselocation", "--shell").split("WINDOW=")[1].split()[0]

    @property
    def focused(self) -> str:
        """The window that keys go to; empty while the window manager is about to choose one."""
        with suppress(subprocess.CalledProcessError):
            return self.desktop.call("xdotool", "getwindowfocus")
        return ""

    def wait_for(self, is_true: Callable[[], object], limit_s: float = LIMIT_S) -> None:
        deadline_s = time.monotonic() + limit_s
        while not is_true():
            assert time.monotonic() < deadline_s, "it did not happen"
            time.sleep(0.02)

    # --------------------------------------------------------------------------------------------------------- doing

    def click(self, x: int, y: int) -> None:
        self.desktop.call("xdotool", "mousemove", str(x), str(y), "click", "1")

    def no_button(self) -> tuple[int, int]:
        box = self.box_of(LIGHT.accent)
        assert box is not None, "no question is shown"
        return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2

    def yes_button(self) -> tuple[int, int]:
        """Return the middle of the button that stands right of the no and is as wide."""
        box = self.box_of(LIGHT.accent)
        assert box is not None, "no question is shown"
        x, y = self.no_button()
        return x + (box[2] - box[0]) + 8, y

    def keyboard_button(self) -> tuple[int, int]:
        box = self.box_of(LIGHT.accent)
        assert box is not None, "no question is shown"
        x, y = self.yes_button()
        return x + (box[2] - box[0]) // 2 + 8 + 22, y


@contextmanager
def shown(
    desktop: PrivateDesktop,
    *,
    log: Path | None = None,
    remembered: str = '{"theme": "light"}',
    answers: Mapping[str, JsonValue] | None = None,
    **env: str,
) -> Iterator[Window]:
    """Show the window while the body lasts; what it writes on its standard error fails the test.

    Args:
        answers: What commands answer to it.
    """
    (desktop.folder / "home/.local/state/zenus").mkdir(parents=True, exist_ok=True)
    (desktop.folder / "home/.local/state/zenus/gui.json").write_text(remembered)
    errors_file = log or desktop.folder / "gui-errors.txt"
    with paper_core(desktop.runtime / "zenus" / "zenus.sock", answers) as core, errors_file.open("wb") as errors:
        command = [sys.executable, "-m", "gui"]
        window = Window(desktop, core, lambda: desktop.start(command, env=desktop.env(**env), stderr=errors))
        try:
            window.wait_for(lambda: core.has_window)
            core.publish(ev.StateChanged(name="idle"))
            time.sleep(0.5)
            yield window
        finally:
            window.end()
    errors_text = errors_file.read_text()
    assert errors_text == "", errors_text
