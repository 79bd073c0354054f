"""What one process of a sequence does: deeds by the real executor, gate and journal; or, after a restart, the undo."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import cast

from assistant.actions.executor import ActionExecutor
from assistant.actions.files import FileTools, file_actions
from assistant.actions.files.tools import Tell
from assistant.actions.filesystem import SavedOriginals, Trash
from assistant.actions.registry import Registry
from assistant.actions.selection import Selector, UserFolders
from assistant.actions.surroundings import FileSystemSurroundings
from assistant.actions.undo import UndoActions
from assistant.app.bench.crashing.killing import MortalDatabase
from assistant.app.bench.crashing.steps import random_step
from assistant.app.bench.crashing.world import World
from assistant.kernel.clock import SystemClock
from assistant.kernel.deeds import Deed
from assistant.kernel.types import ActionResult, Facts, Step
from assistant.kernel.verdict import Agreement, Ask, Demand, Deny, Permit
from assistant.safety.gate import CapabilityGate
from assistant.safety.halt import Halt
from assistant.safety.profile import Grants, build_policy
from assistant.store.journal import SqliteJournal

_MOST = 10**6
_MOST_KEPT_BYTES, _MOST_KEPT_S = 10**9, 10**6
_UNDO_TURN = 10**6


def _tell_nobody(_action: str, _done: int, _total: int) -> None:
    return None


class OneDeedJournal(SqliteJournal):
    """A journal in which only one deed can be seen, so that it alone is taken back, whatever came after it."""

    only: int = 0

    def recent(self, since: datetime | None = None, limit: int = _MOST) -> Sequence[Deed]:
        """Return that deed, if it is still to be taken back."""
        return [deed for deed in super().recent(since, limit) if deed.number == self.only]


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that a deed passes through, on the disk of one world."""

    world: World
    journal: SqliteJournal
    single: OneDeedJournal
    gate: CapabilityGate
    executor: ActionExecutor
    single_executor: ActionExecutor
    halt: Halt
    log: Path

    def tell(self, phase: str, action: str, result: ActionResult) -> None:
        """Keep what came of a step, also if the process is killed after it."""
        code = "" if result.ok and result.is_verified else "unverified" if result.ok else result.error_code
        with self.log.open("a") as file:
            file.write(json.dumps([phase, action, code]) + "\n")


def open_session(world: World, database: MortalDatabase, log: Path, tell: Tell = _tell_nobody) -> Session:
    """Return a session as a process would have it right after its start; `tell` hears how far a look has come."""
    clock, halt = SystemClock(), Halt()
    journal = SqliteJournal(database, clock, world.state / "head")
    single = OneDeedJournal(database, clock, world.state / "head")
    deeds = file_actions(_tools(world, journal, tell), lambda: None)
    registry = Registry(*deeds, UndoActions(journal, lambda: registry))
    single_registry = Registry(*deeds, UndoActions(single, lambda: single_registry))
    grants = Grants(paths=[(str(world.stick), ["all"], [], [])])
    # So many deeds a minute are what is wanted here.
    policy = replace(build_policy("trusting", grants, world.home, [world.state]), per_minute={})
    return Session(
        world=world,
        journal=journal,
        single=single,
        gate=CapabilityGate(policy, journal, FileSystemSurroundings(), clock),
        executor=ActionExecutor(registry, journal, halt),
        single_executor=ActionExecutor(single_registry, single, halt),
        halt=halt,
        log=log,
    )


def _tools(world: World, journal: SqliteJournal, tell: Tell) -> FileTools:
    originals = str(world.state / "originals")
    return FileTools(
        selector=Selector(UserFolders(world.home, {})),
        trash=Trash(str(world.home / ".local/share"), os.getuid()),
        originals=SavedOriginals(originals, _MOST_KEPT_BYTES, _MOST_KEPT_S),
        originals_folder=originals,
        clock=SystemClock(),
        forget_undo=journal.drop_undo,
        tell=tell,
    )


async def do_deeds(session: Session, rng: Random, count: int) -> None:
    """Try so many deeds; what can't be done, or not be taken back, is left."""
    for number in range(count):
        step = random_step(rng, session.world)
        permit = await permitted(session, session.executor, step)
        if isinstance(permit, Permit) and permit.foreseen.prospect.undo is None:
            permit = ActionResult(step.action, ok=False, message="", error_code="no-way-back")
        result = await session.executor.run(permit, number + 1) if isinstance(permit, Permit) else permit
        session.tell("do", step.action, result)


async def undo_in_disorder(session: Session, rng: Random) -> None:
    """Take some deeds back that are not the latest: those which no later deed stands on."""
    for _ in range(rng.randint(1, 4)):
        deeds = [deed for deed in session.journal.recent() if deed.undo is not None]
        free = [deed for number, deed in enumerate(deeds) if not any(_touch(deed, later) for later in deeds[:number])]
        if not free:
            return
        session.single.only = rng.choice(free).number
        result = await _do(session, session.single_executor, Step("undo.last"), turn=_UNDO_TURN)
        session.tell("undo one", "undo.last", result)


async def undo_everything(session: Session) -> None:
    """Take back all that is left to be taken back."""
    while any(deed.undo is not None for deed in session.journal.recent()):
        result = await _do(session, session.executor, Step("undo.last", {"count": 100}), turn=_UNDO_TURN)
        session.tell("undo", "undo.last", result)
        if not result.ok:
            return


def _touch(deed: Deed, later: Deed) -> bool:
    """Whether one has to do with a path of the other, or with something above or below it."""
    return any(
        f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
        for one in _worked_on(deed)
        for other in _worked_on(later)
    )


def _worked_on(deed: Deed) -> frozenset[str]:
    """Return every path that the operations of a deed work on, also what it made on its way, as the trash's folders."""
    operations = cast("Sequence[Facts]", (deed.undo or {}).get("operations") or ())
    values = (value for operation in operations for value in operation.values())
    return frozenset(deed.paths).union(value for value in values if isinstance(value, str) and value.startswith("/"))


async def _do(session: Session, executor: ActionExecutor, step: Step, turn: int) -> ActionResult:
    permit = await permitted(session, executor, step)
    return await executor.run(permit, turn) if isinstance(permit, Permit) else permit


async def permitted(session: Session, executor: ActionExecutor, step: Step) -> Permit | ActionResult:
    """Foresee, ask the gate, agree to what it asks; return the permit, or why there is none."""
    foreseen = await executor.foresee(step)
    if isinstance(foreseen, ActionResult):
        return foreseen
    verdict = await session.gate.review([foreseen])
    demand = verdict.demand if isinstance(verdict, Ask) else Demand.YES
    permit = await session.gate.admit(foreseen, Agreement(frozenset({foreseen.seal}), demand))
    if not isinstance(permit, Permit):
        concern = permit.concern if isinstance(permit, Deny) else permit.concerns[0]
        return ActionResult(step.action, ok=False, message="", facts=concern.facts, error_code=concern.code)
    return permit
