"""The oracle: when schedules are due, found out by walking through the calendar day by day and the zone by its offsets.

It shares nothing with what it judges: no rule is read, and no fold is trusted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)

OnDay = Callable[[date, date], bool]
"""Takes a day and the first day of the schedule; tells whether it is due on that day."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A schedule as people see it.

    Attributes:
        rule: The rule that is judged.
        times: Times of the day; empty where time that has gone by is counted.
        on_day: On which days.
        every: How much time goes by from one to the next; None where days are counted.
        days_ahead: How many days after the beginning the first day lies at the earliest.
        last_days: How many days after the beginning it ends; None if it does not.
        most: How often it is due altogether; None if there is no end.
    """

    rule: str
    times: tuple[time, ...] = ()
    on_day: OnDay = lambda _day, _first: True
    every: timedelta | None = None
    days_ahead: int = 0
    last_days: int | None = None
    most: int | None = None


def _nth(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last_day(day: date) -> bool:
    return (day + _DAY).day == 1


HABITS: Mapping[str, Habit] = {
    "every day at seven": Habit("FREQ=DAILY", (time(7),)),
    "every day at half past two": Habit("FREQ=DAILY", (time(2, 30),)),
    "every day at half past one": Habit("FREQ=DAILY", (time(1, 30),)),
    "every midnight": Habit("FREQ=DAILY", (time(0),)),
    "every weekday at nine": Habit("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", (time(9),), lambda d, _: d.weekday() < 5),
    "on weekends at ten": Habit("FREQ=WEEKLY;BYDAY=SA,SU", (time(10),), lambda d, _: d.weekday() > 4),
    "every other tuesday": Habit(
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", (time(9),), lambda d, first: d.weekday() == 1 and (d - first).days % 14 < 7
    ),
    "every three days": Habit("FREQ=DAILY;INTERVAL=3", (time(18, 15),), lambda d, first: (d - first).days % 3 == 0),
    "on the first monday": Habit("FREQ=MONTHLY;BYDAY=1MO", (time(10),), lambda d, _: d.weekday() == 0 and _nth(d) == 1),
    "on the last day of the month": Habit("FREQ=MONTHLY;BYMONTHDAY=-1", (time(23, 59),), lambda d, _: _is_last_day(d)),
    "on the 31st": Habit("FREQ=MONTHLY;BYMONTHDAY=31", (time(3),), lambda d, _: d.day == 31),
    "each year on the 3rd of may": Habit(
        "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", (time(8),), lambda d, _: (d.month, d.day) == (5, 3)
    ),
    "on leap days": Habit("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", (time(8),), lambda d, _: (d.month, d.day) == (2, 29)),
    "in the night, by the hour": Habit("FREQ=DAILY;BYHOUR=1,2,3", (time(1), time(2), time(3))),
    "every two hours": Habit("FREQ=HOURLY;INTERVAL=2", every=2 * _HOUR),
    "every ninety minutes": Habit("FREQ=MINUTELY;INTERVAL=90", every=timedelta(minutes=90)),
    "for a hundred days": Habit("FREQ=DAILY;UNTIL={until}", (time(12),), last_days=100),
    "seven times": Habit("FREQ=DAILY;COUNT=7", (time(12, 30),), most=7),
    "once": Habit("", (time(6, 45),), lambda d, first: d == first, days_ahead=200),
}


def expected(habit: Habit, first: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the times of a habit from its first one to a wall time, or to a moment if it counts elapsed time."""
    if habit.every is not None:
        while first <= until:
            yield first
            first += habit.every
        return
    day, count = first.date(), 0
    while day <= until.date():
        for clock_time in habit.times:
            wall = datetime.combine(day, clock_time)
            is_meant = first <= wall <= until and habit.on_day(day, first.date())
            if is_meant and (habit.most is None or count < habit.most):
                count += 1
                yield wall
        day += _DAY
        if habit.last_days is not None and (day - first.date()).days > habit.last_days:
            return


def moment_of(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which a wall shows a time first, or would but for a change of its clock."""
    if wall.tzinfo is not None:
        return wall
    noon = wall.replace(tzinfo=UTC)
    offsets = {_offset(noon + shift * _HOUR, zone) for shift in range(-16, 17)}
    fitting = [noon - offset for offset in offsets if _offset(noon - offset, zone) == offset]
    if fitting:
        return min(fitting)
    # No moment shows this time: the offset before the change is meant, and that is the one of half a day earlier.
    return noon - _offset(noon - 16 * _HOUR, zone)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
