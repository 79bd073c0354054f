"""From what was said of a time to when a schedule is due: its first time, its rule, or what it follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from assistant.actions.outcome import ActionFailedError
from assistant.actions.schedules.reckoning import upcoming, utc_of, wall_of
from assistant.actions.schedules.rules import Rule, first_time, next_time, read_rule
from assistant.kernel.schedules import KeptSchedule, Trigger

After = Literal["", "timer", "alarm", "any"]

_UNTIL = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Wanted:
    """When something is wanted, as arguments of an action; one of `rule`, `at`, `delay_s` and `after` is given.

    Attributes:
        rule: RFC 5545 rule; its UNTIL is a wall time.
        time: Time of day, `HH:MM`, for rules that need one.
        start: First day, ISO; empty for the next that fits.
        at: Local wall time, ISO.
        delay_s: Seconds from now.
        after: What must end or ring first.
    """

    rule: str = ""
    time: str = ""
    start: str = ""
    at: str = ""
    delay_s: int = 0
    after: After = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a schedule is due, as it is kept, and the next time; None if that is not known."""

    at: datetime | None
    rule: str = ""
    trigger: Trigger | None = None
    next: datetime | None = None


def due_of(wanted: Wanted, now: datetime, zone: tzinfo | None) -> Due:
    """Return when something wanted is due; `after` is not looked at.

    Raises:
        ActionFailedError: It is over, or never comes, or is no time at all.
    """
    try:
        if wanted.rule:
            return _recurring(wanted, now, zone)
        if wanted.at:
            return _once(datetime.fromisoformat(wanted.at), now, zone)
    except ValueError as error:
        raise ActionFailedError("schedules.unclear", code="unsupported-rule") from error
    if wanted.delay_s <= 0:
        raise ActionFailedError("schedules.unclear", code="unsupported-rule")
    moment = now.astimezone(UTC) + timedelta(seconds=wanted.delay_s)
    return Due(moment, next=moment)


def due_after(
    after: After,
    timers: Sequence[tuple[int, str, str, datetime]],
    kept: Sequence[KeptSchedule],
    now: datetime,
    zone: tzinfo | None,
) -> Due:
    """Return that something follows the timer or alarm that ends first.

    Raises:
        ActionFailedError: None is set.
    """
    found = [
        (due, Trigger(kind, label, due.astimezone(UTC)))
        for _, kind, label, due in timers
        if after in ("any", kind) and due > now
    ]
    for each in kept:
        following = upcoming(each, now, zone) if each.schedule.kind == "alarm" and after != "timer" else None
        if following and not each.schedule.is_paused:
            found.append((following.due, Trigger("alarm", each.schedule.name, schedule=each.schedule.id)))
    if not found:
        raise ActionFailedError("schedules.after.none", code="nothing-to-wait-for", facts={"kind": after})
    due, trigger = min(found, key=lambda each: each[0])
    return Due(None, trigger=trigger, next=due)


def moved(rule: str, at: datetime, new_time: str, now: datetime, zone: tzinfo | None) -> Due:
    """Return the same at another time of day.

    Raises:
        ActionFailedError: It counts elapsed time, and has no time of day.
    """
    if at.tzinfo is not None and rule:
        raise ActionFailedError("schedules.move.elapsed", code="no-time-of-day")
    at = wall_of(at, zone) if at.tzinfo else at
    if not rule:
        wall = datetime.combine(at.date(), time.fromisoformat(new_time))
        ahead = wall if utc_of(wall, zone) > now else wall + timedelta(days=1)
        return _once(ahead, now, zone)
    kept = str(read_rule(rule).without("BYHOUR"))
    first = datetime.combine(at.date(), time.fromisoformat(new_time))
    # The first day stays, so that every other Tuesday remains the same Tuesdays.
    following = next_time(first, kept, max(wall_of(now, zone), first - timedelta(microseconds=1)))
    if following is None:
        raise ActionFailedError("schedules.over", code="time-is-past")
    return Due(first, kept, next=utc_of(following, zone))


def _once(wall: datetime, now: datetime, zone: tzinfo | None) -> Due:
    moment = utc_of(wall, zone)
    if moment <= now:
        raise ActionFailedError(
            "schedules.past", code="time-is-past", facts={"due": moment.astimezone(zone).isoformat()}
        )
    return Due(wall, next=moment)


def _recurring(wanted: Wanted, now: datetime, zone: tzinfo | None) -> Due:
    rule = read_rule(wanted.rule)
    if rule.is_elapsed:
        period = rule.period
        assert period is not None
        first = now.astimezone(UTC).replace(microsecond=0) + period
        kept = _ending_in_utc(rule, zone)
        following = next_time(first, kept, first - period)
    else:
        wall = wall_of(now, zone)
        day = date.fromisoformat(wanted.start) if wanted.start else wall.date()
        found = first_time(rule, datetime.combine(day, time.fromisoformat(wanted.time)), wall)
        if found is None:
            raise ActionFailedError("schedules.over", code="time-is-past")
        first, kept = found, str(rule)
        following = next_time(first, kept, first - timedelta(microseconds=1))
    if following is None:
        raise ActionFailedError("schedules.over", code="time-is-past")
    return Due(first, kept, next=utc_of(following, zone))


def _ending_in_utc(rule: Rule, zone: tzinfo | None) -> str:
    """Return the rule with its end on the clock that it counts by."""
    if rule.until is None:
        return str(rule)
    until = utc_of(rule.until, zone)
    return f"{rule.without('UNTIL')};UNTIL={until.strftime(_UNTIL)}"
