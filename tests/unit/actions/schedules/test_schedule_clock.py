"""The schedule clock beside what the virtual years try: broken off, refused, damaged, paused, and after timers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.actions.schedules.reckoning import settled_at
from assistant.actions.schedules.schedule_clock import ScheduleClock
from assistant.kernel.errors import InstanceError
from assistant.kernel.schedules import Occurrence, Schedule, Trigger
from assistant.kernel.testing.storage import FakeScheduleStore, FakeTimerStore
from assistant.kernel.types import Step

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("in_utc")]

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
STANDUP = Schedule("a", "reminder", "stand up", datetime(2026, 11, 1, 9), "FREQ=DAILY")
MUSIC = Schedule("m", "deed", "play music", None, steps=(Step("media.play"),), said="play music")


class Told:
    """Remembers what was announced, and fails as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, int]] = []
        self.error: InstanceError | None = None

    async def ring(self, schedule: Schedule, occurrence: Occurrence) -> None:
        if self.error:
            raise self.error
        self.heard.append(("ring", schedule.name, occurrence.due.day))

    async def miss(self, schedule: Schedule, missed: Sequence[Occurrence]) -> None:
        self.heard.append(("miss", schedule.name, len(missed)))

    async def break_off(self, schedule: Schedule, occurrence: Occurrence) -> None:
        self.heard.append(("break off", schedule.name, occurrence.due.day))

    async def report_damage(self, count: int) -> None:
        self.heard.append(("damage", "", count))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def made(store, told, clock):
    clock.moment = NINE + timedelta(seconds=5)
    return ScheduleClock(store, FakeTimerStore(), clock, told, UTC)


def keep(store: FakeScheduleStore, *schedules: Schedule, hours: float = 1) -> None:
    for schedule in schedules:
        store.put(schedule, settled_at(NINE - timedelta(hours=hours), UTC))


async def test_what_is_due_rings_once_and_the_next_is_waited_for(made, store, told):
    keep(store, STANDUP)
    wait_s = await made.pass_once()
    assert told.heard == [("ring", "stand up", 25)]
    assert wait_s == pytest.approx(24 * 3600 - 5)
    await made.pass_once()
    assert len(told.heard) == 1


async def test_what_is_later_than_a_minute_is_told_as_missed_all_at_once(made, store, told, clock):
    keep(store, STANDUP, hours=25)
    clock.moment = NINE + timedelta(days=2, seconds=61)
    await made.pass_once()
    await made.pass_once()
    assert told.heard == [("miss", "stand up", 4)]


async def test_what_could_not_be_told_now_is_tried_again(made, store, told, clock):
    keep(store, STANDUP)
    told.error = InstanceError("Too many requests wait.", code="busy")
    with pytest.raises(InstanceError):
        await made.pass_once()
    told.error = None
    clock.pass_s(20)
    await made.pass_once()
    assert told.heard == [("ring", "stand up", 25)]


async def test_what_a_crash_broke_off_is_told_once_and_not_done_again(made, store, told):
    keep(store, STANDUP)
    store.take("a", "2026-11-25T09:00:00")
    store.crash()
    await made.pass_once()
    await made.pass_once()
    assert told.heard == [("break off", "stand up", 25)]


async def test_damage_is_told_once_and_the_rest_goes_on(made, store, told):
    keep(store, replace(STANDUP, id="broken", rule="FREQ=NEVER"), STANDUP)
    await made.pass_once()
    await made.pass_once()
    assert told.heard == [("damage", "", 1), ("ring", "stand up", 25)]


async def test_what_is_paused_neither_rings_nor_is_missed_when_it_goes_on(made, store, told, clock):
    keep(store, replace(STANDUP, is_paused=True))
    await made.pass_once()
    clock.moment = NINE + timedelta(days=3, hours=1)
    await made.pass_once()
    store.put(STANDUP, store.all()[0].settled)
    await made.pass_once()
    assert told.heard == []


@pytest.mark.parametrize(("is_missed", "expected"), [(False, "ring"), (True, "miss")])
async def test_a_deed_follows_the_timer_that_it_waits_for_once(made, store, told, is_missed, expected):
    keep(store, replace(MUSIC, trigger=Trigger("timer", "tea", NINE)))
    await made.timer_ended("timer", "eggs", NINE, is_missed=is_missed)
    await made.timer_ended("timer", "tea", NINE + timedelta(minutes=1), is_missed=is_missed)
    assert told.heard == []
    for _ in range(2):
        await made.timer_ended("timer", "tea", NINE, is_missed=is_missed)
    assert [heard[:2] for heard in told.heard] == [(expected, "play music")]


async def test_a_deed_follows_an_alarm_that_repeats_each_time(made, store, told, clock):
    alarm = Schedule("alarm", "alarm", "", datetime(2026, 11, 1, 9), "FREQ=DAILY")
    keep(store, alarm, replace(MUSIC, trigger=Trigger("alarm", "", schedule="alarm")))
    await made.pass_once()
    clock.pass_s(24 * 3600)
    await made.pass_once()
    assert [heard[:2] for heard in told.heard] == [("ring", ""), ("ring", "play music")] * 2


async def test_what_is_over_is_forgotten_after_a_while(made, store, told, clock):
    keep(store, replace(STANDUP, rule="", at=datetime(2026, 11, 25, 9)))
    await made.pass_once()
    assert store.all(), "the clock that ended it may have been wrong"
    clock.moment = NINE + timedelta(days=31)
    await made.pass_once()
    assert not store.all()
    assert told.heard == [("ring", "stand up", 25)]


async def test_a_clock_that_is_set_back_does_not_ring_again(made, store, told, clock):
    keep(store, STANDUP)
    await made.pass_once()
    clock.moment = NINE - timedelta(hours=3)
    await made.pass_once()
    clock.moment = NINE + timedelta(seconds=1)
    await made.pass_once()
    assert told.heard == [("ring", "stand up", 25)]
