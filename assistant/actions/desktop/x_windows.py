"""The windows on an X11 screen, listed and closed through wmctrl, which asks the window manager.

A window is closed as its own button would: the program may ask what to do with unsaved work, or refuse.
Source: Extended Window Manager Hints 1.5, _NET_CLIENT_LIST and _NET_CLOSE_WINDOW.
"""

import re
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence

from assistant.actions.apps.running_apps import Window

CALL_LIMIT_S = 2.0
_LINE = re.compile(r"(?P<id>0x[0-9a-f]+)\s+-?\d+\s+(?P<pid>\d+)\s+(?P<rest>.*)")


class XWindows:
    """The windows of the session that `environ` describes."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._host = socket.gethostname()

    def windows(self) -> Sequence[Window]:
        """Return the windows that the window manager knows; none if it cannot be asked. Blocking, some milliseconds."""
        return [window for line in (self._call("-lpx") or "").splitlines() if (window := _window(line, self._host))]

    def sees_all(self) -> bool:
        """Return whether no window of this session can be missing from the list. Wayland's own are."""
        return not self._environ.get("WAYLAND_DISPLAY") and self._call("-m") is not None

    def close(self, window: Window) -> None:
        """Ask a window to close."""
        self._call("-i", "-c", window.window_id)

    def _call(self, *arguments: str) -> str | None:
        """Return what wmctrl prints; None if it is missing, or finds no display or no window manager."""
        program = shutil.which("wmctrl", path=self._environ.get("PATH"))
        if program is None or not self._environ.get("DISPLAY"):
            return None
        try:
            done = subprocess.run(
                [program, *arguments], env=self._environ, capture_output=True, timeout=CALL_LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired:
            return None
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _window(line: str, host: str) -> Window | None:
    """Return the window of a line `ID DESKTOP PID CLASS HOST TITLE`; the class may hold spaces."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    named = re.match(rf"(.*?)\s+({re.escape(host)}|N/A)(?:\s|$)", match["rest"])
    if named is None:
        return Window(match["id"], 0, match["rest"].partition(" ")[0])
    # The number of a process on another machine is anybody's here.
    return Window(match["id"], int(match["pid"]) if named[2] == host else 0, named[1])
