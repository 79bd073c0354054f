"""`zenus bench schedules`: two years of virtual time, with all that happens to a machine, held against an oracle.

What is measured is real: the schedule clock, its store on the disk, the rules. Only time is not.
"""

import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import anyio

from assistant.app.bench.report import Target
from assistant.app.bench.scheduling.chance import happenings
from assistant.app.bench.scheduling.judging import Verdict, judge
from assistant.app.bench.scheduling.oracle import HABITS, Habit
from assistant.app.bench.scheduling.world import World
from assistant.kernel.types import JsonValue
from assistant.store.database import Database

YEARS_DAYS = 731
START = datetime(2025, 1, 10, 12, 0, 7, tzinfo=UTC)
# Half an hour of summer time, the southern summer, a zone without any, and the Ramadan of Morocco among them.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Casablanca",
    "Asia/Kolkata",
)
# These are due ten times as often as all others together, and take as much longer.
_OFTEN = frozenset({"every two hours", "every ninety minutes"})
SELDOM: Mapping[str, Habit] = {name: habit for name, habit in HABITS.items() if name not in _OFTEN}


def run(*, is_full: bool = False, seed: int = 0) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes a minute or two, a quarter of an hour in full."""
    lives = [(zone, YEARS_DAYS, dict(HABITS)) for zone in ZONES] if is_full else [(ZONES[0], YEARS_DAYS, dict(SELDOM))]
    journeys = [(zone, 120, dict(HABITS)) for zone in (ZONES if is_full else ZONES[1:3])]
    verdicts, took_s, passes = [], 0.0, 0
    for number, (zone, days, habits) in enumerate((*lives, *journeys)):
        began_s = time.perf_counter()
        verdict, looked = lived(zone, days, habits, seed + number, carried=number >= len(lives))
        verdicts.append(verdict)
        took_s, passes = took_s + time.perf_counter() - began_s, passes + looked
    return _figures(verdicts, passes, took_s), [
        Target("occurrences lost", sum(len(verdict.lost) for verdict in verdicts), 0),
        Target("occurrences doubled", sum(len(verdict.doubled) for verdict in verdicts), 0),
        Target("told at a wrong time, or never asked for", sum(len(verdict.wrong) for verdict in verdicts), 0),
        Target("ring after its time, at most s", max(verdict.latest_ring_s for verdict in verdicts), 60),
        Target("one look at all schedules, mean ms", took_s * 1000 / passes, 50),
    ]


def lived(zone: str, days: int, habits: dict[str, Habit], seed: int, *, carried: bool) -> tuple[Verdict, int]:
    """Return what became of the schedules of one machine, and how often the clock looked at them."""
    random = Random(seed)
    events = happenings(random, days, ZONES if carried else ())
    with (
        tempfile.TemporaryDirectory(prefix="zenus-bench-") as folder,
        Database(Path(folder) / "own" / "zenus.db") as database,
    ):
        world = World(START, ZoneInfo(zone), database, random)
        world.keep(habits)
        anyio.run(world.live, events, days * 86_400)
        return judge(world, habits), world.passes


def _figures(verdicts: Sequence[Verdict], passes: int, took_s: float) -> dict[str, JsonValue]:
    return {
        "machines": len(verdicts),
        "occurrences": sum(verdict.occurrence_count for verdict in verdicts),
        "rung": sum(verdict.rung_count for verdict in verdicts),
        "told_as_missed": sum(verdict.missed_count for verdict in verdicts),
        "told_as_broken_off": sum(verdict.broken_off_count for verdict in verdicts),
        "latest_ring_s": round(max(verdict.latest_ring_s for verdict in verdicts), 2),
        "looks": passes,
        "look_ms": round(took_s * 1000 / passes, 3),
        "faults": [fault for verdict in verdicts for fault in verdict.faults][:20],
    }
