"""When schedules are due: pure reckoning with a schedule, the time and the zone.

A schedule with wall times follows the machine's zone, wherever it is. A wall time that a clock change leaves out is
taken an offset later: half past two becomes half past three. One that it shows twice is meant the first time. A
schedule that counts elapsed time knows no clock changes.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from assistant.actions.schedules.rules import next_time, read_rule, times
from assistant.kernel.schedules import KeptSchedule, Occurrence, Schedule, Settled, key_of

MOST_PENDING = 10_000
"""Of what counts elapsed time, no more than so many occurrences are told as missed: a week of minutes."""

# No offset from UTC changes by more at a time; a machine may be carried further, but then it is known that it was.
_WIDEST_CHANGE = timedelta(hours=3)
# What a machine can be carried: from 14 hours before UTC to 12 after it.
_WIDEST_MOVE = timedelta(hours=27)


def utc_of(wall: datetime, zone: tzinfo | None) -> datetime:
    """Return the moment that a time means.

    Args:
        wall: A wall time without a zone, or an aware time, which means itself.
        zone: Where the wall is; None for wherever the machine is.
    """
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    if zone is not None:
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    # `astimezone` of a naive time that a clock change leaves out gives an hour earlier than its time stamp.
    return datetime.fromtimestamp(wall.replace(fold=0).timestamp(), UTC)


def wall_of(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return what the wall clock shows at a moment, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def settled_at(now: datetime, zone: tzinfo | None) -> Settled:
    """Return that all is settled up to now."""
    return Settled(now.astimezone(UTC), wall_of(now, zone))


def is_sound(schedule: Schedule) -> bool:
    """Return whether a schedule can be reckoned with; one that was damaged on the disk may not."""
    try:
        rule = read_rule(schedule.rule) if schedule.rule else None
        skipped = [datetime.fromisoformat(key) for key in schedule.skipped]
    except ValueError:
        return False
    is_absolute = schedule.at is not None and schedule.at.tzinfo is not None
    return (rule is None or rule.is_elapsed == is_absolute) and all(
        (s.tzinfo is not None) == is_absolute for s in skipped
    )


def pending(kept: KeptSchedule, now: datetime, zone: tzinfo | None) -> Sequence[Occurrence]:
    """Return what is due by now and was neither told nor done, the soonest first."""
    schedule, settled = kept.schedule, kept.settled
    if schedule.at is None or schedule.is_paused:
        return ()
    has_moved = schedule.at.tzinfo is None and wall_of(settled.at, zone) != settled.wall
    found = [
        occurrence
        for occurrence in _around(schedule, settled.at, now, zone, has_moved=has_moved)
        if occurrence.due <= now
        and (occurrence.due > settled.at or (has_moved and occurrence.wall > settled.wall))
        and occurrence.key not in kept.taken
    ]
    return sorted(found, key=lambda occurrence: (occurrence.due, occurrence.key))


def upcoming(kept: KeptSchedule, now: datetime, zone: tzinfo | None) -> Occurrence | None:
    """Return the next occurrence after now; None if there is none, or if it waits for a trigger."""
    schedule = kept.schedule
    if schedule.at is None:
        return None
    leave_out = [datetime.fromisoformat(key) for key in {*schedule.skipped, *kept.taken}]
    after = now if schedule.at.tzinfo else wall_of(now, zone) - _WIDEST_CHANGE
    while wall := next_time(schedule.at, schedule.rule, after, leave_out):
        occurrence = Occurrence(utc_of(wall, zone), wall)
        if occurrence.due > now:
            return occurrence
        after = wall
    return None


def last_of(kept: KeptSchedule, zone: tzinfo | None) -> datetime:
    """Return the last moment at which something became of a schedule that is over, or may yet."""
    trigger = kept.schedule.trigger
    if trigger and not trigger.due:
        return datetime.max.replace(tzinfo=UTC)  # the alarm that it follows may ring at any time
    known = [utc_of(datetime.fromisoformat(key), zone) for key in kept.taken]
    return max([kept.settled.at, *known, *([trigger.due] if trigger and trigger.due else [])])


def within(kept: KeptSchedule, after: datetime, until: datetime, zone: tzinfo | None) -> Iterator[Occurrence]:
    """Yield the occurrences later than one moment and not later than another, in the order of the rule."""
    for occurrence in _around(kept.schedule, after, until, zone, has_moved=False):
        if after < occurrence.due <= until:
            yield occurrence


def _around(
    schedule: Schedule, after: datetime, until: datetime, zone: tzinfo | None, *, has_moved: bool
) -> Iterator[Occurrence]:
    """Yield all occurrences between two moments, and some beyond: wall times are not in the order of moments."""
    if schedule.at is None:
        return
    margin = _WIDEST_MOVE if has_moved else _WIDEST_CHANGE
    skipped = frozenset(schedule.skipped)
    if schedule.at.tzinfo:
        period = read_rule(schedule.rule).period if schedule.rule else None
        first, last = max(after, until - MOST_PENDING * period) if period else after, until
    else:
        first, last = wall_of(after, zone) - margin, wall_of(until, zone) + _WIDEST_CHANGE
    for wall in times(schedule.at, schedule.rule, first, last):
        if key_of(wall) not in skipped:
            yield Occurrence(utc_of(wall, zone), wall)
