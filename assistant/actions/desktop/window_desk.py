"""What all actions on windows share: finding the window that is meant, changing it, and putting it back as it was."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

import anyio
from anyio.to_thread import run_sync

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import RunningApp, Window
from assistant.actions.desktop.open_windows import Frame, OpenWindow, Rect, Screen, matching, snapshot
from assistant.actions.outcome import ActionFailedError
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue

# Window managers have done what they will do by then; what they refuse, they refuse silently.
SETTLE_S = 1.5
_POLL_S = 0.02
# Terminals grow by whole letters, and a letter may be this large.
TOLERANCE_PX = 32
# More titles than these cannot be kept in mind; all are on the card.
MOST_SPOKEN = 6


class Desk(Protocol):
    """The screen. Blocking; each method raises `ActionError` where there is no X11 session with a window manager."""

    def look(self) -> Screen: ...  # noqa: D102  # as `XScreen` says
    def activate(self, window_id: str) -> None: ...  # noqa: D102
    def minimise(self, window_id: str) -> None: ...  # noqa: D102
    def set_maximised(self, window_id: str, is_on: bool) -> None: ...  # noqa: D102
    def set_fullscreen(self, window_id: str, is_on: bool) -> None: ...  # noqa: D102
    def place(self, window_id: str, rect: Rect, frame: Frame) -> None: ...  # noqa: D102
    def send_to(self, window_id: str, workspace: int) -> None: ...  # noqa: D102
    def go_to(self, workspace: int) -> None: ...  # noqa: D102
    def show_desktop(self, is_shown: bool) -> None: ...  # noqa: D102


class Applications(Protocol):
    """Knows which application a window belongs to."""

    async def running(self) -> Sequence[RunningApp]:
        """Return the applications that run, with their windows."""
        ...


class WindowDesk:
    """Finds windows and waits for what becomes of them."""

    def __init__(self, desk: Desk, applications: Applications) -> None:
        self.desk = desk
        self._applications = applications

    async def look(self) -> Screen:
        """Return what is there now."""
        return await run_sync(self.desk.look, abandon_on_cancel=True)

    async def do(self, change: Callable[[], None]) -> None:
        """Ask the window manager for something."""
        await run_sync(change, abandon_on_cancel=True)

    async def entries(self) -> Mapping[str, DesktopEntry]:
        """Return the application of each window that has one."""
        running = await self._applications.running()
        return {window.window_id: app.entry for app in running for window in app.windows}

    async def target(self, words: str, *, must_be_one: bool = False) -> tuple[OpenWindow, Screen]:
        """Return the window that is meant, and the screen that it was seen on; without words it is the active one.

        Args:
            words: A title, a part of it, an application or a kind of application.
            must_be_one: If several fit, it is not the topmost that is meant.

        Raises:
            ActionFailedError: None fits, or several do.
        """
        screen = await self.look()
        if not words:
            if screen.active is None:
                raise ActionFailedError("windows.none_active", code="no-window")
            return screen.active, screen
        found = matching(words, screen, await self.entries())
        if not found:
            raise ActionFailedError("windows.unknown", code="no-window", facts={"name": words})
        if must_be_one and len(found) > 1:
            names = [window.name for window in found[:MOST_SPOKEN]]
            facts: Facts = {"name": words, "count": len(found), "names": cast(JsonValue, names)}
            raise ActionFailedError("windows.several", code="several-windows", facts=facts)
        return found[0], screen

    async def settled(self, is_done: Callable[[Screen], bool]) -> bool:
        """Look until it is done; return whether it was within the time that window managers need."""
        until_s = anyio.current_time() + SETTLE_S
        while True:
            if is_done(await self.look()):
                return True
            if anyio.current_time() > until_s:
                return False
            await anyio.sleep(_POLL_S)

    # -------------------------------------------------------------------------------------------------------- put back

    async def obstacles(self, deed: Deed) -> Sequence[Obstacle]:
        """Return what keeps a window from being put back: that it has gone."""
        return () if await self._still(deed) else (Obstacle("missing", str((deed.undo or {}).get("title", ""))),)

    async def put_back(self, deed: Deed) -> bool:
        """Put the window of a deed back as its snapshot says; return whether a fresh look confirms it."""
        before = deed.undo or {}
        now = await self._still(deed)
        if now is None:
            return False
        await self.do(lambda: self._restore(before, is_hidden="hidden" in now.states))
        return await self.settled(lambda screen: _is_as(before, screen))

    async def _still(self, deed: Deed) -> OpenWindow | None:
        """Return the window of a deed, if it is still that one."""
        before = deed.undo or {}
        found = (await self.look()).find(str(before.get("window", "")))
        wanted = Window(*(before.get(key) for key in ("window", "pid", "window_class")))  # type: ignore[arg-type]  # as kept
        return found if found and found.window == wanted else None

    def _restore(self, before: Facts, *, is_hidden: bool) -> None:
        number, states = str(before["window"]), set(cast(Sequence[str], before["states"]))
        is_maximised = {"maximized_vert", "maximized_horz"} <= states
        self.desk.send_to(number, cast(int, before["workspace"]))
        self.desk.set_fullscreen(number, "fullscreen" in states)
        self.desk.set_maximised(number, is_maximised)
        if not is_maximised and "fullscreen" not in states:
            rect, frame = Rect(*cast(Sequence[int], before["rect"])), Frame(*cast(Sequence[int], before["frame"]))
            self.desk.place(number, rect, frame)
        if "hidden" in states:
            self.desk.minimise(number)
        elif is_hidden:
            self.desk.activate(number)
        self.desk.go_to(cast(int, before["current_workspace"]))
        if before["active"]:
            self.desk.activate(str(before["active"]))


def prospect_of(window: OpenWindow, screen: Screen, facts: Facts, resolved: object = None) -> Prospect:
    """Return what a change of a window would do, with all that puts it back."""
    effects = Effects(fingerprint=window.window_id)
    return Prospect(effects, {"name": window.name, **facts}, snapshot(window, screen), resolved or window)


def _is_as(before: Facts, screen: Screen) -> bool:
    window, active = screen.find(str(before["window"])), screen.find(str(before["active"]))
    if window is None or window.workspace != before["workspace"] or (active and active != screen.active):
        return False
    shared = {"hidden", "fullscreen", "maximized_vert", "maximized_horz"}
    states = set(cast(Sequence[str], before["states"]))
    if window.states & shared != states & shared:
        return False
    return bool(states & shared) or window.rect.is_near(Rect(*cast(Sequence[int], before["rect"])), TOLERANCE_PX)
