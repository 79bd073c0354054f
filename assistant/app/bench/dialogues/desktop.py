"""A desktop that does at once what it is told, and remembers it: windows, programs and keys behind their ports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from signal import Signals

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import Process, Window
from assistant.actions.desktop.open_windows import Frame, OpenWindow, Rect, Screen

_AREA = Rect(0, 30, 1920, 1050)
_WHOLE = Rect(0, 0, 1920, 1080)
_PLACE = Rect(100, 100, 800, 600)
_WORKSPACES = 4
_FIRST_PID = 5_000_000  # beyond what a kernel counts to
_MAXIMISED = frozenset({"maximized_vert", "maximized_horz"})


@dataclass(frozen=True, slots=True)
class _Running:
    """A program that was started. Implements `Started`."""

    pid: int
    status: int | None = None

    def wait(self, timeout_s: float) -> int | None:
        """Return how it ended; one that goes on is not waited for."""
        return self.status


class RehearsedDesktop:
    """Windows on a screen and the programs that own them.

    Implements the screen, the closing of windows, the table of processes, the launcher and the keyboard, since each
    changes what the others see.

    Args:
        open_at_first: Program, window class and title of what is open when the conversation begins; the last is active.
    """

    def __init__(self, programs: str, open_at_first: Sequence[tuple[str, str, str]]) -> None:
        self._programs = programs
        self._windows: list[OpenWindow] = []
        self._processes: list[Process] = []
        self._active = ""
        self._workspace = 0
        self._is_desktop_shown = False
        self._count = 0
        self.typed: list[str] = []
        for program, window_class, title in open_at_first:
            self._open(f"{programs}/{program}", window_class, title)

    # --------------------------------------------------------------------------------------------------------- screen

    def look(self) -> Screen:
        """Return what is on the screen."""
        active = next((window for window in self._windows if window.window_id == self._active), None)
        windows = tuple(self._windows)
        return Screen(windows, active, self._workspace, _WORKSPACES, self._is_desktop_shown, _AREA, (_WHOLE,))

    def is_keyboard_held(self) -> bool:
        """Return that nobody holds the keys."""
        return False

    def activate(self, window_id: str) -> None:
        """Bring a window to the front."""
        window = next((each for each in self._windows if each.window_id == window_id), None)
        if window is None:
            return
        self._windows.remove(window)
        self._windows.append(replace(window, states=window.states - {"hidden"}))
        self._active, self._workspace = window_id, window.workspace

    def minimise(self, window_id: str) -> None:
        """Put a window away."""
        self._change(window_id, on={"hidden"})
        if self._active == window_id:
            self._active = next((w.window_id for w in reversed(self._windows) if "hidden" not in w.states), "")

    def set_maximised(self, window_id: str, is_on: bool) -> None:
        """Let a window fill the screen, or no longer."""
        self._change(window_id, on=_MAXIMISED if is_on else (), off=() if is_on else _MAXIMISED)

    def set_fullscreen(self, window_id: str, is_on: bool) -> None:
        """Let a window cover the screen, or no longer."""
        self._change(window_id, on={"fullscreen"} if is_on else (), off=() if is_on else {"fullscreen"})

    def place(self, window_id: str, rect: Rect, frame: Frame) -> None:
        """Move and resize a window."""
        self._windows = [replace(w, rect=rect) if w.window_id == window_id else w for w in self._windows]

    def send_to(self, window_id: str, workspace: int) -> None:
        """Move a window to a workspace."""
        self._windows = [replace(w, workspace=workspace) if w.window_id == window_id else w for w in self._windows]

    def go_to(self, workspace: int) -> None:
        """Show a workspace."""
        self._workspace = workspace

    def show_desktop(self, is_shown: bool) -> None:
        """Put all windows away, or bring them back."""
        self._is_desktop_shown = is_shown

    # ------------------------------------------------------------------------------------------- windows and processes

    def windows(self) -> Sequence[Window]:
        """Return the windows with their programs."""
        return [window.window for window in self._windows]

    def sees_all(self) -> bool:
        """Return that no window is missing."""
        return True

    def close(self, window: Window) -> None:
        """Close a window; a program ends with its last."""
        self._windows = [each for each in self._windows if each.window_id != window.window_id]
        owners = {each.window.pid for each in self._windows}
        self._processes = [process for process in self._processes if process.pid in owners]
        if self._active == window.window_id:
            self._active = self._windows[-1].window_id if self._windows else ""

    def processes(self) -> Sequence[Process]:
        """Return the programs that run."""
        return list(self._processes)

    def lives(self, process: Process) -> bool:
        """Return whether a program runs still."""
        return process in self._processes

    def send(self, process: Process, number: Signals) -> bool:
        """End a program, whatever the signal."""
        for window in [each.window for each in self._windows if each.window.pid == process.pid]:
            self.close(window)
        self._processes = [each for each in self._processes if each != process]
        return True

    # ------------------------------------------------------------------------------------------------------- programs

    def has_display(self) -> bool:
        """Return that there is a display."""
        return True

    def has_program(self, program: str) -> bool:
        """Return that every program is there."""
        return True

    def command(self, entry: DesktopEntry) -> Sequence[str]:
        """Return the argument list that starts an application."""
        return entry.argv

    def start(self, argv: Sequence[str]) -> _Running:
        """Start an application, which opens a window; any other program hands over at once and ends."""
        if not argv[0].startswith(self._programs):
            return _Running(_FIRST_PID, status=0)
        name = PurePath(argv[0]).name
        return _Running(self._open(argv[0], name, name))

    def is_running(self, pid: int) -> bool:
        """Return whether a program runs."""
        return any(process.pid == pid for process in self._processes)

    # ----------------------------------------------------------------------------------------------------------- keys

    def type(self, text: str) -> None:
        """Note a text that is typed."""
        self.typed.append(text)

    def press(self, combination: str, count: int = 1) -> None:
        """Note keys that are pressed."""
        self.typed += [combination] * count

    def click(self, button: object, count: int = 1) -> None:
        """Note a click."""
        self.typed += [f"click {button}"] * count

    def release(self, keys: Sequence[str] = ()) -> None:
        """Let go of keys, none of which is held."""

    def _open(self, program: str, window_class: str, title: str) -> int:
        self._count += 1
        pid, window_id = _FIRST_PID + self._count, f"0x{self._count:08x}"
        self._processes.append(Process(pid, self._count, 1, program, (program,)))
        window = Window(window_id, pid, f"{window_class}.{window_class}")
        self._windows.append(OpenWindow(window, title, self._workspace, frozenset(), _PLACE))
        self._active = window_id
        return pid

    def _change(self, window_id: str, on: "frozenset[str] | set[str] | tuple[()]" = (), off: object = ()) -> None:
        gone = frozenset(off) if isinstance(off, set | frozenset) else frozenset[str]()
        self._windows = [
            replace(each, states=(each.states | set(on)) - gone) if each.window_id == window_id else each
            for each in self._windows
        ]
