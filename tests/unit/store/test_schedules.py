"""What the database alone can do to schedules: damage, several processes, very many occurrences."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.kernel.schedules import Schedule, Settled
from assistant.store.database import Database
from assistant.store.schedules import MOST_KEPT, SqliteScheduleStore
from assistant.store.timers import SqliteTimerStore

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTLED = Settled(NOON, datetime(2026, 11, 22, 13, 0))
GONE = "00000000-0000-0000-0000-000000000000:1:1"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield database


def standup(name: str) -> Schedule:
    return Schedule(name, "reminder", "stand up", datetime(2026, 11, 23, 9), "FREQ=DAILY")


@pytest.mark.parametrize(
    "damage",
    [
        "content = 'no json'",
        "content = ''",
        'content = \'{"id": "b"}\'',
        "content = replace(content, 'reminder', 'party')",
        "content = x'ff00'",
        "settled_at_utc = 'yesterday'",
        "settled_wall = '2026-13-01'",
        "settled_at_utc = '2026-01-01'",
    ],
)
def test_a_damaged_row_is_set_aside_once_and_nothing_else_is_lost(database: Database, damage: str) -> None:
    store = SqliteScheduleStore(database)
    for name in "abc":
        store.put(standup(name), SETTLED)
    with database.transaction() as connection:
        connection.execute(f"UPDATE schedules SET {damage} WHERE schedule = 'b'")  # each of them is written above
    assert [kept.schedule.id for kept in store.all()] == ["a", "c"]
    assert [store.set_aside(lambda _schedule: True) for _ in range(2)] == [1, 0]
    assert [kept.schedule.id for kept in store.all()] == ["a", "c"]


def test_a_damaged_timer_is_set_aside_once_and_nothing_else_is_lost(database: Database) -> None:
    timers = SqliteTimerStore(database)
    timers.add("timer", "broken", NOON)
    timers.add("timer", "whole", NOON)
    with database.transaction() as connection:
        connection.execute("UPDATE timers SET due_utc = 'soon' WHERE label = 'broken'")
    assert [label for _, _, label, _ in timers.pending()] == ["whole"]
    assert (timers.set_aside(), timers.set_aside()) == (1, 0)
    assert database.query("SELECT label FROM damaged_timers") == [("broken",)]


def test_of_two_processes_one_gets_an_occurrence(database: Database) -> None:
    one, other = SqliteScheduleStore(database), SqliteScheduleStore(database, owner=GONE)
    assert (one.take("a", "due"), other.take("a", "due")) == (True, False)


def test_what_a_dead_process_took_is_broken_off_until_it_is_finished(database: Database) -> None:
    SqliteScheduleStore(database, owner=GONE).take("a", "due")
    store = SqliteScheduleStore(database)
    assert store.broken_off() == [("a", "due")]
    store.finish("a", "due")
    assert not store.broken_off()


def test_only_the_latest_occurrences_are_kept(database: Database) -> None:
    store = SqliteScheduleStore(database)
    store.put(standup("a"), SETTLED)
    with database.transaction() as connection:
        connection.executemany(
            "INSERT INTO occurrences (schedule, due, owner) VALUES ('a', ?, '')",
            [(f"2026-12-{number:05}",) for number in range(MOST_KEPT)],
        )
    store.take("a", "2027")
    taken = store.all()[0].taken
    assert len(taken) == MOST_KEPT
    assert "2027" in taken
    assert "2026-12-00000" not in taken
