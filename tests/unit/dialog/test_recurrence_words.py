"""Recurrences as they are said in English."""

from datetime import UTC, datetime

import pytest

from assistant.dialog.reply import ReplyComposer


class NoonClock:
    def monotonic_s(self):
        return 0.0

    def now(self):
        return datetime(2025, 11, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", "every day at 9:00 AM"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days at 9:00 AM"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday at 9:00 AM"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday at 9:00 AM"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every other Tuesday at 9:00 AM"),
        ("FREQ=MONTHLY;BYDAY=1MO", "on the first Monday of every month at 9:00 AM"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", "on the 22nd of every month at 9:00 AM"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of every month at 9:00 AM"),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", "every year on May 3rd at 9:00 AM"),
        ("FREQ=HOURLY;INTERVAL=2", "every other hour"),
        ("FREQ=MINUTELY;INTERVAL=90", "every 90 minutes"),
        ("FREQ=DAILY;BYHOUR=9,18", "every day at 9:00 AM and 6:00 PM"),
        ("FREQ=DAILY;COUNT=5", "every day at 9:00 AM, 5 times"),
        ("FREQ=DAILY;UNTIL=20251121T235959", "every day at 9:00 AM until Friday, November 21"),
    ],
)
def test_a_rule_is_said(rule, expected):
    facts = {
        "kind": "reminder",
        "name": "stand up",
        "every": {"rule": rule, "at": "2025-11-20T09:00:00"},
        "next": "2025-11-20T09:00:00+00:00",
    }
    said = ReplyComposer("en", NoonClock()).message("schedules.remind.done", facts).text
    assert said == f"I will remind you {expected}: stand up. The next is tomorrow at 9:00 AM."
