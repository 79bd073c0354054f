"""Which rules are taken, and which times they give."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.actions.schedules.rules import first_time, next_time, read_rule, times

WEDNESDAY = datetime(2026, 11, 25, 17, 30)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", datetime(2026, 11, 26, 9)),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", datetime(2026, 11, 26, 9)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", datetime(2026, 12, 1, 9)),
        ("FREQ=MONTHLY;BYDAY=1MO", datetime(2026, 12, 7, 9)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", datetime(2026, 11, 30, 9)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", datetime(2026, 11, 30, 9)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", datetime(2028, 2, 29, 9)),
        ("FREQ=DAILY;BYHOUR=9,18", datetime(2026, 11, 25, 18)),
    ],
)
def test_a_rule_begins_with_the_first_time_that_fits(rule: str, expected: datetime) -> None:
    assert first_time(read_rule(rule), datetime(2026, 11, 25, 9), WEDNESDAY) == expected


def test_every_other_tuesday_stays_the_same_tuesdays_after_years() -> None:
    start = datetime(2024, 1, 2, 9)
    found = next_time(start, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", WEDNESDAY)
    assert found is not None
    assert (found - start).days % 14 == 0
    assert WEDNESDAY < found <= WEDNESDAY + timedelta(days=14)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "FREQ=SECONDLY",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;COUNT=5;UNTIL=20270101T000000",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=HOURLY;BYHOUR=3",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY\nRDATE:20270101",
        "FREQ=DAILY;X=1",
    ],
)
def test_a_rule_beyond_what_is_supported_is_refused(rule: str) -> None:
    with pytest.raises(ValueError):
        read_rule(rule)


def test_a_rule_that_has_run_for_years_is_searched_from_nearby() -> None:
    start = datetime(1990, 1, 1, tzinfo=UTC)
    now = datetime(2026, 11, 25, 17, 30, 30, tzinfo=UTC)
    # Minute by minute from 1990 on this would take minutes.
    assert next_time(start, "FREQ=MINUTELY", now) == datetime(2026, 11, 25, 17, 31, tzinfo=UTC)


def test_times_end_with_the_rule_and_with_the_span() -> None:
    start = datetime(2026, 11, 25, 9)
    rule = "FREQ=DAILY;UNTIL=20261127T235959"
    assert [each.day for each in times(start, rule, start, datetime(2027, 1, 1))] == [26, 27]
    assert [each.day for each in times(start, "FREQ=DAILY;COUNT=3", datetime(2020, 1, 1), datetime(2027, 1, 1))] == [
        25,
        26,
        27,
    ]
    assert list(times(start, "", start, datetime(2027, 1, 1))) == []
