"""Recurrences as words: from an RFC 5545 rule and its first time to "every weekday at 9:00 AM until Friday"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNTIL = "%Y%m%dT%H%M%S"
_ELAPSED = frozenset({"MINUTELY", "HOURLY"})


class Numbered(BaseModel):
    """A pattern by its interval, `{n}`; `two` where there is a way of its own to say every other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    two: str = ""
    other: str

    def of(self, interval: int) -> str:
        """Return the pattern for an interval."""
        if interval == 1:
            return self.one
        return self.two if interval == 2 and self.two else self.other


class RecurrenceWords(BaseModel):
    """The words and patterns of recurrences.

    Attributes:
        minutes, hours, days: How often, with `{n}`.
        weeks: The same with `{days}`, the weekdays.
        months, years: The same with `{day}`, or `{date}`.
        at: `{text}` with a time, `{time}`.
        until: `{text}` with a last day, `{day}`.
        times: `{text}` with how often altogether, `{n}`.
        groups: Weekdays, counted from Monday as 0, that have a name together: `0,1,2,3,4`.
        weekdays: Names of the weekdays here, where they differ.
        month_day: A day of the month, `{n}`, by default; others by their number, `-1` for the last.
        nth: The nth weekday of a month, `{nth}` and `{day}`.
        nths: First, second …, and `-1` for the last.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: Numbered
    hours: Numbered
    days: Numbered
    weeks: Numbered
    months: Numbered
    years: Numbered
    at: str
    until: str
    times: str
    groups: Mapping[str, str] = {}
    weekdays: tuple[str, ...] = ()
    month_day: Mapping[str, str]
    month_and_day: str
    nth: str
    nths: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """How values of other kinds are said.

    Attributes:
        time: From a moment to the time of its day.
        day: From a moment to its day.
        join: From several texts to one.
        weekdays: Names, from Monday on.
        months: Names.
    """

    time: Callable[[datetime], str]
    day: Callable[[datetime], str]
    join: Callable[[Sequence[str]], str]
    weekdays: Sequence[str]
    months: Sequence[str]


def said(words: RecurrenceWords, speech: Speech, rule: str, at: datetime) -> str:
    """Return a recurrence as words.

    Args:
        words: Those of the language.
        speech: The rest of the language.
        rule: RFC 5545 rule.
        at: Its first time.
    """
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    text = _core(words, speech, parts, at)
    if parts["FREQ"] not in _ELAPSED:
        hours = [int(hour) for hour in parts.get("BYHOUR", str(at.hour)).split(",")]
        text = words.at.format(text=text, time=speech.join([speech.time(at.replace(hour=hour)) for hour in hours]))
    if "COUNT" in parts:
        text = words.times.format(text=text, n=parts["COUNT"])
    if "UNTIL" in parts:
        text = words.until.format(text=text, day=speech.day(datetime.strptime(parts["UNTIL"], _UNTIL)))
    return text


def _core(words: RecurrenceWords, speech: Speech, parts: Mapping[str, str], at: datetime) -> str:
    interval = int(parts.get("INTERVAL", "1"))
    match parts["FREQ"]:
        case "MINUTELY":
            return words.minutes.of(interval).format(n=interval)
        case "HOURLY":
            return words.hours.of(interval).format(n=interval)
        case "WEEKLY":
            days = _weekdays(words, speech, parts.get("BYDAY", _DAYS[at.weekday()]).split(","))
            return words.weeks.of(interval).format(n=interval, days=days)
        case "MONTHLY":
            return words.months.of(interval).format(n=interval, day=_in_month(words, speech, parts, at))
        case "YEARLY":
            return words.years.of(interval).format(n=interval, date=_in_year(words, speech, parts, at))
    return words.days.of(interval).format(n=interval)


def _weekdays(words: RecurrenceWords, speech: Speech, days: Sequence[str]) -> str:
    numbers = sorted(_DAYS.index(day) for day in days)
    group = words.groups.get(",".join(str(number) for number in numbers))
    names = words.weekdays or speech.weekdays
    return group or speech.join([names[number] for number in numbers])


def _in_month(words: RecurrenceWords, speech: Speech, parts: Mapping[str, str], at: datetime) -> str:
    if "BYDAY" not in parts:
        return speech.join([_day(words, number) for number in parts.get("BYMONTHDAY", str(at.day)).split(",")])
    days = parts["BYDAY"].split(",")
    if "BYSETPOS" in parts:
        return words.nth.format(nth=words.nths[parts["BYSETPOS"]], day=_weekdays(words, speech, days))
    names = words.weekdays or speech.weekdays
    return speech.join([words.nth.format(nth=words.nths[day[:-2]], day=names[_DAYS.index(day[-2:])]) for day in days])


def _in_year(words: RecurrenceWords, speech: Speech, parts: Mapping[str, str], at: datetime) -> str:
    month = speech.months[int(parts.get("BYMONTH", str(at.month))) - 1]
    return words.month_and_day.format(month=month, day=_day(words, parts.get("BYMONTHDAY", str(at.day))))


def _day(words: RecurrenceWords, number: str) -> str:
    return words.month_day.get(number, words.month_day["other"]).format(n=number)
