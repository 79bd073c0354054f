"""What all deeds on files have in common: how they are foreseen, done, verified, told of, and taken back.

A deed is a list of operations. They are in the journal before the first of them begins, so that it can be taken back
from wherever it gets to; what is done is exactly what was reviewed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync

from assistant.actions.files.doing import FileRun
from assistant.actions.files.parts import PARTS, Part, parts_of
from assistant.actions.files.planning import MOST_AT_ONCE, LongPlan, Plan
from assistant.actions.files.tools import FileTools, Looking, failed
from assistant.actions.filesystem.operation import Producer
from assistant.actions.outcome import Outcome
from assistant.actions.selection import SELECTION_ERRORS, SELECTION_MESSAGES, Selected, Selection, shown
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect, Touch
from assistant.kernel.types import Facts, Lines

# Deeds on a hundred thousand files, or on a disk over the network, take minutes.
TIMEOUT_S = 600.0

DEED_MESSAGES: Mapping[str, frozenset[str]] = {
    **SELECTION_MESSAGES,
    "files.failed": frozenset({"name", "reason"}),
    "files.partly": frozenset({"done", "count", "name", "reason"}),
    "files.halted": frozenset({"done", "count"}),
}
DEED_ERRORS = SELECTION_ERRORS

_OBSTACLES = {
    "not-empty": "changed-since",
    "folder-gone": "missing",
    "original-gone": "missing",
    "not-found": "missing",
}


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is known of a deed besides its operations; the fields become those of `Effects` and `Prospect`."""

    touches: Sequence[Touch]
    facts: Facts
    file_count: int = 1
    size_bytes: int = 0
    fingerprint: str = ""
    is_final: bool = False
    wants_preview: bool = False
    changes: Lines = ()


class FileDeedActions:
    """The base of actions that change files."""

    def __init__(self, tools: FileTools) -> None:
        self._tools = tools

    def _prospect(self, items: Sequence[str], plan: Plan, foresight: Foresight) -> Prospect:
        """Return the prospect of a deed on these things; many are planned when it is done.

        Raises:
            ActionFailedError: `files.failed`.
        """
        effects = Effects(
            touches=tuple(foresight.touches),
            file_count=foresight.file_count,
            size_bytes=foresight.size_bytes,
            is_final=foresight.is_final,
            wants_preview=foresight.wants_preview,
            fingerprint=foresight.fingerprint,
        )
        if len(items) > MOST_AT_ONCE:
            long = LongPlan(tuple(items), plan)
            return Prospect(effects, foresight.facts, None if foresight.is_final else {PARTS: long.part_count}, long)
        planned = plan(items)
        undo = planned.as_undo() if planned.can_be_undone else None
        return Prospect(effects, foresight.facts, undo, planned, foresight.changes)

    def _select(self, looking: Looking, what: Selection) -> Selected:
        """Return what is meant.

        Raises:
            ActionFailedError: `home-folder` if the user's home is, or lies in it; besides those of a selection.
        """
        selected = looking.select(what)
        home = self._tools.selector.user.home
        holding = {str(home), *map(str, home.parents)}
        for path in selected.paths:
            if path in holding:
                raise failed("home-folder", path)
        return selected

    async def _carry_out(
        self, work: Work, message: str, effect: str, producers: Mapping[str, Producer] | None = None
    ) -> Outcome:
        """Do what was foreseen and verify it; the facts that were foreseen are those of the reply.

        Raises:
            ActionFailedError: `files.failed`, `files.partly` or `files.halted`, or what a producer raises.
        """
        is_verified = await run_sync(FileRun(self._tools, work, producers or {}).perform)

        async def is_confirmed() -> bool:
            return is_verified

        return Outcome(message, work.prospect.facts, (effect,), is_confirmed)

    async def take_back(self, deed: Deed, work: Work) -> bool:
        """Undo a deed, wherever it got to, and tell whether a look of its own confirms it."""
        return await run_sync(_take_back, self._parts(deed, work))

    async def obstacles(self, deed: Deed) -> Sequence[Obstacle]:
        """Return what stands in the way of undoing a deed."""
        return await run_sync(_obstacles, self._parts(deed, Work()))

    def _parts(self, deed: Deed, work: Work) -> Sequence[Part]:
        return parts_of(deed, work, self._tools.originals_folder)


def _take_back(parts: Sequence[Part]) -> bool:
    are_confirmed = [part.take_back() for part in reversed(parts)]
    return all(are_confirmed)


def _obstacles(parts: Sequence[Part]) -> Sequence[Obstacle]:
    conflicts = [conflict for part in reversed(parts) for conflict in part.conflicts()]
    return [Obstacle(_OBSTACLES.get(conflict.code, conflict.code), shown(conflict.path)) for conflict in conflicts]
