"""Runs one action as the executor would, without a journal: foresee, then act with what was foreseen."""

from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.actions.outcome import Outcome
from assistant.actions.registry import RegisteredAction, Registry
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, DeedState
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Facts


def action_of(source: object, name: str) -> RegisteredAction:
    """Return an action of an object by its name."""
    entry = Registry(source).get(name)
    assert entry is not None, name
    return entry


async def foresee(source: object, name: str, **args: object) -> Prospect:
    """Return what an action would do with its JSON arguments."""
    entry = action_of(source, name)
    return await entry.foresee(entry.validated(args))


async def act(source: object, name: str, **args: object) -> Outcome:
    """Do an action with its JSON arguments."""
    entry = action_of(source, name)
    arguments = entry.validated(args)
    return await entry.act(arguments, Work(deed=1, prospect=await entry.foresee(arguments)))


def deed_of(name: str, prospect: Prospect, notes: Mapping[int, Facts] | None = None) -> Deed:
    """Return the deed that the journal would keep of a prospect."""
    at, paths = datetime(2026, 11, 22, tzinfo=UTC), prospect.effects.paths()
    return Deed(1, 1, at, name, {}, DeedState.DONE, prospect.facts, prospect.undo, notes or {}, paths)


async def take_back(source: object, name: str, prospect: Prospect) -> bool:
    """Take back a deed that was done as it was foreseen."""
    return await action_of(source, name).take_back(deed_of(name, prospect), Work(deed=1))
