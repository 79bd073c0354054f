from datetime import datetime

import pytest
from pydantic import ValidationError

from assistant.actions.calendar.days import DayActions
from tests.unit.actions.acting import act

pytestmark = pytest.mark.anyio


class FixedClock:
    def now(self):
        return datetime(2026, 1, 1, 12).astimezone()

    def monotonic_s(self):
        return 0.0


async def ask(name, **args):
    return (await act(DayActions(FixedClock()), name, **args)).facts


async def test_a_day_comes_with_how_far_away_it_is():
    assert await ask("days.weekday", day="2026-12-24") == {"date": "2026-12-24", "days": 357}


@pytest.mark.parametrize(
    ("day", "distance", "is_past"), [("2026-12-25", 358, False), ("2025-12-31", 1, True), ("2026-01-01", 0, False)]
)
async def test_the_days_until_a_day_are_counted(day, distance, is_past):
    facts = await ask("days.until", day=day)
    assert (facts["distance"], facts["is_past"]) == (distance, is_past)


async def test_the_days_between_two_days_hold_a_leap_day():
    assert (await ask("days.between", day="2028-02-01", to="2028-03-01"))["distance"] == 29


async def test_the_first_of_january_may_lie_in_the_first_week():
    assert await ask("days.week") == {"week": 1, "year": 2026}


async def test_a_day_that_there_is_not_is_refused():
    with pytest.raises(ValidationError):
        await ask("days.weekday", day="2026-02-30")
