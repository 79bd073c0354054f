"""Workspaces and monitors: moving windows between them, changing what is shown; and closing a window."""

from typing import Annotated, Literal, cast

import anyio
from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.apps.app_survey import Windows
from assistant.actions.declaration import action
from assistant.actions.desktop.open_windows import OpenWindow, Rect, Screen
from assistant.actions.desktop.window_desk import TOLERANCE_PX, WindowDesk, prospect_of
from assistant.actions.desktop.window_errors import TARGET_MESSAGES, WINDOW_ERRORS, WindowName
from assistant.actions.desktop.windows import require
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

Place = Literal["workspace", "next", "previous", "monitor"]
WorkspaceNumber = Annotated[int, Field(ge=0, le=100)]
"""Counted from 1; 0 where the place says it without a number."""

CLOSE_LIMIT_S = 5.0
# A window that says goodbye is gone by then; one that asks something is not.
QUESTION_S = 1.0
_POLL_S = 0.05


class WorkspaceActions:
    """Moves windows to other places, and changes what is shown.

    Args:
        windows: Finds windows.
        closer: Closes them as their own button would.
    """

    def __init__(self, windows: WindowDesk, closer: Windows) -> None:
        self._windows = windows
        self._closer = closer

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return await self._windows.put_back(deed)

    async def _review(self, deed: Deed) -> tuple[Obstacle, ...]:
        return tuple(await self._windows.obstacles(deed))

    # ----------------------------------------------------------------------------------------------------------- move

    async def _foresee_move(self, place: Place, workspace: WorkspaceNumber = 0, window: WindowName = "") -> Prospect:
        found, screen = await self._windows.target(window)
        if place == "monitor":
            require(len(screen.monitors) > 1, "windows.one_monitor", "one-monitor", {})
            return prospect_of(found, screen, {"to": "monitor", "number": 0}, (found, _on_next_monitor(found, screen)))
        number = _number(place, workspace, screen)
        return prospect_of(found, screen, {"to": "workspace", "number": number + 1}, (found, number))

    @action(
        "windows.move",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={
            "windows.move.done": {"name", "to", "number"},
            "windows.no_workspace": {"number", "count"},
            "windows.one_monitor": (),
            **TARGET_MESSAGES,
        },
        errors=WINDOW_ERRORS,
        effects=_foresee_move,
        foresees={"name", "to", "number"},
        undo=_undo,
        undo_review=_review,
    )
    async def move(self, work: Work, place: Place, workspace: WorkspaceNumber = 0, window: WindowName = "") -> Outcome:
        """Move a window to another workspace or monitor."""
        found, wanted = cast(tuple[OpenWindow, int | Rect], work.prospect.resolved)
        if isinstance(wanted, Rect):
            await self._windows.do(lambda: self._windows.desk.place(found.window_id, wanted, found.frame))
        else:
            await self._windows.do(lambda: self._windows.desk.send_to(found.window_id, wanted))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: _is_moved(screen, found, wanted))

        return Outcome("windows.move.done", work.prospect.facts, ("a window changed its place",), check)

    # ------------------------------------------------------------------------------------------------------ workspace

    async def _foresee_workspace(self, place: Place, workspace: WorkspaceNumber = 0) -> Prospect:
        screen = await self._windows.look()
        number = _number(place, workspace, screen)
        undo: Facts = {"workspace": screen.workspace}
        return Prospect(Effects(fingerprint=str(screen.workspace)), {"number": number + 1}, undo, number)

    async def _undo_workspace(self, deed: Deed, work: Work) -> bool:
        return await self._go_to(cast(int, (deed.undo or {})["workspace"]))

    @action(
        "windows.workspace",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.workspace.done": {"number"}, "windows.no_workspace": {"number", "count"}},
        errors=WINDOW_ERRORS,
        effects=_foresee_workspace,
        foresees={"number"},
        undo=_undo_workspace,
    )
    async def workspace(self, work: Work, place: Place, workspace: WorkspaceNumber = 0) -> Outcome:
        """Show another workspace."""
        number = cast(int, work.prospect.resolved)
        await self._windows.do(lambda: self._windows.desk.go_to(number))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: screen.workspace == number)

        return Outcome("windows.workspace.done", work.prospect.facts, ("another workspace was shown",), check)

    async def _go_to(self, number: int) -> bool:
        await self._windows.do(lambda: self._windows.desk.go_to(number))
        return await self._windows.settled(lambda screen: screen.workspace == number)

    # -------------------------------------------------------------------------------------------------------- desktop

    async def _foresee_desktop(self, is_shown: bool = True) -> Prospect:
        screen = await self._windows.look()
        undo: Facts = {"is_shown": screen.is_desktop_shown}
        return Prospect(Effects(fingerprint=str(screen.is_desktop_shown)), {"is_shown": is_shown}, undo)

    async def _undo_desktop(self, deed: Deed, work: Work) -> bool:
        return await self._show(cast(bool, (deed.undo or {})["is_shown"]))

    @action(
        "windows.desktop",
        capabilities={"windows.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"windows.desktop.done": {"is_shown"}},
        errors=WINDOW_ERRORS,
        effects=_foresee_desktop,
        foresees={"is_shown"},
        undo=_undo_desktop,
    )
    async def desktop(self, work: Work, is_shown: bool = True) -> Outcome:
        """Show the desktop by putting all windows away, or bring them back."""
        await self._windows.do(lambda: self._windows.desk.show_desktop(is_shown))

        async def check() -> bool:
            return await self._windows.settled(lambda screen: screen.is_desktop_shown is is_shown)

        return Outcome("windows.desktop.done", {"is_shown": is_shown}, ("all windows were put away",), check)

    async def _show(self, is_shown: bool) -> bool:
        await self._windows.do(lambda: self._windows.desk.show_desktop(is_shown))
        return await self._windows.settled(lambda screen: screen.is_desktop_shown is is_shown)

    # ---------------------------------------------------------------------------------------------------------- close

    async def _foresee_close(self, window: WindowName = "") -> Prospect:
        found, screen = await self._windows.target(window, must_be_one=True)
        others = frozenset(each.window_id for each in screen.windows)
        return Prospect(
            Effects(ends=(found.name,), fingerprint=found.window_id), {"name": found.name}, None, (found, others)
        )

    @action(
        "windows.close",
        capabilities={"windows.close"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={
            "windows.close.done": {"name"},
            "windows.close.refused": {"name", "is_asking"},
            **TARGET_MESSAGES,
        },
        errors=WINDOW_ERRORS,
        effects=_foresee_close,
        foresees={"name"},
    )
    async def close(self, work: Work, window: WindowName = "") -> Outcome:
        """Close one window; its program may ask what to do with unsaved work, or refuse."""
        found, others = cast(tuple[OpenWindow, frozenset[str]], work.prospect.resolved)
        await run_sync(self._closer.close, found.window)
        is_asking = await self._wait_closed(found, others, work)

        async def check() -> bool:
            return not found.is_same((await self._windows.look()).find(found.window_id))

        if not await check():
            facts: Facts = {"name": found.name, "is_asking": is_asking}
            raise ActionFailedError("windows.close.refused", code="window-refused", facts=facts, is_partial=True)
        return Outcome("windows.close.done", {"name": found.name}, ("a window was closed",), check)

    async def _wait_closed(self, window: OpenWindow, others: frozenset[str], work: Work) -> bool:
        """Wait until a window is gone, asks something or is given up; return whether it asks something."""
        until_s = anyio.current_time() + CLOSE_LIMIT_S
        is_asking = False
        while anyio.current_time() < until_s and not work.is_halted():
            screen = await self._windows.look()
            if not window.is_same(screen.find(window.window_id)):
                return False
            fresh = [w for w in screen.windows if w.window_id not in others and w.window.pid == window.window.pid]
            if fresh and not is_asking:
                is_asking, until_s = True, anyio.current_time() + QUESTION_S
            await anyio.sleep(_POLL_S)
        return is_asking


def _number(place: Place, workspace: int, screen: Screen) -> int:
    """Return the workspace that is meant, counted from 0."""
    steps = {"next": 1, "previous": -1}
    number = screen.workspace + steps[place] if place in steps else workspace - 1
    facts: Facts = {"number": number + 1, "count": screen.workspace_count}
    require(0 <= number < screen.workspace_count, "windows.no_workspace", "no-workspace", facts)
    return number


def _on_next_monitor(window: OpenWindow, screen: Screen) -> Rect:
    """Return where a window is on the monitor after its own, as far from its corner as it is now."""
    monitors, rect = screen.monitors, window.rect
    own = next((index for index, monitor in enumerate(monitors) if monitor.holds(rect.centre)), 0)
    before, after = monitors[own], monitors[(own + 1) % len(monitors)]
    width, height = min(rect.width, after.width), min(rect.height, after.height)
    x = after.x + min(max(0, rect.x - before.x), after.width - width)
    y = after.y + min(max(0, rect.y - before.y), after.height - height)
    return Rect(x, y, width, height)


def _is_moved(screen: Screen, window: OpenWindow, wanted: int | Rect) -> bool:
    found = screen.find(window.window_id)
    if found is None:
        return False
    return found.rect.is_near(wanted, TOLERANCE_PX) if isinstance(wanted, Rect) else found.workspace == wanted
