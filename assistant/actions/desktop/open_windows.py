"""What is on the screen: windows with their place and state, and which of them a few words mean, as pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import Window
from assistant.actions.file_search import plain
from assistant.actions.foreign_text import LONGEST_NAME_CHARS, spoken
from assistant.kernel.types import Facts

# Similarity, 0..100: "fierfox" reaches Firefox, "photos" does not reach Photoshop.
MIN_LIKENESS = 85
_TITLE_JOINTS = (" - ", " — ", " – ", " | ")


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the screen, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        """The point in its middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    def holds(self, point: tuple[int, int]) -> bool:
        """Return whether a point lies in it."""
        x, y = point
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def common_with(self, other: "Rect") -> "Rect":
        """Return what two rectangles share; nothing of it is negative."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Rect(x, y, max(0, right - x), max(0, bottom - y))

    def is_near(self, other: "Rect", tolerance_px: int) -> bool:
        """Return whether no edge is further away than that: terminals grow by whole letters only."""
        pairs = zip(self.edges(), other.edges(), strict=True)
        return all(abs(one - two) <= tolerance_px for one, two in pairs)

    def edges(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """How far the window manager's frame reaches beyond a window, in pixels."""

    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0

    def inside(self, area: Rect) -> Rect:
        """Return where the window is when its frame fills an area."""
        width, height = area.width - self.left - self.right, area.height - self.top - self.bottom
        return Rect(area.x + self.left, area.y + self.top, max(1, width), max(1, height))


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window with its place and state.

    Attributes:
        title: As the program wrote it: anything may be in it.
        workspace: Counted from 0; -1 if it is on all of them.
        states: Names of EWMH states without their prefix, in lower case: `hidden`, `maximized_vert`, `fullscreen` …
        rect: Where it is, without its frame.
    """

    window: Window
    title: str
    workspace: int
    states: frozenset[str]
    rect: Rect
    frame: Frame = Frame()

    @property
    def window_id(self) -> str:
        """Its number, as text."""
        return self.window.window_id

    @property
    def name(self) -> str:
        """The title in a form that can be said, else the class."""
        return spoken(self.title) or spoken(self.window.window_class.rpartition(".")[2]) or self.window_id

    def is_same(self, other: "OpenWindow | None") -> bool:
        """Return whether this is that very window; numbers of windows are used again."""
        return other is not None and self.window == other.window

    def names(self) -> tuple[str, ...]:
        """Return what it may be called: by its class, its title, or a part of its title."""
        parts = [self.title]
        for joint in _TITLE_JOINTS:
            parts = [piece for part in parts for piece in part.split(joint)]
        instance, _, kind = self.window.window_class.rpartition(".")
        found = (kind, instance, self.name, *(spoken(part) for part in parts))
        return tuple(dict.fromkeys(name for name in found if name))


@dataclass(frozen=True, slots=True)
class Screen:
    """What the window manager knows.

    Attributes:
        windows: Those that a task list shows, the lowest first.
        active: The one that keys go to.
        work_area: What panels leave free.
        monitors: Where each is.
    """

    windows: tuple[OpenWindow, ...]
    active: OpenWindow | None
    workspace: int
    workspace_count: int
    is_desktop_shown: bool
    work_area: Rect
    monitors: tuple[Rect, ...]

    def find(self, window_id: str) -> OpenWindow | None:
        """Return the window with this number."""
        return next((window for window in self.windows if window.window_id == window_id), None)

    def area_of(self, window: OpenWindow) -> Rect:
        """Return what a window may fill: the free part of the monitor that its middle is on."""
        own = next((monitor for monitor in self.monitors if monitor.holds(window.rect.centre)), self.work_area)
        area = own.common_with(self.work_area)
        return area if area.width and area.height else own


def matching(words: str, screen: Screen, entries: Mapping[str, DesktopEntry]) -> Sequence[OpenWindow]:
    """Return the windows that the words fit best, the topmost first.

    Args:
        words: A title, a part of it, an application or a kind of application.
        screen: What is there.
        entries: The application of each window that has one, by the window's number.
    """
    wanted = plain(words)
    if not wanted:
        return ()
    ranks = {window.window_id: _rank(wanted, window, entries.get(window.window_id)) for window in screen.windows}
    best = max(ranks.values(), default=0)
    return [window for window in reversed(screen.windows) if best and ranks[window.window_id] == best]


def _rank(wanted: str, window: OpenWindow, entry: DesktopEntry | None) -> int:
    """Return 3 for a name, 2 for some of its words, 1 for a near miss, 0 for nothing of it."""
    named = (*entry.names, *entry.kinds) if entry else ()
    names = {plain(name) for name in (*window.names(), *named)} - {""}
    if wanted in names or wanted.replace(" ", "") in {name.replace(" ", "") for name in names}:
        return 3
    if _holds(wanted.split(), names):
        return 2
    joined = wanted.replace(" ", "")
    return int(any(fuzz.ratio(joined, name.replace(" ", "")) >= MIN_LIKENESS for name in names))


def _holds(wanted: Collection[str], names: Collection[str]) -> bool:
    return any(set(wanted) <= set(name.split()) for name in names)


def snapshot(window: OpenWindow, screen: Screen) -> Facts:
    """Return all that is needed to put a window back where and how it is now."""
    return {
        "window": window.window_id,
        "pid": window.window.pid,
        "window_class": window.window.window_class,
        "title": window.title[:LONGEST_NAME_CHARS],
        "workspace": window.workspace,
        "states": sorted(window.states),
        "rect": [window.rect.x, window.rect.y, window.rect.width, window.rect.height],
        "frame": [window.frame.left, window.frame.right, window.frame.top, window.frame.bottom],
        "active": screen.active.window_id if screen.active else "",
        "current_workspace": screen.workspace,
    }
