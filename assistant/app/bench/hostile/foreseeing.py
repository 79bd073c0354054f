"""Every action there is, with bent arguments: resolved by the real executor, judged by the real gate, and not done.

Its look at targets must change nothing, and what it finds there must be judged as the oracle wants it.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import anyio

from assistant.actions.executor import ActionExecutor
from assistant.actions.registry import Registry
from assistant.app.bench.hostile.arguments import HostileArguments
from assistant.app.bench.hostile.oracle import Floor, Oracle
from assistant.app.bench.hostile.paths import HostilePaths
from assistant.app.bench.hostile.playground import Playground
from assistant.app.bench.hostile.reviewing import InPlaceSurroundings, NothingDone, outcome_of, strictness
from assistant.app.bench.hostile.tally import Tally
from assistant.app.bench.scheduling.silence import SilentHerald
from assistant.app.bench.snapshot import differences, snapshot
from assistant.app.deeds import Stores, Tongues, build_deeds
from assistant.app.files import saved_originals
from assistant.config.settings import SafetySettings
from assistant.kernel.clock import SystemClock
from assistant.kernel.types import ActionResult, Step
from assistant.kernel.verdict import Allow, Foreseen
from assistant.safety.gate import CapabilityGate
from assistant.safety.halt import Halt
from assistant.safety.profile import Grants, build_policy
from assistant.store.custom_commands import SqliteCustomCommandStore
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from assistant.store.journal import SqliteJournal
from assistant.store.schedules import SqliteScheduleStore
from assistant.store.timers import SqliteTimerStore

KIND, PAYLOAD_KIND = "arguments", "payloads to the shell"
_KNOWN_BEFORE_THE_GATE = frozenset({"internal-error"})


class ArgumentReview:
    """Tries all actions in one playground."""

    def __init__(self, playground: Playground, tally: Tally) -> None:
        self._ground = playground
        self._tally = tally
        self._oracle = Oracle(playground)
        grants = Grants(paths=[(str(playground.stick), ["all"], [], [])])
        policy = build_policy("standard", grants, playground.home, [playground.zenus])
        self._gate = CapabilityGate(policy, NothingDone(), InPlaceSurroundings(), SystemClock())

    def run(self, first: int, cases: int) -> None:
        """Try so many steps, numbered from `first`."""
        before = snapshot(self._ground.home, self._ground.outside, self._ground.stick)
        anyio.run(self._run, first, cases)
        for line in differences(before, snapshot(self._ground.home, self._ground.outside, self._ground.stick)):
            self._tally.fault("ungated", KIND, first, f"foreseeing changed {line}")

    def run_payloads(self, folder: Path | None) -> None:
        """Try every published way to misuse a program, as a whole and line by line, with the shell switched on."""
        file = folder / "gtfobins_third.jsonl" if folder else None
        if file and file.is_file():
            anyio.run(self._run_payloads, list(_payloads(file)))

    async def _run_payloads(self, texts: Sequence[str]) -> None:
        policy = build_policy("standard", Grants(allow=["shell.run"]), self._ground.home, [self._ground.zenus])
        gate = CapabilityGate(policy, NothingDone(), InPlaceSurroundings(), SystemClock())
        with living_in(self._ground), Database(self._ground.top / "own/zenus.db") as database:
            executor, _registry = build_everything(database, self._ground.top / "own")
            for number, text in enumerate(texts):
                found = await executor.foresee(Step("shell.run", {"text": text}))
                verdict = await gate.review([found]) if isinstance(found, Foreseen) else None
                self._tally.count(PAYLOAD_KIND, outcome_of(verdict) if verdict else "refused")
                if isinstance(verdict, Allow):
                    self._tally.fault("ungated", PAYLOAD_KIND, number, text[:200])

    async def _run(self, first: int, cases: int) -> None:
        with living_in(self._ground), Database(self._ground.top / "own/zenus.db") as database:
            executor, registry = build_everything(database, self._ground.top / "own")
            parameters = {entry.spec.name: entry.parameters() for entry in registry}
            arguments = HostileArguments(parameters, HostilePaths(self._ground))
            for number in range(first, first + cases):
                step = arguments.step(Random(self._tally.seed * 1_000_003 + number))
                try:
                    await self._judge(number, await executor.foresee(step))
                except Exception as error:  # noqa: BLE001  # whatever it is, it is a fault
                    self._tally.count(KIND, "refused")
                    self._tally.fault("crash", KIND, number, f"{type(error).__name__} at {step!r:.300}")

    async def _judge(self, number: int, found: Foreseen | ActionResult) -> None:
        if isinstance(found, ActionResult):
            self._tally.count(KIND, "refused")
            if found.error_code in _KNOWN_BEFORE_THE_GATE:
                self._tally.fault("crash", KIND, number, f"{found.action}: {found.error_code}")
            return
        verdict = await self._gate.review([found])
        self._tally.count(KIND, outcome_of(verdict))
        touches = found.prospect.effects.touches
        floor = max((self._oracle.floor(touch.access, touch.path) for touch in touches), default=Floor.FREE)
        if strictness(verdict) < floor:
            self._tally.too_low(floor is Floor.DENIED, KIND, number, f"{floor.name} at {found.step!r:.300}")


def _payloads(file: Path) -> Iterator[str]:
    for line in file.read_text("utf-8").splitlines():
        code = json.loads(line)["code"]
        yield from dict.fromkeys((code, *code.splitlines()))


def build_everything(database: Database, own: Path) -> tuple[ActionExecutor, Registry]:
    """Return all actions of this machine, as Zenus wires them."""
    clock = SystemClock()
    journal = SqliteJournal(database, clock, own / "head")
    commands, history = SqliteCustomCommandStore(database), SqliteHistory(database)
    originals = saved_originals(SafetySettings())
    timers, schedules = SqliteTimerStore(database), SqliteScheduleStore(database)
    stores = Stores(timers, schedules, journal, commands, history, originals)
    deeds = build_deeds(
        stores, clock, Halt(), Tongues(("en",), lambda: "en"), SilentHerald(), lambda _action, _done, _total: None
    )
    return deeds.executor, deeds.registry


@contextmanager
def living_in(ground: Playground) -> Iterator[None]:
    """Let this process take the playground for the user's home, and find no display, sound or applications."""
    own = ground.top / "own"
    changed: Mapping[str, str] = {
        "HOME": str(ground.home),
        "ZENUS_HOME": str(own),
        "XDG_DATA_HOME": str(ground.home / ".local/share"),
        "XDG_CONFIG_HOME": str(own / "config"),
        "XDG_DATA_DIRS": str(own / "none"),
        "XDG_RUNTIME_DIR": str(own / "none"),
        "PULSE_SERVER": f"unix:{own}/none",
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
    }
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
