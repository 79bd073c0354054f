"""What every `ScheduleStore` must do. Add an implementation by adding a maker."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.kernel.schedules import Schedule, Settled, Trigger
from assistant.kernel.stores import ScheduleStore
from assistant.kernel.testing.storage import FakeScheduleStore
from assistant.kernel.types import Step
from assistant.store.database import Database
from assistant.store.schedules import SqliteScheduleStore

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTLED = Settled(NOON, datetime(2026, 11, 22, 13, 0))
STANDUP = Schedule("a1", "reminder", "Stand up für “Ömer”", datetime(2026, 11, 23, 9), "FREQ=DAILY")
MUSIC = Schedule(
    "b2",
    "deed",
    "play music",
    None,
    trigger=Trigger("timer", "tea", NOON + timedelta(minutes=5)),
    steps=(Step("media.play", {"player": "x", "deep": {"list": [1, 2.5, None, True]}}),),
    said="play music",
)


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScheduleStore]:
    if request.param == "fake":
        yield FakeScheduleStore()
        return
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield SqliteScheduleStore(database)


def test_schedules_come_back_as_they_were_and_in_order(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    store.put(MUSIC, SETTLED)
    assert [kept.schedule for kept in store.all()] == [STANDUP, MUSIC]
    assert {kept.settled for kept in store.all()} == {SETTLED}


def test_one_with_the_same_id_replaces_the_first(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    changed = Schedule("a1", "alarm", "", datetime(2026, 11, 23, 9, tzinfo=UTC))
    store.put(changed, SETTLED)
    assert [kept.schedule for kept in store.all()] == [changed]


def test_a_removed_one_is_gone_once(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    assert (store.remove("a1"), store.remove("a1")) == (True, False)
    assert not store.all()


def test_an_occurrence_is_taken_once(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    assert (
        store.take("a1", "2026-11-23T09:00:00"),
        store.take("a1", "2026-11-23T09:00:00"),
        store.take("a1", "2026-11-24T09:00:00"),
    ) == (True, False, True)
    assert store.all()[0].taken == {"2026-11-23T09:00:00", "2026-11-24T09:00:00"}


def test_what_was_finished_stays_taken_also_without_its_schedule(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    store.take("a1", "2026-11-23T09:00:00")
    store.finish("a1", "2026-11-23T09:00:00")
    store.remove("a1")
    store.put(STANDUP, SETTLED)
    assert store.all()[0].taken == {"2026-11-23T09:00:00"}


def test_what_was_given_back_can_be_taken_again(store: ScheduleStore) -> None:
    store.take("a1", "2026-11-23T09:00:00")
    store.give_back("a1", "2026-11-23T09:00:00")
    assert store.take("a1", "2026-11-23T09:00:00") is True


def test_what_this_process_is_at_is_not_broken_off(store: ScheduleStore) -> None:
    store.take("a1", "2026-11-23T09:00:00")
    assert not store.broken_off()


def test_it_is_settled_as_far_as_was_noted(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    later = Settled(NOON + timedelta(days=1, microseconds=3), datetime(2026, 11, 23, 14, 0, 0, 3))
    store.settle("a1", later)
    assert store.all()[0].settled == later


def test_settling_what_is_not_there_keeps_nothing(store: ScheduleStore) -> None:
    store.settle("a1", SETTLED)
    assert not store.all()


def test_nothing_is_set_aside_while_all_can_be_read(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    assert store.set_aside(lambda _schedule: True) == 0


def test_what_is_not_sound_is_set_aside_once(store: ScheduleStore) -> None:
    store.put(STANDUP, SETTLED)
    store.put(MUSIC, SETTLED)
    assert [store.set_aside(lambda schedule: schedule.id == "b2") for _ in range(2)] == [1, 0]
    assert [kept.schedule for kept in store.all()] == [MUSIC]
