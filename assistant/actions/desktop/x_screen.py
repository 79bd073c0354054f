"""The windows of an X11 session, read and changed through the window manager.

Everything is asked of the window manager, so that it may refuse; what it made of it is read anew by the caller. Each
call has a connection of its own and may come from any thread. Source: Extended Window Manager Hints 1.5.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.actions.apps.running_apps import Window
from assistant.actions.desktop.open_windows import Frame, OpenWindow, Rect, Screen
from assistant.actions.outcome import NoDisplayError
from assistant.kernel.errors import ActionError

if TYPE_CHECKING:
    from Xlib.display import Display
    from Xlib.xobject.drawable import Window as XWindow

_FROM_A_PAGER = 2  # the source of a request that comes from the user, not from the window's own program
_ICONIC = 3
_NORTH_WEST_GRAVITY = 1  # the place that is told is that of the frame's corner
_MOVE_AND_RESIZE = 0b1111 << 8
_ALL_WORKSPACES = 0xFFFFFFFF
# Longer titles are not needed by anybody; counted in words of four bytes.
_LONGEST_PROPERTY = 1_024
_HIDDEN_TYPES = frozenset({"dock", "desktop", "splash", "notification"})


class XScreen:
    """The screen of the session that `environ` describes. Blocking, some milliseconds a call.

    Every method raises `ActionError`: `no-display`, `not-on-wayland` or `no-window-manager`. A window that has gone is
    no error.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)

    def look(self) -> Screen:
        """Return what the window manager knows now."""
        with self._connected() as server:
            stacked = server.numbers(server.root, "_NET_CLIENT_LIST_STACKING")
            windows = tuple(found for number in stacked if (found := server.window(number)))
            active = next(iter(server.numbers(server.root, "_NET_ACTIVE_WINDOW")), 0)
            workspace = next(iter(server.numbers(server.root, "_NET_CURRENT_DESKTOP")), 0)
            return Screen(
                windows=windows,
                active=server.window(active) if active else None,
                workspace=workspace,
                workspace_count=next(iter(server.numbers(server.root, "_NET_NUMBER_OF_DESKTOPS")), 1),
                is_desktop_shown=bool(next(iter(server.numbers(server.root, "_NET_SHOWING_DESKTOP")), 0)),
                work_area=server.work_area(workspace),
                monitors=server.monitors(),
            )

    def activate(self, window_id: str) -> None:
        """Bring a window to the front, with its workspace, and give it the keys."""
        with self._connected() as server:
            server.ask(server.at(window_id), "_NET_ACTIVE_WINDOW", (_FROM_A_PAGER, 0, 0))

    def minimise(self, window_id: str) -> None:
        """Put a window away."""
        with self._connected() as server:
            server.ask(server.at(window_id), "WM_CHANGE_STATE", (_ICONIC,))

    def set_maximised(self, window_id: str, is_on: bool) -> None:
        """Let a window fill the screen, or no longer."""
        self._set_states(window_id, is_on, "MAXIMIZED_VERT", "MAXIMIZED_HORZ")

    def set_fullscreen(self, window_id: str, is_on: bool) -> None:
        """Let a window cover the screen, or no longer."""
        self._set_states(window_id, is_on, "FULLSCREEN")

    def place(self, window_id: str, rect: Rect, frame: Frame) -> None:
        """Move and resize a window; `rect` is without its frame, `frame` is the one it will have there."""
        flags = _NORTH_WEST_GRAVITY | _MOVE_AND_RESIZE | _FROM_A_PAGER << 12
        with self._connected() as server:
            area = (flags, rect.x - frame.left, rect.y - frame.top, rect.width, rect.height)
            server.ask(server.at(window_id), "_NET_MOVERESIZE_WINDOW", area)

    def send_to(self, window_id: str, workspace: int) -> None:
        """Put a window on a workspace; -1 stands for all."""
        with self._connected() as server:
            number = _ALL_WORKSPACES if workspace < 0 else workspace
            server.ask(server.at(window_id), "_NET_WM_DESKTOP", (number, _FROM_A_PAGER))

    def go_to(self, workspace: int) -> None:
        """Show a workspace."""
        with self._connected() as server:
            server.ask(server.root, "_NET_CURRENT_DESKTOP", (workspace, 0))

    def show_desktop(self, is_shown: bool) -> None:
        """Put all windows away, or bring them back."""
        with self._connected() as server:
            server.ask(server.root, "_NET_SHOWING_DESKTOP", (int(is_shown),))

    def is_keyboard_held(self) -> bool:
        """Return whether a program keeps the keyboard to itself, as screen locks and password prompts do."""
        from Xlib import X

        with self._connected() as server:
            status = server.root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
            if status == X.GrabSuccess:
                server.display.ungrab_keyboard(X.CurrentTime)
                server.display.sync()
            return bool(status != X.GrabSuccess)

    def _set_states(self, window_id: str, is_on: bool, *names: str) -> None:
        with self._connected() as server:
            atoms = [server.atom(f"_NET_WM_STATE_{name}") for name in names]
            server.ask(
                server.at(window_id), "_NET_WM_STATE", (int(is_on), *atoms, *[0] * (2 - len(atoms)), _FROM_A_PAGER)
            )

    @contextmanager
    def _connected(self) -> Iterator["_Server"]:
        if self._environ.get("WAYLAND_DISPLAY"):
            raise ActionError("Wayland does not let me at windows.", code="not-on-wayland", hint="Log in with X11.")
        if not _is_there(self._environ.get("DISPLAY", "")):
            raise NoDisplayError()
        from Xlib.display import Display
        from Xlib.error import DisplayError

        try:
            display = Display(self._environ["DISPLAY"])
        except (DisplayError, OSError) as error:
            raise NoDisplayError() from error
        display.set_error_handler(lambda *_: None)  # a window may go at any time; its answer is then missing
        try:
            server = _Server(display, display.screen().root)
            if not server.numbers(server.root, "_NET_SUPPORTING_WM_CHECK"):
                message = "There is no window manager."
                raise ActionError(message, code="no-window-manager", hint="Start one and try again.")
            yield server
            display.sync()
        finally:
            display.close()


