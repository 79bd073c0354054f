"""When schedules are due: clock changes, journeys, clocks that are set, and what is over."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.actions.schedules.reckoning import is_sound, pending, settled_at, upcoming, utc_of, wall_of
from assistant.kernel.schedules import KeptSchedule, Schedule

BERLIN, NEW_YORK, SYDNEY, LORD_HOWE = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe")
)
DAILY = Schedule("a", "reminder", "x", datetime(2026, 1, 1, 2, 30), "FREQ=DAILY")


def kept(schedule: Schedule, settled: datetime, zone: ZoneInfo = BERLIN, taken: frozenset[str] = frozenset()):
    return KeptSchedule(schedule, settled_at(settled, zone), taken)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        # Left out in spring: an offset later.
        (datetime(2026, 3, 29, 2, 30), BERLIN, datetime(2026, 3, 29, 1, 30)),
        (datetime(2026, 3, 8, 2, 30), NEW_YORK, datetime(2026, 3, 8, 7, 30)),
        (datetime(2026, 10, 4, 2, 15), LORD_HOWE, datetime(2026, 10, 3, 15, 45)),
        # Shown twice in autumn: the first time.
        (datetime(2026, 10, 25, 2, 30), BERLIN, datetime(2026, 10, 25, 0, 30)),
        (datetime(2026, 11, 1, 1, 30), NEW_YORK, datetime(2026, 11, 1, 5, 30)),
        (datetime(2026, 4, 5, 2, 30), SYDNEY, datetime(2026, 4, 4, 15, 30)),
        (datetime(2026, 7, 1, 9), BERLIN, datetime(2026, 7, 1, 7)),
    ],
)
def test_a_wall_time_is_one_moment_whatever_the_clock_does(wall, zone, expected, monkeypatch):
    assert utc_of(wall, zone) == expected.replace(tzinfo=UTC)
    monkeypatch.setenv("TZ", zone.key)
    time.tzset()
    try:
        assert utc_of(wall, None) == expected.replace(tzinfo=UTC), "the machine's own zone"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_due_and_not_taken_is_pending():
    now = datetime(2026, 1, 4, 12, tzinfo=BERLIN)
    found = pending(kept(DAILY, now - timedelta(days=2), taken=frozenset({"2026-01-03T02:30:00"})), now, BERLIN)
    assert [each.key for each in found] == ["2026-01-04T02:30:00"]


def test_nothing_is_pending_twice_in_a_doubled_hour():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert len(pending(kept(DAILY, first - timedelta(minutes=1)), first, BERLIN)) == 1
    # 02:31 is shown again; what was told as missed in between is settled.
    assert not pending(kept(DAILY, first + timedelta(minutes=5)), first + timedelta(minutes=61), BERLIN)


def test_what_the_wall_clock_jumps_over_on_a_journey_east_is_pending():
    morning = Schedule("a", "alarm", "", datetime(2026, 1, 1, 9), "FREQ=DAILY")
    now = datetime(2026, 6, 1, 6, 50, tzinfo=UTC)  # 08:50 in Berlin, 16:50 in Sydney
    found = pending(kept(morning, now), now + timedelta(seconds=30), SYDNEY)
    assert [each.key for each in found] == ["2026-06-01T09:00:00"]


def test_elapsed_time_knows_no_clock_changes():
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)
    hourly = Schedule("a", "reminder", "x", start, "FREQ=HOURLY;INTERVAL=2")
    found = pending(kept(hourly, start), start + timedelta(hours=6), BERLIN)
    assert [each.due - start for each in found] == [timedelta(hours=hours) for hours in (2, 4, 6)]


def test_the_next_one_leaves_out_what_is_skipped_and_what_was_told():
    schedule = Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9), "FREQ=DAILY", skipped=("2026-01-02T09:00:00",))
    taken = frozenset({"2026-01-03T09:00:00"})
    found = upcoming(
        kept(schedule, datetime(2026, 1, 1, 12, tzinfo=UTC), taken=taken), datetime(2026, 1, 1, 12, tzinfo=UTC), BERLIN
    )
    assert found is not None
    assert found.key == "2026-01-04T09:00:00"


def test_what_is_paused_is_never_pending():
    paused = Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9), "FREQ=DAILY", is_paused=True)
    assert not pending(kept(paused, datetime(2026, 1, 1, tzinfo=UTC)), datetime(2026, 2, 1, tzinfo=UTC), BERLIN)


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9), "FREQ=SOMETIMES"),
        Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9), "FREQ=HOURLY"),
        Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9, tzinfo=UTC), "FREQ=DAILY"),
        Schedule("a", "reminder", "x", datetime(2026, 1, 1, 9), "FREQ=DAILY", skipped=("soon",)),
    ],
)
def test_what_was_damaged_is_not_sound(schedule):
    assert not is_sound(schedule)
    assert is_sound(DAILY)


def test_a_wall_time_comes_back_from_its_moment():
    assert wall_of(utc_of(datetime(2026, 7, 1, 9), BERLIN), BERLIN) == datetime(2026, 7, 1, 9)
