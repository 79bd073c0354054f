"""The names of the open windows, for the understanding of what is said. Implements `NameSource`."""

from collections.abc import Callable, Sequence

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import Window
from assistant.actions.desktop.open_windows import Screen
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ActionError

REFRESH_S = 1.0
# Titles are written by programs; more of them than these are not looked through.
MOST_WINDOWS = 200


class WindowNames:
    """Reads the windows at most once a second, and only when a sentence may name one.

    Args:
        look: Returns what is on the screen; raises `ActionError` where there is none.
        entries: Returns the installed applications, by whose names a window may be called too.
    """

    def __init__(self, look: Callable[[], Screen], entries: Callable[[], Sequence[DesktopEntry]], clock: Clock) -> None:
        self._look = look
        self._entries = entries
        self._clock = clock
        self._looked_s = float("-inf")
        self._names: Sequence[tuple[str, str]] = []

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (as spoken, number of the window) pairs; the same list while nothing changed."""
        if self._clock.monotonic_s() - self._looked_s >= REFRESH_S:
            found = self._read()
            self._names = self._names if found == self._names else found
            self._looked_s = self._clock.monotonic_s()
        return self._names

    def _read(self) -> list[tuple[str, str]]:
        try:
            windows = self._look().windows
        except ActionError:
            return []
        named = windows[-MOST_WINDOWS:]
        kinds = {window.window.window_class for window in named}
        spoken = {kind: self._application_names(kind) for kind in kinds}
        pairs = [(name, window.window_id) for window in named for name in window.names()]
        return pairs + [(name, window.window_id) for window in named for name in spoken[window.window.window_class]]

    def _application_names(self, window_class: str) -> Sequence[str]:
        """Return what the applications are called whose windows have this class."""
        window = Window("", 0, window_class)
        own = [entry for entry in self._entries() if any(window.likeness(name) for name in _class_names(entry))]
        return [name for entry in own for name in (*entry.names, *entry.kinds)]


def _class_names(entry: DesktopEntry) -> tuple[str, ...]:
    program = entry.argv[0].rpartition("/")[2] if entry.argv else ""
    return entry.window_class, entry.desktop_id.removesuffix(".desktop"), program