def _is_there(display: str) -> bool:
    """Return whether a display is on another machine, or a server of that number listens here.

    The library tries other ways where there is none, and leaves each open.
    """
    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return True
    socket = Path(f"/tmp/.X11-unix/X{number.partition('.')[0]}")  # noqa: S108  # where X servers listen
    return bool(number) and (socket.exists() or f"@{socket}\n" in Path("/proc/net/unix").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Server:
    """A connection, and what is asked over it."""

    display: "Display"
    root: "XWindow"

    def atom(self, name: str) -> int:
        return int(self.display.get_atom(name))

    def at(self, window_id: str) -> "XWindow":
        return self.display.create_resource_object("window", int(window_id, 16))

    def ask(self, window: "XWindow", message: str, values: tuple[int, ...]) -> None:
        """Send a message to the window manager."""
        from Xlib import X
        from Xlib.protocol.event import ClientMessage

        data = [*values, *[0] * (5 - len(values))]
        event = ClientMessage(window=window, client_type=self.atom(message), data=(32, [v & 0xFFFFFFFF for v in data]))
        self.root.send_event(event, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        self.display.flush()

    def numbers(self, window: "XWindow", name: str) -> list[int]:
        found = window.get_property(self.atom(name), 0, 0, _LONGEST_PROPERTY)
        return [int(value) for value in found.value] if found and found.format == 32 else []

    def text(self, window: "XWindow", name: str) -> str:
        found = window.get_property(self.atom(name), 0, 0, _LONGEST_PROPERTY)
        return bytes(found.value).decode("utf-8", "replace") if found and found.format == 8 else ""

    def window(self, number: int) -> OpenWindow | None:
        """Return a window that a task list shows; None for others, and for one that has gone."""
        from Xlib.error import XError

        window = self.display.create_resource_object("window", number)
        try:
            types = {
                name.removeprefix("_NET_WM_WINDOW_TYPE_").lower() for name in self._atoms(window, "_NET_WM_WINDOW_TYPE")
            }
            states = {name.removeprefix("_NET_WM_STATE_").lower() for name in self._atoms(window, "_NET_WM_STATE")}
            if types & _HIDDEN_TYPES or "skip_taskbar" in states:
                return None
            size = window.get_geometry()
            corner = self.root.translate_coords(window, 0, 0)
            rect = Rect(corner.x, corner.y, size.width, size.height)
            pid = next(iter(self.numbers(window, "_NET_WM_PID")), 0)
            kind = ".".join(part for part in self.text(window, "WM_CLASS").split("\0") if part)
            title = self.text(window, "_NET_WM_NAME") or self.text(window, "WM_NAME")
            workspace = next(iter(self.numbers(window, "_NET_WM_DESKTOP")), 0)
            frame = Frame(*(self.numbers(window, "_NET_FRAME_EXTENTS")[:4] or (0, 0, 0, 0)))
        except XError:
            return None
        place = -1 if workspace == _ALL_WORKSPACES else workspace
        return OpenWindow(Window(f"0x{number:08x}", pid, kind), title, place, frozenset(states), rect, frame)

    def _atoms(self, window: "XWindow", name: str) -> list[str]:
        return [str(self.display.get_atom_name(atom)) for atom in self.numbers(window, name)]

    def work_area(self, workspace: int) -> Rect:
        areas = self.numbers(self.root, "_NET_WORKAREA")
        own = areas[4 * workspace : 4 * workspace + 4] or areas[:4]
        size = self.root.get_geometry()
        return Rect(*own) if len(own) == 4 else Rect(0, 0, size.width, size.height)

    def monitors(self) -> tuple[Rect, ...]:
        if not self.display.has_extension("RANDR"):
            return ()
        found = self.root.xrandr_get_monitors().monitors
        return tuple(Rect(m.x, m.y, m.width_in_pixels, m.height_in_pixels) for m in found)
