"""Which applications run, and ending them: politely, so that they can ask about unsaved work, or by force.

A window is asked to close as its own button would; a program without windows gets SIGTERM. What is ended is exactly
what was reviewed: each process is known by its number and its start time.
"""

import signal
from typing import Annotated, cast

import anyio
from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.apps.app_survey import AppSurvey, Left, Processes, Target, Windows
from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

# Office programs need some seconds to go.
CLOSE_LIMIT_S = 5.0
# A window that says goodbye is gone by then; one that asks something is not.
QUESTION_S = 1.0
# After its last window a program that does not stay in the background is gone within this time.
LINGER_S = 2.0
KILL_LIMIT_S = 3.0
_POLL_S = 0.05
# More names than these cannot be kept in mind; all are on the card.
MOST_SPOKEN = 6
MAX_NAME_CHARS = 200

AppName = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS)]


class RunningAppActions:
    """Lists and ends applications."""

    def __init__(self, survey: AppSurvey, processes: Processes, windows: Windows) -> None:
        self._survey = survey
        self._processes = processes
        self._windows = windows

    @action(
        "apps.list",
        capabilities={"apps.list"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"apps.list.none": (), "apps.list.done": {"count", "names", "apps", "first", "has_more"}},
    )
    async def list(self) -> Outcome:
        """Tell which applications run."""
        running = await self._survey.running()
        if not running:
            return Outcome("apps.list.none")
        apps: list[Facts] = [{"name": app.entry.name, "window_count": len(app.windows)} for app in running]
        names = [app.entry.name for app in running]
        facts: Facts = {
            "count": len(names),
            "names": names,
            "apps": apps,
            "first": names[:MOST_SPOKEN],
            "has_more": len(names) > MOST_SPOKEN,
        }
        return Outcome("apps.list.done", facts)

    # ---------------------------------------------------------------------------------------------------------- close

    async def _foresee_close(self, app: AppName) -> Prospect:
        target = await self._survey.target(app)
        entry = target.app.entry
        may_lose = not target.app.windows and not entry.needs_terminal and not await run_sync(self._windows.sees_all)
        effects = Effects(ends=(entry.name,), wants_preview=may_lose, fingerprint=target.fingerprint)
        return Prospect(effects, {"name": entry.name, "may_lose": may_lose}, resolved=target)

    @action(
        "apps.close",
        capabilities={"apps.end"},
        risk=Risk.REVERSIBLE,
        timeout_s=15.0,
        messages={
            "apps.close.done": {"name", "is_in_background"},
            "apps.close.refused": {"name", "is_asking"},
            "apps.close.not_running": {"name"},
            "apps.close.unknown": {"name"},
            "apps.close.protected": {"name"},
        },
        effects=_foresee_close,
        foresees={"name", "may_lose"},
    )
    async def close(self, work: Work, app: AppName) -> Outcome:
        """Close an application; it may ask what to do with unsaved work, or refuse."""
        target = cast(Target, work.prospect.resolved)
        name, had_windows = target.app.entry.name, bool(target.app.windows)
        await run_sync(self._ask_to_end, target)
        left = await self._wait(target, work, CLOSE_LIMIT_S)
        if left.has_windows or (left.has_processes and not had_windows):
            facts: Facts = {"name": name, "is_asking": left.is_asking}
            raise ActionFailedError("apps.close.refused", code="app-refused", facts=facts, is_partial=True)

        async def check() -> bool:
            found = await run_sync(self._survey.left, target)
            return not found.has_windows and (not found.has_processes or left.has_processes)

        facts = {"name": name, "is_in_background": left.has_processes}
        return Outcome("apps.close.done", facts, ("an application was closed",), check)

    # ----------------------------------------------------------------------------------------------------------- kill

    async def _foresee_kill(self, app: AppName) -> Prospect:
        target = await self._survey.target(app)
        name = target.app.entry.name
        if not target.app.processes:
            raise ActionFailedError("apps.kill.unseen", code="process-unknown", facts={"name": name})
        names = (name, *target.others)
        effects = Effects(ends=names, is_final=True, fingerprint=target.fingerprint)
        return Prospect(effects, {"name": name, "names": list(names)}, resolved=target)

    @action(
        "apps.kill",
        capabilities={"apps.kill"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=10.0,
        messages={
            "apps.kill.done": {"name", "names"},
            "apps.kill.unseen": {"name"},
            "apps.kill.survived": {"name"},
            "apps.close.not_running": {"name"},
            "apps.close.unknown": {"name"},
            "apps.close.protected": {"name"},
        },
        effects=_foresee_kill,
        foresees={"name", "names"},
    )
    async def kill(self, work: Work, app: AppName) -> Outcome:
        """End an application by force; whatever is not saved in it is lost."""
        target = cast(Target, work.prospect.resolved)
        for process in target.app.processes:
            await run_sync(self._processes.send, process, signal.SIGKILL)
        await self._wait(target, work, KILL_LIMIT_S)

        async def check() -> bool:
            return not (await run_sync(self._survey.left, target)).has_processes

        if not await check():
            facts: Facts = {"name": target.app.entry.name}
            raise ActionFailedError("apps.kill.survived", code="app-survived", facts=facts, is_partial=True)
        return Outcome("apps.kill.done", work.prospect.facts, ("an application was ended by force",), check)

    # --------------------------------------------------------------------------------------------------------- inside

    def _ask_to_end(self, target: Target) -> None:
        for window in target.app.windows:
            self._windows.close(window)
        if target.app.windows:
            return
        own = {process.pid for process in target.app.processes}
        for process in target.app.processes:
            if process.parent not in own:
                self._processes.send(process, signal.SIGTERM)

    async def _wait(self, target: Target, work: Work, limit_s: float) -> Left:
        """Return what is left when nothing is, when it will stay so, when the time is over, or the user said stop."""
        until_s = anyio.current_time() + limit_s
        while True:
            left = await run_sync(self._survey.left, target)
            if left.is_asking:
                until_s = min(until_s, anyio.current_time() + QUESTION_S)
            elif not left.has_windows and target.app.windows:
                until_s = min(until_s, anyio.current_time() + LINGER_S)
            is_over = anyio.current_time() > until_s or work.is_halted()
            if is_over or not (left.has_windows or left.has_processes):
                return left
            await anyio.sleep(_POLL_S)
