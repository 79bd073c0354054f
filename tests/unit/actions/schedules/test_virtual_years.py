"""Nothing is lost and nothing doubled, whatever happens to the machine: held against the oracle of the bench."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.app.bench.schedules import SELDOM, YEARS_DAYS, lived
from assistant.app.bench.scheduling.judging import judge
from assistant.app.bench.scheduling.oracle import HABITS
from assistant.app.bench.scheduling.world import Event, World
from assistant.store.database import Database

DAY_S = 86_400
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/St_Johns",
]
# Some days before a change of the clock in one of these zones.
STARTS = [
    datetime(2026, 3, 27, 17, 3, 11, tzinfo=UTC),
    datetime(2026, 10, 23, 17, 3, 11, tzinfo=UTC),
    datetime(2026, 3, 6, 9, 0, 0, tzinfo=UTC),
    datetime(2026, 10, 30, 9, 0, 0, tzinfo=UTC),
    datetime(2026, 4, 2, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 1, 2, 30, 0, tzinfo=UTC),
]
NIGHTLY = ["every day at half past two", "every day at half past one", "in the night, by the hour", "every midnight"]
OTHERS = [
    "every weekday at nine",
    "every two hours",
    "every other tuesday",
    "seven times",
    "on the last day of the month",
]

at = st.floats(0, 6 * DAY_S)
EVENTS = st.one_of(
    st.builds(Event, at, st.just("off"), st.sampled_from([10.0, 100.0, 3_000.0, 30_000.0, 2.0 * DAY_S])),
    st.builds(Event, at, st.just("asleep"), st.sampled_from([10.0, 100.0, 3_000.0, 30_000.0, 2.0 * DAY_S])),
    st.builds(Event, at, st.just("clock"), st.floats(-2 * DAY_S, 2 * DAY_S)),
    st.builds(lambda at_s, zone: Event(at_s, "zone", zone=zone), at, st.sampled_from(ZONES)),
    st.builds(Event, at, st.sampled_from(["crash before", "crash after"])),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from(STARTS),
    zone=st.sampled_from(ZONES),
    habits=st.sets(st.sampled_from(NIGHTLY + OTHERS), min_size=1, max_size=3),
    events=st.lists(EVENTS, max_size=6),
    seed=st.integers(0, 1_000),
)
def test_a_week_round_a_clock_change_loses_and_doubles_nothing(tmp_path_factory, start, zone, habits, events, seed):
    chosen = {name: HABITS[name] for name in sorted(habits)}
    folder: Path = tmp_path_factory.mktemp("world")
    with Database(folder / "own" / "zenus.db") as database:
        world = World(start, ZoneInfo(zone), database, Random(seed))
        world.keep(chosen)
        anyio.run(world.live, [*events, Event(6.5 * DAY_S, "clock")], 8 * DAY_S)
        assert judge(world, chosen).faults == []


@pytest.mark.slow
def test_two_years_in_berlin_lose_and_double_nothing():
    verdict, _passes = lived("Europe/Berlin", YEARS_DAYS, dict(SELDOM), seed=11, carried=False)
    assert verdict.faults == []
    assert verdict.occurrence_count > 4_000
    assert verdict.missed_count > 50


@pytest.mark.slow
def test_two_machines_on_one_store_tell_everything_once(tmp_path):
    chosen = {name: HABITS[name] for name in NIGHTLY}
    with Database(tmp_path / "own" / "zenus.db") as one, Database(tmp_path / "own" / "zenus.db") as other:
        first = World(STARTS[0], ZoneInfo("Europe/Berlin"), one, Random(1))
        second = World(STARTS[0], ZoneInfo("Europe/Berlin"), other, Random(2), lives=1_000)
        first.keep(chosen)
        for day in range(1, 6):
            anyio.run(first.live, [], day * DAY_S)
            anyio.run(second.live, [], day * DAY_S + 1)
        second.firsts = first.firsts
        first.told.extend(second.told)
        assert judge(first, chosen).faults == []
        assert first.told
