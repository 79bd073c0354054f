"""Days and spans of days: "tomorrow", "next friday", "the 3rd of march", "last week", "since monday".

A date that may lie on either side of today is the next one for `parse_day` and the past one for `parse_period`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.understanding.slots.expressions import alternatives

_YEAR = r"(?P<year>(?:19|20)\d\d)"


@dataclass(frozen=True, slots=True)
class Markers:
    """Words that tell which of several days is meant, before or after its name: "next monday", "el lunes que viene"."""

    next: Sequence[str] = ()
    this: Sequence[str] = ()
    last: Sequence[str] = ()

    def pattern(self, ending: str = "") -> str:
        """Return a regular expression with a named group for each kind; the names end in `ending`."""
        kinds = {"next": self.next, "this": self.this, "last": self.last}
        return "|".join(f"(?P<{name}{ending}>{alternatives(said)})" for name, said in kinds.items())


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words a language says dates with.

    Attributes:
        relative: Words for days, and how far they are from today.
        spans: Words for spans of days to "day", "week", "month" or "year".
        before: Which one is meant, before the name of a day or span.
        after: The same after it.
        since: What stands before the first day of an open period.
        until: What stands before the day after the last one.
        articles: Words inside a date that mean nothing.
        determiners: Words before any day or span that mean nothing.
        one: Words that stand for one before a span.
        ahead: Patterns of a day to come, with {n} and {span}.
        ago: The same of one that is over.
        numeric: Patterns of dates in digits, with {day}, {month} and perhaps {year}.
    """

    relative: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    ordinal_endings: Sequence[str]
    spans: Mapping[str, str]
    before: Markers
    after: Markers
    since: Sequence[str]
    until: Sequence[str]
    articles: Sequence[str]
    determiners: Sequence[str]
    one: Sequence[str]
    ahead: Sequence[str]
    ago: Sequence[str]
    numeric: Sequence[str]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included; None is open."""

    since: date | None = None
    until: date | None = None


class DateParser:
    """Reads dates of one language, with number words already as digits."""

    def __init__(self, words: DateWords) -> None:
        self._words = words
        days, months, spans = (alternatives(names) for names in (words.weekdays, words.months, words.spans))
        ordinal = rf"(?:(?P<tens>[23]0) )?(?P<ordinal>{alternatives(words.ordinals)})"
        number = rf"(?:(?P<number>\d{{1,2}})(?:{alternatives(words.ordinal_endings)})?|{ordinal})"
        article = rf"(?:(?:{alternatives(words.articles)}) )*"
        year = rf"(?:,? {article}{_YEAR})?"
        before, after = rf"(?:(?:{words.before.pattern()}) )?", rf"(?: (?:{words.after.pattern('_after')}))?"
        count = rf"(?P<count>\d{{1,4}}|{alternatives(words.one)})"
        self._determiners = re.compile(rf"(?:(?:{alternatives(words.determiners)}) )+")
        self._weekday = re.compile(rf"{before}(?P<weekday>{days}){after}")
        self._month_day = re.compile(rf"(?:{days})? ?(?P<month>{months}) {article}{number}{year}")
        self._day_month = re.compile(rf"(?:{days})? ?{article}{number} {article}(?P<month>{months}){year}")
        self._numeric = [_numeric(pattern, days) for pattern in words.numeric]
        self._month = re.compile(rf"{before}(?P<month>{months}){after}(?: {article}{_YEAR})?")
        self._span = re.compile(
            rf"(?:(?P<first>\d{{1,4}}) )?{before}(?:(?P<count>\d{{1,4}}) )?(?P<span>{spans}){after}"
        )
        self._year = re.compile(_YEAR)
        span = f"(?P<span>{spans})"
        self._ahead = [re.compile(pattern.format(n=count, span=span)) for pattern in words.ahead]
        self._ago = [re.compile(pattern.format(n=count, span=span)) for pattern in words.ago]
        self._bare_count = re.compile(f"{count} {span}")
        self._open = re.compile(
            rf"(?:(?P<since>{alternatives(words.since)})|(?P<until>{alternatives(words.until)})) (?P<rest>.+)"
        )

    def parse_day(self, text: str, today: date) -> date | None:
        """Return the day that `text` names, the next one where there are several; None if it names none."""
        text = self._undetermined(text)
        if text in self._words.relative:
            return today + timedelta(days=self._words.relative[text])
        if match := self._weekday.fullmatch(text):
            return self._coming_weekday(match, today)
        for pattern in self._ahead:
            if match := pattern.fullmatch(text):
                return _shifted(today, self._words.spans[match["span"]], _count(match["count"]))
        if match := self._dated(text):
            day = self._calendar_day(match, today)
            if day and not match["year"] and day < today:
                return _safe_date(day.year + 1, day.month, day.day)
            return day
        return None

    def parse_period(self, text: str, today: date) -> Period | None:
        """Return the past or present days that `text` names; None if it names none."""
        if period := self.parse_open_period(text, today):
            return period
        text = self._undetermined(text)
        match = self._span.fullmatch(text)
        if match and _marker(match):
            return self._whole_span(match, today)
        for pattern in self._ago:
            if match := pattern.fullmatch(text):
                return _one(_shifted(today, self._words.spans[match["span"]], -_count(match["count"])))
        if self._year.fullmatch(text):
            return Period(date(int(text), 1, 1), date(int(text), 12, 31))
        if match := self._month.fullmatch(text):
            return self._whole_month(match, today)
        return _one(self._past_day(text, today))

    def parse_open_period(self, text: str, today: date) -> Period | None:
        """Return the days before or after the one that `text` names: "since monday", "older than a month"."""
        match = self._open.fullmatch(text)
        # "antes de ayer" is a day, and not the time before one.
        return self._half_open(match, today) if match and text not in self._words.relative else None

    def _undetermined(self, text: str) -> str:
        match = self._determiners.match(text)
        return text[match.end() :] if match else text

    def _dated(self, text: str) -> re.Match[str] | None:
        """Return the match of a day of the calendar."""
        for pattern in (self._month_day, self._day_month, *self._numeric):
            if match := pattern.fullmatch(text):
                return match
        return None

    def _coming_weekday(self, match: re.Match[str], today: date) -> date | None:
        if _marker(match) == "last":
            return None
        days = (self._words.weekdays[match["weekday"]] - today.weekday()) % 7
        return today + timedelta(days=days or 7)

    def _past_day(self, text: str, today: date) -> date | None:
        if text in self._words.relative:
            return today + timedelta(days=self._words.relative[text])
        if match := self._weekday.fullmatch(text):
            days = (today.weekday() - self._words.weekdays[match["weekday"]]) % 7
            return today - timedelta(days=days or (7 if _marker(match) == "last" else 0))
        if match := self._dated(text):
            day = self._calendar_day(match, today)
            if day and not match["year"] and day > today:
                return _safe_date(day.year - 1, day.month, day.day)
            return day
        return None

    def _calendar_day(self, match: re.Match[str], today: date) -> date | None:
        if match["number"]:
            number = int(match["number"])
        else:
            number = int(match["tens"] or 0) + self._words.ordinals[match["ordinal"]]
        year = int(match["year"]) if match["year"] else today.year
        month = int(match["month"]) if match["month"].isdigit() else self._words.months[match["month"]]
        return _safe_date(year, month, number)

    def _half_open(self, match: re.Match[str], today: date) -> Period | None:
        inner = None if self._open.match(match["rest"]) else self._named_or_ago(match["rest"], today)
        if inner is None or inner.since is None:
            return None
        if match["since"]:
            return Period(inner.since, None)
        return Period(None, inner.since - timedelta(days=1))

    def _named_or_ago(self, text: str, today: date) -> Period | None:
        """Return the days that `text` names; a bare "3 days" are those since then."""
        match = self._bare_count.fullmatch(text)
        if match is None:
            return self.parse_period(text, today)
        return _one(_shifted(today, self._words.spans[match["span"]], -_count(match["count"])))

    def _whole_span(self, match: re.Match[str], today: date) -> Period | None:
        span, marker = self._words.spans[match["span"]], _marker(match)
        count = match["count"] or match["first"]
        if marker == "next" or (marker == "this" and count):
            return None
        if count:
            first = _shifted(today, span, -int(count))
            return Period(first, today) if first else None
        start = _start_of(today, span)
        if marker == "this":
            return Period(start, today)
        before = _shifted(start, span, -1)
        return Period(before, start - timedelta(days=1)) if before else None

    def _whole_month(self, match: re.Match[str], today: date) -> Period | None:
        month, marker = self._words.months[match["month"]], _marker(match)
        if marker == "next":
            return None
        year = int(match["year"]) if match["year"] else today.year - (month > today.month)
        if marker == "last" and not match["year"] and month == today.month:
            year -= 1
        first = date(year, month, 1)
        following = _shifted(first, "month", 1)
        return Period(first, following - timedelta(days=1)) if following else None


def _marker(match: re.Match[str]) -> str:
    """Return which kind of marker stands before or after a name; empty if none does."""
    groups = match.groupdict()
    return next((kind for kind in ("next", "this", "last") if groups[kind] or groups[f"{kind}_after"]), "")


def _numeric(pattern: str, weekdays: str) -> re.Pattern[str]:
    """Return the regular expression of a date in digits."""
    day, month = r"(?P<number>\d{1,2})(?P<tens>)(?P<ordinal>)", r"(?P<month>\d{1,2})"
    return re.compile(rf"(?:{weekdays})? ?" + pattern.format(day=day, month=month, year=_YEAR))


def _one(day: date | None) -> Period | None:
    return Period(day, day) if day else None


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _start_of(day: date, span: str) -> date:
    if span == "week":
        return day - timedelta(days=day.weekday())
    if span == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if span == "year" else day


def _shifted(day: date, span: str, count: int) -> date | None:
    """Return `day` moved by `count` spans, to the last day of a shorter month; None outside of the calendar."""
    try:
        if span in ("day", "week"):
            return day + timedelta(days=count * (7 if span == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if span == "year" else 1)
        first_of_next = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None
    last = first_of_next - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
