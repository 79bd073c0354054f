"""Listing and arranging windows; each is found by its title or its application, and what becomes of it is read anew."""

from typing import Literal, cast

from assistant.actions.declaration import action
from assistant.actions.desktop.open_windows import OpenWindow, Rect, Screen
from assistant.actions.desktop.window_desk import MOST_SPOKEN, TOLERANCE_PX, WindowDesk, prospect_of
from assistant.actions.desktop.window_errors import TARGET_MESSAGES, WINDOW_ERRORS, WindowName
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Facts, JsonValue, Risk

Side = Literal["left", "right", "full"]


class WindowActions:
    """Lists and arranges windows."""

    def __init__(self, windows: WindowDesk) -> None:
        self._windows = windows

    @action(
        "windows.list",
        capabilities={"windows.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"windows.list.none": (), "windows.list.done": {"count", "names", "windows", "first", "has_more"}},
        errors=WINDOW_ERRORS,
    )
    async def list(self) -> Outcome:
        """Tell which windows are open."""
        screen = await self._windows.look()
        names = [window.name for window in reversed(screen.windows)]
        if not names:
            return Outcome("windows.list.none")
        rows: JsonValue = [
            {"name": window.name, "workspace": window.workspace + 1, "is_active": window == screen.active}
            for window in reversed(screen.windows)
        ]
        facts: Facts = {
            "count": len(names),
            "names": cast(JsonValue, names),
            "windows": rows,
            "first": cast(JsonValue, names[:MOST_SPOKEN]),
            "has_more": len(names) > MOST_SPOKEN,
        }
        return Outcome("windows.list.done", facts)

    # ------------------------------------------------------------------------------------------------------- put back

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return await self._windows.put_back(deed)

    async def _review(self, deed: Deed) -> tuple[Obstacle, ...]:
        return tuple(await self._windows.obstacles(deed))

    # ---------------------------------------------------------------------------------------------------------- focus

    async def _foresee_focus(self, window: WindowName = "") -> Prospect:
        found, screen = await self._windows.target(window)
        return prospect_of(found, screen, {})

    @action(
        "windows.focus",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.focus.done": {"name"}, **TARGET_MESSAGES},
        errors=WINDOW_ERRORS,
        effects=_foresee_focus,
        foresees={"name"},
        undo=_undo,
        undo_review=_review,
    )
    async def focus(self, work: Work, window: WindowName = "") -> Outcome:
        """Bring a window to the front."""
        found = cast(OpenWindow, work.prospect.resolved)
        await self._windows.do(lambda: self._windows.desk.activate(found.window_id))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: found.is_same(screen.active))

        return Outcome("windows.focus.done", {"name": found.name}, ("a window came to the front",), check)

    # ------------------------------------------------------------------------------------------------------- minimise

    async def _foresee_minimise(self, window: WindowName = "") -> Prospect:
        found, screen = await self._windows.target(window)
        return prospect_of(found, screen, {})

    @action(
        "windows.minimise",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.minimise.done": {"name"}, **TARGET_MESSAGES},
        errors=WINDOW_ERRORS,
        effects=_foresee_minimise,
        foresees={"name"},
        undo=_undo,
        undo_review=_review,
    )
    async def minimise(self, work: Work, window: WindowName = "") -> Outcome:
        """Put a window away, so that only its program's icon is seen."""
        found = cast(OpenWindow, work.prospect.resolved)
        await self._windows.do(lambda: self._windows.desk.minimise(found.window_id))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: "hidden" in _states(screen, found))

        return Outcome("windows.minimise.done", {"name": found.name}, ("a window was put away",), check)

    # ------------------------------------------------------------------------------------------------------- maximise

    async def _foresee_maximise(self, window: WindowName = "", is_on: bool = True) -> Prospect:
        found, screen = await self._windows.target(window)
        return prospect_of(found, screen, {"is_on": is_on})

    @action(
        "windows.maximise",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.maximise.done": {"name", "is_on"}, **TARGET_MESSAGES},
        errors=WINDOW_ERRORS,
        effects=_foresee_maximise,
        foresees={"name", "is_on"},
        undo=_undo,
        undo_review=_review,
    )
    async def maximise(self, work: Work, window: WindowName = "", is_on: bool = True) -> Outcome:
        """Let a window fill the screen, or give it its former size again."""
        found = cast(OpenWindow, work.prospect.resolved)
        await self._windows.do(lambda: self._windows.desk.set_maximised(found.window_id, is_on))

        async def check() -> bool:
            both = {"maximized_vert", "maximized_horz"}
            return await self._windows.settled(lambda screen: len(both & _states(screen, found)) == 2 * is_on)

        facts: Facts = {"name": found.name, "is_on": is_on}
        return Outcome("windows.maximise.done", facts, ("a window changed its size",), check)

    # ----------------------------------------------------------------------------------------------------------- tile

    async def _foresee_tile(self, side: Side, window: WindowName = "") -> Prospect:
        found, screen = await self._windows.target(window)
        area = _part(screen.area_of(found), side)
        return prospect_of(found, screen, {"side": side}, resolved=(found, found.frame.inside(area)))

    @action(
        "windows.tile",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.tile.done": {"name", "side"}, **TARGET_MESSAGES},
        errors=WINDOW_ERRORS,
        effects=_foresee_tile,
        foresees={"name", "side"},
        undo=_undo,
        undo_review=_review,
    )
    async def tile(self, work: Work, side: Side, window: WindowName = "") -> Outcome:
        """Let a window fill the left half, the right half or the whole of its monitor."""
        found, wanted = cast(tuple[OpenWindow, Rect], work.prospect.resolved)
        await self._windows.do(lambda: self._fill(found, wanted))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: _is_at(screen, found, wanted))

        facts: Facts = {"name": found.name, "side": side}
        return Outcome("windows.tile.done", facts, ("a window changed its place",), check)

    def _fill(self, window: OpenWindow, wanted: Rect) -> None:
        desk, number = self._windows.desk, window.window_id
        desk.set_fullscreen(number, False)
        desk.set_maximised(number, False)
        desk.place(number, wanted, window.frame)
        if "hidden" in window.states:
            desk.activate(number)


def require(is_so: bool, key: str, code: str, facts: Facts) -> None:
    """Raise ActionFailedError with its words unless it is so."""
    if not is_so:
        raise ActionFailedError(key, code=code, facts=facts)


def _states(screen: Screen, window: OpenWindow) -> frozenset[str]:
    found = screen.find(window.window_id)
    return found.states if found else frozenset()


def _is_at(screen: Screen, window: OpenWindow, wanted: Rect) -> bool:
    found = screen.find(window.window_id)
    return found is not None and "hidden" not in found.states and found.rect.is_near(wanted, TOLERANCE_PX)


def _part(area: Rect, side: Side) -> Rect:
    half = area.width // 2
    if side == "left":
        return Rect(area.x, area.y, half, area.height)
    return Rect(area.x + half, area.y, area.width - half, area.height) if side == "right" else area
