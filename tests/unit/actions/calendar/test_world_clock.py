from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from assistant.actions.calendar.world_clock import WorldClockActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act

pytestmark = pytest.mark.anyio


class FixedClock:
    def __init__(self, *now):
        self._now = datetime(*now, tzinfo=UTC)

    def now(self):
        return self._now

    def monotonic_s(self):
        return 0.0


async def ask(now, name, **args):
    return (await act(WorldClockActions(FixedClock(*now)), name, **args)).facts


WINTER, SUMMER = (2026, 1, 15, 18, 30), (2026, 7, 15, 18, 30)


@pytest.mark.parametrize(
    ("now", "place", "time", "day"),
    [
        (WINTER, "Tokyo", "2026-01-16T03:30:00+09:00", 1),
        (WINTER, "New York", "2026-01-15T13:30:00-05:00", 0),
        (SUMMER, "New York", "2026-07-15T14:30:00-04:00", 0),
        (SUMMER, "Berlin", "2026-07-15T20:30:00+02:00", 0),
        ((2026, 1, 15, 3, 0), "Los Angeles", "2026-01-14T19:00:00-08:00", -1),
        (WINTER, "Kathmandu", "2026-01-16T00:15:00+05:45", 1),
    ],
)
async def test_the_time_elsewhere_is_that_of_the_season_there(now, place, time, day):
    facts = await ask(now, "clock.elsewhere", place=place)
    assert (facts["time"], facts["day"]) == (time, day)


async def test_between_the_changes_of_two_countries_an_hour_less_lies_between_them():
    # The United States change on 8 March 2026, Germany on 29 March.
    hours = [
        (await ask(now, "clock.difference", place="Berlin", to="New York"))["difference_s"] / 3600
        for now in ((2026, 3, 1, 12), (2026, 3, 15, 12), (2026, 4, 15, 12))
    ]
    assert hours == [6, 5, 6]


async def test_a_time_there_is_told_as_the_time_elsewhere():
    facts = await ask(WINTER, "clock.convert", at="17:00:00", place="New York", to="Tokyo")
    assert (facts["time"], facts["then"], facts["day"]) == ("2026-01-15T17:00:00", "2026-01-16T07:00:00+09:00", 1)


async def test_a_time_that_the_clocks_leave_out_is_said():
    with pytest.raises(ActionFailedError) as caught:
        await ask((2026, 3, 29, 0, 30), "clock.convert", at="02:30:00", place="Berlin", to="Tokyo")
    assert caught.value.key == "clock.convert.skipped"


async def test_a_name_of_several_places_leaves_a_choice():
    with pytest.raises(ActionFailedError) as caught:
        await ask(WINTER, "clock.convert", at="17:00:00", to="Portland")
    assert caught.value.facts["choices"] == ["Portland (Oregon)", "Portland (Maine)"]
    assert caught.value.facts["argument"] == "to"


async def test_an_unknown_place_is_said():
    with pytest.raises(ActionFailedError) as caught:
        await ask(WINTER, "clock.elsewhere", place="Nowhere")
    assert caught.value.code == "unknown-place"


async def test_a_place_that_is_no_name_is_refused():
    with pytest.raises(ValidationError):
        await ask(WINTER, "clock.elsewhere", place="x" * 1000)
