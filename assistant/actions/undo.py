"""Taking back what was done, newest first, and telling what can be taken back.

A deed is taken back by the action that did it, from what the journal keeps. Each is marked before and after, so that
a crash in the middle is finished by undoing again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import RegisteredAction, Registry
from assistant.actions.work import Work
from assistant.kernel.deeds import OPEN_STATES, Deed, DeedState, Obstacle
from assistant.kernel.effects import Access, Effects, Prospect, touching
from assistant.kernel.errors import ZenusError
from assistant.kernel.stores import Journal
from assistant.kernel.types import Facts, JsonValue, Risk

MOST_SHOWN = 20
# These leave nothing that could be taken back.
_LEAVE_NOTHING = ("undo.", "shell.run", "shell.discard")
_FACTS = {"count", "deeds", "last", "oldest"}
_MESSAGES = {
    "undo.done": _FACTS,
    "undo.nothing": (),
    "undo.impossible": {"deed"},
    "undo.blocked": {"deed", "obstacle", "name", "done"},
    "undo.broken": {"deed", "done", "reason"},
    "undo.halted": {"done", "count"},
}

Count = Annotated[int, Field(ge=1, le=100)]
# As far as the journal can count.
DeedNumber = Annotated[int, Field(ge=1, lt=2**63)]


@dataclass(frozen=True, slots=True)
class _TakenBack:
    """What is to be taken back, newest first."""

    deeds: Sequence[Deed]


class UndoActions:
    """Takes deeds back.

    Args:
        registry: Returns the registry; asked when something is undone, since it holds these actions as well.
    """

    def __init__(self, journal: Journal, registry: Callable[[], Registry]) -> None:
        self._journal = journal
        self._registry = registry

    # ---------------------------------------------------------------------------------------------------- the latest

    async def _foresee_last(self, count: Count = 1) -> Prospect:
        deeds = await self._recent(None)
        turns = list(dict.fromkeys(deed.turn for deed in deeds))[:count]
        return await self._foresee([deed for deed in deeds if deed.turn in turns], wants_preview=len(turns) > 1)

    @action(
        "undo.last",
        capabilities={"journal.undo"},
        risk=Risk.REVERSIBLE,
        timeout_s=600.0,
        messages=_MESSAGES,
        effects=_foresee_last,
        foresees=_FACTS,
    )
    async def last(self, work: Work, count: Count = 1) -> Outcome:
        """Take back what the last request did, or the last few."""
        return await self._take_back(work)

    # --------------------------------------------------------------------------------------------------- since a time

    async def _foresee_since(self, since: datetime) -> Prospect:
        deeds = await self._recent(since.astimezone())
        return await self._foresee(deeds, wants_preview=True)

    @action(
        "undo.since",
        capabilities={"journal.undo"},
        risk=Risk.REVERSIBLE,
        timeout_s=600.0,
        messages=_MESSAGES,
        effects=_foresee_since,
        foresees=_FACTS,
    )
    async def since(self, work: Work, since: datetime) -> Outcome:
        """Take back everything that was done since a local date and time."""
        return await self._take_back(work)

    # ------------------------------------------------------------------------------------------------------- one deed

    async def _foresee_deed(self, deed: DeedNumber) -> Prospect:
        found = await run_sync(self._journal.deed, deed)
        is_open = found is not None and found.state in OPEN_STATES and not found.action.startswith(_LEAVE_NOTHING)
        return await self._foresee([found] if found is not None and is_open else [], wants_preview=False)

    @action(
        "undo.deed",
        capabilities={"journal.undo"},
        risk=Risk.REVERSIBLE,
        timeout_s=600.0,
        messages=_MESSAGES,
        effects=_foresee_deed,
        foresees=_FACTS,
    )
    async def deed(self, work: Work, deed: DeedNumber) -> Outcome:
        """Take back one deed by its number in the journal, unless something later stands on it."""
        return await self._take_back(work)

    @action(
        "undo.list",
        capabilities={"journal.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"undo.list.none": (), "undo.list.done": _FACTS},
    )
    async def list(self) -> Outcome:
        """Tell what was done of late and can be taken back."""
        deeds = [deed for deed in await self._recent(None) if deed.undo is not None]
        if not deeds:
            return Outcome("undo.list.none")
        return Outcome("undo.list.done", _facts(deeds[:MOST_SHOWN], count=len(deeds)))

    # --------------------------------------------------------------------------------------------------------- inside

    async def _recent(self, since: datetime | None) -> Sequence[Deed]:
        deeds = await run_sync(self._journal.recent, since)
        return [deed for deed in deeds if not deed.action.startswith(_LEAVE_NOTHING)]

    async def _foresee(self, deeds: Sequence[Deed], *, wants_preview: bool) -> Prospect:
        """Return what taking these back would touch; only the newest is looked at closely, as it stands on the others.

        Raises:
            ActionFailedError: There is nothing to take back, or no way to.
        """
        possible = [deed for deed in deeds if deed.undo is not None and self._registry().get(deed.action)]
        if not deeds:
            raise ActionFailedError("undo.nothing", code="nothing-to-undo")
        if not possible:
            raise ActionFailedError("undo.impossible", code="cannot-be-undone", facts={"deed": named(deeds[0])})
        obstacles = await self._entry(possible[0]).obstacles(possible[0])
        if obstacles:
            raise _blocked(possible[0], obstacles[0], done=0)
        paths = dict.fromkeys(path for deed in possible for path in deed.paths)
        effects = Effects(
            touches=touching(Access.RESTORE, paths),
            file_count=len(paths),
            wants_preview=wants_preview,
            fingerprint=",".join(str(deed.number) for deed in possible),
        )
        return Prospect(effects, _facts(possible), resolved=_TakenBack(possible))

    async def _take_back(self, work: Work) -> Outcome:
        deeds = cast(_TakenBack, work.prospect.resolved).deeds
        confirmed: list[bool] = []
        for deed in deeds:
            if work.is_halted():
                facts: Facts = {"done": len(confirmed), "count": len(deeds)}
                raise ActionFailedError("undo.halted", code="halted", facts=facts, is_partial=bool(confirmed))
            confirmed.append(await self._take_back_one(deed, work, done=len(confirmed)))

        async def check() -> bool:
            return all(confirmed)

        return Outcome("undo.done", _facts(deeds), ("what was done was taken back",), check)

    async def _take_back_one(self, deed: Deed, work: Work, *, done: int) -> bool:
        entry = self._entry(deed)
        obstacles = await entry.obstacles(deed)
        if obstacles:
            raise _blocked(deed, obstacles[0], done=done)
        await run_sync(self._journal.finish, deed.number, DeedState.UNDOING, {})
        tools = Work(
            deed.number, is_halted=work.is_halted, note=partial(self._journal.note, deed.number), progress=work.progress
        )
        try:
            is_confirmed = await entry.take_back(deed, tools)
        except (ZenusError, OSError) as error:
            reason = error.code if isinstance(error, ZenusError) else "io-error"
            facts: Facts = {"deed": named(deed), "done": done, "reason": reason}
            raise ActionFailedError("undo.broken", code="undo-broken", facts=facts, is_partial=True) from error
        content: Facts = {"verified": is_confirmed}
        # What could not be confirmed may be tried again.
        finish = partial(self._journal.finish, keeps_undo=not is_confirmed)
        await run_sync(finish, deed.number, DeedState.UNDONE if is_confirmed else DeedState.UNDOING, content)
        return is_confirmed

    def _entry(self, deed: Deed) -> RegisteredAction:
        entry = self._registry().get(deed.action)
        assert entry is not None
        return entry


def named(deed: Deed) -> Facts:
    """Return what the sentence that names a deed is made from."""
    return {"action": deed.action, "facts": deed.facts}


def _facts(deeds: Sequence[Deed], count: int = 0) -> Facts:
    shown: list[JsonValue] = [named(deed) for deed in deeds[:MOST_SHOWN]]
    return {"count": count or len(deeds), "deeds": shown, "last": named(deeds[0]), "oldest": named(deeds[-1])}


def _blocked(deed: Deed, obstacle: Obstacle, *, done: int) -> ActionFailedError:
    facts: Facts = {
        "deed": named(deed),
        "obstacle": obstacle.code,
        "name": PurePath(obstacle.path).name,
        "done": done,
    }
    return ActionFailedError("undo.blocked", code="undo-blocked", facts=facts, is_partial=done > 0)
