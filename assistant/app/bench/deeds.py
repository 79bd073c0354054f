"""`zenus bench deeds`: what gate, journal and verification add to a deed, how long a preview takes, and a typed deed.

Everything is real: the actions on files, the gate's look round, the journal on the disk, and the look afterwards.
"""

import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import anyio

from assistant.app.bench.crashing.killing import MortalDatabase
from assistant.app.bench.crashing.session import Session, open_session
from assistant.app.bench.crashing.world import World
from assistant.app.bench.report import Target, percentile, spread
from assistant.app.wiring import build_core
from assistant.config.settings import Settings
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import ZenusError
from assistant.kernel.types import JsonValue, Step, Utterance
from assistant.kernel.verdict import Agreement, Ask, Demand, Foreseen, Permit
from assistant.store.database import Database
from speech.pipeline.silent import SilentVoice

_MANY_FILES = 100_000
# More within a minute would be too many for the gate.
_TYPED_ROUNDS = 25
_STAGES = ("foresee", "review", "admit", "run")
_REQUESTS = ("create a folder called box {number}", "rename the folder box {number} to crate {number}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Preview:
    """How long a deed took to foresee and judge, how much of that was work, and how often progress was told."""

    took_s: float
    processor_s: float
    progress_count: int

    def to_json(self) -> dict[str, JsonValue]:
        return {
            "s": round(self.took_s, 3),
            "processor_s": round(self.processor_s, 3),
            "progress_events": self.progress_count,
        }


def run(*, is_full: bool = False) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes about twenty seconds."""
    rounds = 300 if is_full else 60
    with tempfile.TemporaryDirectory(prefix="zenus-bench-") as folder:
        began_s = time.process_time()
        stages, bare_ms = anyio.run(_renames, Path(folder) / "deeds", rounds)
        busy_ms = (time.process_time() - began_s) * 1000 / rounds
        previews = anyio.run(_previews, Path(folder) / "many")
        typed_ms = _in_home(Path(folder) / "typed", _TYPED_ROUNDS)
    total_ms = stages.pop("total")
    added_ms = percentile(total_ms, 50) - percentile(bare_ms, 50)
    figures: dict[str, JsonValue] = {
        "bare_rename_ms": spread(bare_ms),
        "whole_rename_ms": spread(total_ms),
        "stages_ms": {name: spread(times) for name, times in stages.items()},
        "added_p50_ms": round(added_ms, 3),
        "processor_ms_each": round(busy_ms, 3),
        "preview_of_files": _MANY_FILES,
        "previews": {name: preview.to_json() for name, preview in previews.items()},
        "typed_deed_ms": spread(typed_ms),
    }
    return figures, [
        Target("a file deed beyond the bare system call, p50 ms", added_ms, 5),
        *(Target(f"preview of {_MANY_FILES} files, {name}, s", each.took_s, 2) for name, each in previews.items()),
        Target("a typed file deed, p50 ms", percentile(typed_ms, 50), 25),
    ]


# ---------------------------------------------------------------------------------------------------------- one deed


async def _renames(folder: Path, rounds: int) -> tuple[dict[str, list[float]], list[float]]:
    """Return the times of the stages of a rename through everything, and of the system call alone."""
    world = _world(folder)
    one, other = world.home / "one.txt", world.home / "other.txt"
    one.write_text("text")
    times: dict[str, list[float]] = {name: [] for name in (*_STAGES, "total")}
    bare_ms = []
    with MortalDatabase(world.state / "zenus.db") as database:
        session = open_session(world, database, folder / "steps.jsonl")
        for number in range(rounds + 1):
            took_ms = await _rename(session, Step("files.rename", {"what": {"name": str(one)}, "name": other.name}))
            began_s = time.perf_counter()
            other.rename(one)
            bare_ms.append((time.perf_counter() - began_s) * 1000)
            if number:  # the first one loads what the others have
                for name, took in zip(times, (*took_ms, sum(took_ms)), strict=True):
                    times[name].append(took)
    return times, bare_ms


async def _rename(session: Session, step: Step) -> list[float]:
    took_ms: list[float] = []
    foreseen = await _timed(lambda: session.executor.foresee(step), took_ms)
    if not isinstance(foreseen, Foreseen):
        raise _failed(foreseen.error_code)
    verdict = await _timed(lambda: session.gate.review([foreseen]), took_ms)
    demand = verdict.demand if isinstance(verdict, Ask) else Demand.YES
    agreement = Agreement(frozenset({foreseen.seal}), demand)
    permit = await _timed(lambda: session.gate.admit(foreseen, agreement), took_ms)
    if not isinstance(permit, Permit):
        raise _failed("denied")
    result = await _timed(lambda: session.executor.run(permit, 1), took_ms)
    if not (result.ok and result.is_verified):
        raise _failed(result.error_code or "unverified")
    return took_ms


async def _timed(call: Callable[[], Awaitable[T]], took_ms: list[float]) -> T:
    began_s = time.perf_counter()
    result = await call()
    took_ms.append((time.perf_counter() - began_s) * 1000)
    return result


# ----------------------------------------------------------------------------------------------------------- previews


async def _previews(folder: Path) -> dict[str, _Preview]:
    """Return how long it takes to foresee and judge deeds on very many files."""
    world, told = _world(folder), list[int]()
    many = world.home / "Many"
    many.mkdir()
    for number in range(_MANY_FILES):
        os.close(os.open(f"{many}/file {number}.{'txt' if number % 2 else 'jpg'}", os.O_WRONLY | os.O_CREAT, 0o644))
    steps = {
        "trash the folder": Step("files.trash", {"what": {"name": str(many)}}),
        "move all into another": Step(
            "files.move", {"what": {"folder": str(many), "every": True}, "to": str(world.home)}
        ),
        "organise by kind": Step("files.organise", {"folder": str(many), "by": "kind"}),
    }
    previews = {}
    with MortalDatabase(world.state / "zenus.db") as database:
        session = open_session(world, database, folder / "steps.jsonl", tell=lambda _a, done, _t: told.append(done))
        for name, step in steps.items():
            told.clear()
            began_s, began_busy_s = time.perf_counter(), time.process_time()
            foreseen = await session.executor.foresee(step)
            if not isinstance(foreseen, Foreseen):
                raise _failed(foreseen.error_code)
            await session.gate.review([foreseen])
            took_s, busy_s = time.perf_counter() - began_s, time.process_time() - began_busy_s
            previews[name] = _Preview(took_s, busy_s, len(told))
    return previews


# -------------------------------------------------------------------------------------------------------------- typed


def _in_home(home: Path, rounds: int) -> list[float]:
    """Return how long typed deeds take in a home of their own, from the text to the reply."""
    home.mkdir()
    before = dict(os.environ)
    os.environ.update(HOME=str(home), ZENUS_HOME=str(home / ".zenus"), XDG_DATA_HOME=str(home / ".local/share"))
    try:
        return anyio.run(_typed, home, rounds)
    finally:
        os.environ.clear()
        os.environ.update(before)


async def _typed(home: Path, rounds: int) -> list[float]:
    clock = SystemClock()
    took_ms = []
    with Database(home / ".zenus/zenus.db") as database:
        core = build_core(Settings(), database, EventBus(clock), clock, SilentVoice())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            for number in range(rounds):
                for text in _REQUESTS:
                    request = Request(Utterance(text.format(number=number), "typed"), TurnOptions(is_spoken=False))
                    began_s = time.perf_counter()
                    record = await core.controller.submit(request)
                    took_ms.append((time.perf_counter() - began_s) * 1000)
                    if not all(result.ok for result in record.results) or not record.results:
                        raise _failed(record.reply.text)
            tasks.cancel_scope.cancel()
    return took_ms[len(_REQUESTS) :]


def _world(folder: Path) -> World:
    world = World(folder / "home", folder / "stick", folder / "zenus")
    for place in (world.home, world.stick, world.state):
        place.mkdir(parents=True)
    return world


def _failed(why: str) -> ZenusError:
    return ZenusError(f"A deed to be measured failed: {why}.", code="bench-failed")
