"""What every `TimerStore` must do. Add an implementation by adding a maker."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.kernel.stores import TimerStore
from assistant.kernel.testing.storage import FakeTimerStore
from assistant.store.database import Database
from assistant.store.timers import SqliteTimerStore

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TimerStore]:
    if request.param == "fake":
        yield FakeTimerStore()
        return
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield SqliteTimerStore(database)


def test_a_timer_comes_back_as_it_was(store: TimerStore) -> None:
    due = NOON + timedelta(microseconds=250_001)
    number = store.add("alarm", "Tee für “Ömer”", due)
    assert list(store.pending()) == [(number, "alarm", "Tee für “Ömer”", due)]


def test_the_soonest_comes_first_also_across_time_zones(store: TimerStore) -> None:
    late = store.add("timer", "late", NOON + timedelta(hours=1))
    soon = store.add("timer", "soon", NOON.astimezone(timezone(timedelta(hours=9))))
    also_late = store.add("timer", "also late", NOON + timedelta(hours=1))
    assert [number for number, *_ in store.pending()] == [soon, late, also_late]


def test_a_removed_timer_is_gone(store: TimerStore) -> None:
    kept, removed = (store.add("timer", "", NOON) for _ in range(2))
    assert store.remove(removed) is True
    assert [number for number, *_ in store.pending()] == [kept]


def test_what_is_not_there_cannot_be_removed(store: TimerStore) -> None:
    number = store.add("timer", "", NOON)
    store.remove(number)
    assert store.remove(number) is False


def test_the_number_of_a_removed_timer_is_not_given_again(store: TimerStore) -> None:
    number = store.add("timer", "", NOON)
    store.remove(number)
    assert store.add("timer", "", NOON) != number
