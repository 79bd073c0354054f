"""Recurrence rules: a closed part of RFC 5545, checked, and turned into times. The only file that knows dateutil.

Within that part no rule can keep dateutil searching: each one has occurrences, and is searched from nearby.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from dateutil.rrule import rrule

MOST_INTERVAL = 1000
MOST_COUNT = 1000
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(rf"(?:[+-]?[1-5])?(?:{'|'.join(_DAYS)})")
_UNTIL = "%Y%m%dT%H%M%S"
# With none of these parts a rule counts elapsed time, and needs no wall clock.
_ELAPSED = {"MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1)}
_ALLOWED = {
    "MINUTELY": frozenset[str](),
    "HOURLY": frozenset[str](),
    "DAILY": frozenset({"BYDAY", "BYHOUR", "BYMONTH"}),
    "WEEKLY": frozenset({"BYDAY", "BYHOUR"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYHOUR"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR"}),
}
_ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL"})
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PERIODS = {**_ELAPSED, "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule; `parts` are its parts in the order of the text."""

    parts: Mapping[str, str]

    @property
    def frequency(self) -> str:
        """`MINUTELY` to `YEARLY`."""
        return self.parts["FREQ"]

    @property
    def interval(self) -> int:
        """Every so many periods."""
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def is_elapsed(self) -> bool:
        """Whether it counts elapsed time rather than times on the wall."""
        return self.frequency in _ELAPSED

    @property
    def period(self) -> timedelta | None:
        """After how long the rule begins anew; None for months and years, which differ."""
        period = _PERIODS.get(self.frequency)
        return period * self.interval if period else None

    @property
    def until(self) -> datetime | None:
        """The last time that is allowed, on the same clock as the first."""
        return datetime.strptime(self.parts["UNTIL"], _UNTIL) if "UNTIL" in self.parts else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a part that lists numbers; none if there is no such part."""
        return tuple(int(number) for number in self.parts[name].split(",")) if name in self.parts else ()

    def without(self, *names: str) -> "Rule":
        """Return the rule without some of its parts."""
        return Rule({name: value for name, value in self.parts.items() if name not in names})

    def __str__(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts.items())


@lru_cache(maxsize=256)
def read_rule(text: str) -> Rule:
    """Return the rule that `text` is.

    Raises:
        ValueError: It is no rule, or one beyond what is supported.
    """
    pairs = [part.partition("=") for part in text.upper().split(";")]
    parts = {name: value for name, _, value in pairs}
    allowed = _ALLOWED.get(parts.get("FREQ", ""))
    if allowed is None or len(parts) < len(pairs) or not parts.keys() <= allowed | _ALWAYS:
        raise ValueError(f"unsupported rule {text!r}")
    rule = Rule(parts)
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    within = [
        ("INTERVAL", 1, MOST_INTERVAL),
        ("COUNT", 1, MOST_COUNT),
        ("BYHOUR", 0, 23),
        ("BYMONTH", 1, 12),
        ("BYMONTHDAY", -1, 31),
        ("BYSETPOS", -1, 5),
    ]
    for name, least, most in within:
        if any(not least <= number <= most or (least < 0 and number == 0) for number in rule.numbers(name)):
            raise ValueError(f"{name} of {rule}")
    days = rule.parts["BYDAY"].split(",") if "BYDAY" in rule.parts else []
    has_nth = any(day not in _DAYS for day in days)
    problems = (
        not all(_WEEKDAY.fullmatch(day) for day in days),
        has_nth and rule.frequency not in ("MONTHLY", "YEARLY"),
        rule.frequency == "DAILY" and rule.interval > 1 and len(rule.parts.keys() - _ALWAYS) > 0,
        "BYDAY" in rule.parts and "BYMONTHDAY" in rule.parts,
        "BYSETPOS" in rule.parts and not days,
        not _has_its_days(rule),
        rule.until is not None and "COUNT" in rule.parts,
    )
    if any(problems):
        raise ValueError(f"unsupported rule {rule}")


def _has_its_days(rule: Rule) -> bool:
    """Return whether one of the months is long enough for each day: there is no 30th of February."""
    months = rule.numbers("BYMONTH") or range(1, 13)
    longest = max(_LONGEST_MONTHS[month - 1] for month in months)
    # Every so many months could mean always the same short one.
    longest = min(longest, 28) if rule.frequency == "MONTHLY" and rule.interval > 1 else longest
    return all(day <= longest for day in rule.numbers("BYMONTHDAY"))


def times(start: datetime, rule: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the times of a rule later than `after` and not later than `until`, in order, all on the clock of `start`.

    Args:
        start: The first time; an empty rule has this one alone.
        rule: As `read_rule` takes it.
        after: Naive if `start` is, aware if `start` is.
        until: The same.
    """
    if not rule:
        yield from (moment for moment in (start,) if after < moment <= until)
        return
    for moment in _from_nearby(start, read_rule(rule), after):
        if moment > until:
            return
        if moment > after:
            yield moment


def next_time(start: datetime, rule: str, after: datetime, leave_out: Sequence[datetime] = ()) -> datetime | None:
    """Return the first time of a rule later than `after` that is not to be left out; None if there is none."""
    if not rule:
        return start if start > after and start not in leave_out else None
    found = (moment for moment in _from_nearby(start, read_rule(rule), after) if moment > after)
    return next((moment for moment in found if moment not in leave_out), None)


def first_time(rule: Rule, day_start: datetime, now: datetime) -> datetime | None:
    """Return the first time at which a rule is due, where nothing but a day and an hour are said.

    "Every other Tuesday" begins with the coming Tuesday, so the interval does not count yet.

    Args:
        rule: The rule.
        day_start: The first day that may be meant, at the hour that was said.
        now: The time on the same clock.
    """
    every = str(rule.without("INTERVAL", "COUNT"))
    return next_time(day_start, every, max(now, day_start - timedelta(microseconds=1)))


def _from_nearby(start: datetime, rule: Rule, after: datetime) -> "rrule":
    """Return the rule from a start of its own that lies shortly before `after`, so that no years are searched."""
    from dateutil.rrule import rrulestr  # 13 ms, and few requests are about schedules

    if rule.period and "COUNT" not in rule.parts and after > start:
        start += rule.period * max(0, (after - start) // rule.period - 1)
    found = cast("rrule", rrulestr(str(rule.without("UNTIL")), dtstart=start))
    return found.replace(until=rule.until.replace(tzinfo=start.tzinfo)) if rule.until else found
