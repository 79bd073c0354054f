"""Days and spans of days: "tomorrow", "next friday", "the 3rd of march", "last week", "since monday".

A date that may lie on either side of today is the next one for `parse_day` and the past one for `parse_period`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.understanding.slots.durations import alternatives

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words a language says dates with."""

    relative: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    ordinal_endings: Sequence[str]
    spans: Mapping[str, str]
    next: Sequence[str]
    this: Sequence[str]
    last: Sequence[str]
    since: Sequence[str]
    until: Sequence[str]
    articles: Sequence[str]
    ahead: Sequence[str]
    ago: Sequence[str]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included; None is open."""

    since: date | None = None
    until: date | None = None


class DateParser:
    """Reads dates of one language, with number words already as digits."""

    def __init__(self, words: DateWords) -> None:
        self._words = words
        days, months = alternatives(words.weekdays), alternatives(words.months)
        ordinal = rf"(?:(?P<tens>[23]0) )?(?P<ordinal>{alternatives(words.ordinals)})"
        number = rf"(?:(?P<number>\d{{1,2}})(?:{alternatives(words.ordinal_endings)})?|{ordinal})"
        article = rf"(?:(?:{alternatives(words.articles)}) )*"
        year = r"(?:,? (?P<year>(?:19|20)\d\d))?"
        markers = {"next": words.next, "this": words.this, "last": words.last}
        marker = "|".join(f"(?P<{name}>{alternatives(said)})" for name, said in markers.items())
        self._weekday = re.compile(rf"(?:(?:{marker}) )?(?P<weekday>{days})")
        self._month_day = re.compile(rf"(?:{days})? ?(?P<month>{months}) {article}{number}{year}")
        self._day_month = re.compile(rf"(?:{days})? ?{article}{number} {article}(?P<month>{months}){year}")
        self._month = re.compile(rf"(?:(?:{marker}) )?(?P<month>{months})(?: {article}(?P<year>(?:19|20)\d\d))?")
        self._span = re.compile(rf"(?:{marker}) (?:(?P<count>\d{{1,4}}) )?(?P<span>{alternatives(words.spans)})")
        self._year = re.compile(r"(?:19|20)\d\d")
        count = {"n": r"(?P<count>\d{1,4}|a|an)", "span": f"(?P<span>{alternatives(words.spans)})"}
        self._ahead = [re.compile(pattern.format(**count)) for pattern in words.ahead]
        self._ago = [re.compile(pattern.format(**count)) for pattern in words.ago]
        self._bare_count = re.compile(rf"{count['n']} {count['span']}")
        self._open = re.compile(
            rf"(?:(?P<since>{alternatives(words.since)})|(?P<until>{alternatives(words.until)})) (?P<rest>.+)"
        )

    def parse_day(self, text: str, today: date) -> date | None:
        """Return the day that `text` names, the next one where there are several; None if it names none."""
        if text in self._words.relative:
            return today + timedelta(days=self._words.relative[text])
        if match := self._weekday.fullmatch(text):
            return self._coming_weekday(match, today)
        for pattern in self._ahead:
            if match := pattern.fullmatch(text):
                return _shifted(today, self._words.spans[match["span"]], _count(match["count"]))
        if match := self._month_day.fullmatch(text) or self._day_month.fullmatch(text):
            day = self._calendar_day(match, today)
            if day and not match["year"] and day < today:
                return _safe_date(day.year + 1, day.month, day.day)
            return day
        return None

    def parse_period(self, text: str, today: date) -> Period | None:
        """Return the past or present days that `text` names; None if it names none."""
        if period := self.parse_open_period(text, today):
            return period
        if match := self._span.fullmatch(text):
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
        return self._half_open(match, today) if match else None

    def _coming_weekday(self, match: re.Match[str], today: date) -> date | None:
        if match["last"]:
            return None
        days = (self._words.weekdays[match["weekday"]] - today.weekday()) % 7
        return today + timedelta(days=days or 7)

    def _past_day(self, text: str, today: date) -> date | None:
        if text in self._words.relative:
            return today + timedelta(days=self._words.relative[text])
        if match := self._weekday.fullmatch(text):
            days = (today.weekday() - self._words.weekdays[match["weekday"]]) % 7
            return today - timedelta(days=days or (7 if match["last"] else 0))
        if match := self._month_day.fullmatch(text) or self._day_month.fullmatch(text):
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
        return _safe_date(year, self._words.months[match["month"]], number)

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
        span = self._words.spans[match["span"]]
        if match["next"] or (match["this"] and match["count"]):
            return None
        if match["count"]:
            first = _shifted(today, span, -int(match["count"]))
            return Period(first, today) if first else None
        start = _start_of(today, span)
        if match["this"]:
            return Period(start, today)
        before = _shifted(start, span, -1)
        return Period(before, start - timedelta(days=1)) if before else None

    def _whole_month(self, match: re.Match[str], today: date) -> Period | None:
        month = self._words.months[match["month"]]
        if match["next"]:
            return None
        year = int(match["year"]) if match["year"] else today.year - (month > today.month)
        if match["last"] and not match["year"] and month == today.month:
            year -= 1
        first = date(year, month, 1)
        following = _shifted(first, "month", 1)
        return Period(first, following - timedelta(days=1)) if following else None


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
