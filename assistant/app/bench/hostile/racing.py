"""Deeds that are really done, in a world that is changed between the check and the use, or during the use.

What must not be touched is compared byte by byte, with modes and times; and nothing that was there may be nowhere.
"""

import os
import shutil
from pathlib import Path
from random import Random

import anyio

from assistant.app.bench.crashing.killing import MortalDatabase
from assistant.app.bench.crashing.session import Session, open_session, permitted
from assistant.app.bench.crashing.steps import random_step, target_of
from assistant.app.bench.crashing.world import World
from assistant.app.bench.hostile.playground import SECRETS, STARTED_AT_LOGIN, Playground, build_playground
from assistant.app.bench.hostile.sabotage import flickering, is_inside, sabotage
from assistant.app.bench.hostile.tally import Fault, Tally
from assistant.app.bench.snapshot import Snapshot, contents, differences, snapshot
from assistant.kernel.types import ActionResult
from assistant.kernel.verdict import Permit

KIND = "raced deeds"
_PER_WORLD = 20
_FLICKERING = 0.2


class Races:
    """Runs raced deeds in worlds below a folder."""

    def __init__(self, top: Path, tally: Tally) -> None:
        self._top = top
        self._tally = tally

    def run(self, first: int, cases: int) -> None:
        """Run so many, numbered from `first`."""
        for number in range(first, first + cases, _PER_WORLD):
            folder = self._top / f"race{number}"
            folder.mkdir()
            ground = build_playground(folder, Random(self._tally.seed + number))
            anyio.run(self._run_in, ground, number, min(_PER_WORLD, first + cases - number))
            shutil.rmtree(folder)

    async def _run_in(self, ground: Playground, first: int, cases: int) -> None:
        world = World(ground.home, ground.stick, ground.top / "state")
        world.state.mkdir()
        with MortalDatabase(world.state / "zenus.db") as database:
            session = open_session(world, database, ground.top / "steps.jsonl")
            for number in range(first, first + cases):
                await self._run_one(session, ground, number)

    async def _run_one(self, session: Session, ground: Playground, number: int) -> None:
        rng = Random(self._tally.seed * 1_000_003 + number)
        step = random_step(rng, session.world)
        permit = await permitted(session, session.executor, step)
        if not isinstance(permit, Permit):
            # Without a permit nothing is done, whatever the world looks like.
            self._tally.count(KIND, "denied" if permit.error_code.endswith("denied") else "refused")
            return
        race = _Race(session, ground, self._tally, f"{step.action} {dict(step.args)!r:.200}", number)
        await race.run(rng, permit, target_of(step) or ground.home / "todo.md")


class _Race:
    """One deed with its permit, and what is done to its world."""

    def __init__(self, session: Session, ground: Playground, tally: Tally, deed: str, number: int) -> None:
        self._session, self._ground, self._tally = session, ground, tally
        self._deed, self._number = deed, number
        self._forbidden: Snapshot = {}
        self._held: set[str] = set()

    async def run(self, rng: Random, permit: Permit, target: Path) -> None:
        """Sabotage, do the deed, and judge what came of it."""
        if rng.random() < _FLICKERING and _may_flicker(self._ground, target.parent):
            self._look()
            with flickering(target.parent, self._ground.outside / "inner"):
                result = await self._session.executor.run(permit, self._number + 1)
            self._judge("the folder flickered", result)
            return
        what = sabotage(rng, self._ground, target)
        self._look()
        self._judge(what, await self._session.executor.run(permit, self._number + 1))

    def _look(self) -> None:
        self._forbidden = _snapshot_of_forbidden(self._ground)
        self._held = set(contents(snapshot(*self._session.world.tops)))

    def _judge(self, what: str, result: ActionResult) -> None:
        self._tally.count(KIND, "allowed" if result.ok else "refused")
        touched = differences(self._forbidden, _snapshot_of_forbidden(self._ground))
        if touched:
            self._fault("escape", what, touched[0])
        world = self._session.world
        lost = self._held - contents(snapshot(*world.tops), snapshot(world.state)).keys()
        if lost:
            self._fault("ungated", what, f"{len(lost)} contents are nowhere any more")
        if result.error_code == "internal-error":
            self._fault("crash", what, result.error_code)

    def _fault(self, fault: Fault, what: str, detail: str) -> None:
        self._tally.fault(fault, KIND, self._number, f"{self._deed} after {what}: {detail}")


def _may_flicker(ground: Playground, folder: Path) -> bool:
    return is_inside(ground, folder) and "/." not in str(folder) and folder.is_dir()


def _snapshot_of_forbidden(ground: Playground) -> Snapshot:
    secrets = (ground.home / name for name in (*SECRETS, *STARTED_AT_LOGIN))
    outside = (ground.outside, ground.zenus, ground.top / "home-evil", ground.top / "hom")
    return snapshot(*outside, *(place for place in secrets if os.path.lexists(place)))
