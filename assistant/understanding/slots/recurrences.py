"""Recurrences: "every weekday at 9", "on the first monday of the month at 10", "every 2 hours until 6".

What is found is a rule in the form of RFC 5545 and what it needs besides: a time of day, a first day. Number words are
digits by then.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from assistant.understanding.slots.dates import DateParser
from assistant.understanding.slots.durations import DurationParser, alternatives
from assistant.understanding.slots.times import TimeParser

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_WORDS = 18
_END_OF_DAY = clock_time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class RecurrencePattern:
    """One way to say a recurrence; `say` is a regular expression with the slots that `RecurrenceWords` describes."""

    say: str
    interval: int = 1


@dataclass(frozen=True, slots=True)
class RecurrenceWords:
    """The words a language says recurrences with.

    Slots of `patterns`: {every}, {other}, {n} (a number), {unit}, {adverb}, {weekdays} (one or more, or a group of
    them), {mondays} (weekdays that mean every one of their kind), {nths} (first, second … last), {day} (of the month),
    {month}, {part} (of the day), {of_month}.

    Attributes:
        signs: Words of which at least one is in every recurrence.
        units: Words for spans of time, and their frequencies in RFC 5545.
        adverbs: "daily" and the like, and their frequencies.
        groups: Words for several weekdays, counted from Monday as 0.
        plural_weekdays: "mondays".
        last: "last", of weekdays and of days in a month.
        joiners: Words between several of a kind.
        until, since, during: What a last day, a first day, a length of time are said with.
        times: Patterns of how often, with {n}.
        between: Patterns of the hours of a day, with {from} and {to}.
    """

    signs: Sequence[str]
    patterns: Sequence[RecurrencePattern]
    every: Sequence[str]
    other: Sequence[str]
    of_month: Sequence[str]
    units: Mapping[str, str]
    adverbs: Mapping[str, str]
    weekdays: Mapping[str, int]
    groups: Mapping[str, Sequence[int]]
    plural_weekdays: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    ordinal_endings: Sequence[str]
    last: Sequence[str]
    joiners: Sequence[str]
    parts: Sequence[str]
    until: Sequence[str]
    since: Sequence[str]
    during: Sequence[str]
    times: Sequence[str]
    between: Sequence[str]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What was said.

    Attributes:
        rule: RFC 5545 rule; its UNTIL is a wall time.
        time: Time of day; None if none was said, or none is needed.
        start: The first day that is meant; None for the next that fits.
    """

    rule: str
    time: clock_time | None = None
    start: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing: time that goes by needs no time of day."""
        return self.time is not None or "BYHOUR" in self.rule or self.rule.startswith(("FREQ=HOURLY", "FREQ=MINUTELY"))


class RecurrenceParser:
    """Reads recurrences of one language."""

    def __init__(self, words: RecurrenceWords, durations: DurationParser, times: TimeParser, dates: DateParser) -> None:
        self._words = words
        self._durations = durations
        self._times = times
        self._dates = dates
        self._signs = frozenset(words.signs)
        self._patterns = [(each, re.compile(self._filled(each.say))) for each in words.patterns]
        self._every = re.compile(rf"(?:{alternatives(words.every)}) (?P<rest>.+)")
        self._until = _tail(words.until)
        self._since = _tail(words.since)
        self._during = _tail(words.during)
        self._count = [
            re.compile(rf"(?P<before>.*?) ?{_slot(each, 'n', r'(?P<n>[0-9]{1,3})')}") for each in words.times
        ]
        self._between = [
            re.compile(rf"(?P<before>.*?) ?{_slot(_slot(each, 'from', '(?P<from>.+?)'), 'to', '(?P<to>.+?)')}")
            for each in words.between
        ]
        self._joiner = re.compile(rf" (?:{alternatives(words.joiners)}) ")

    def parse(self, text: str, now: datetime) -> Recurrence | None:
        """Return the recurrence that `text` is, None if any of it is something else.

        Args:
            text: What was said, such as "every weekday at 9".
            now: The user's local time.
        """
        if not self.has_sign(text.split()) or len(text.split()) > _MOST_WORDS:
            return None
        rest, end = self._end(text, now.replace(tzinfo=None))
        rest, start = self._start(rest, now.date())
        found = next(self._readings(rest), None)
        if found is None or (end and "COUNT" in end and not found.is_whole):
            return None
        return Recurrence(f"{found.rule}{end}", found.time, start)

    def has_sign(self, words: Sequence[str]) -> bool:
        """Return whether one of the words could belong to a recurrence."""
        return not self._signs.isdisjoint(words)

    @property
    def has_words(self) -> bool:
        """Whether the language has words for recurrences."""
        return bool(self._signs)

    def is_within(self, words: Sequence[str], now: datetime) -> bool:
        """Return whether some of the words are a recurrence."""
        if not self.has_sign(words):
            return False
        starts = range(max(0, len(words) - _MOST_WORDS), len(words))
        return any(
            self.parse(" ".join(words[start:end]), now) for start in starts for end in range(len(words), start, -1)
        )

    # ------------------------------------------------------------------------------------------------ first and last

    def _end(self, text: str, now: datetime) -> tuple[str, str]:
        """Return the text without its end, and the end as a part of the rule, empty if there is none."""
        if match := self._until.fullmatch(text):
            moment = self._last_moment(match["said"], now)
            if moment is not None:
                return match["before"], f";UNTIL={moment:%Y%m%dT%H%M%S}"
        if match := self._during.fullmatch(text):
            seconds = self._durations.parse(match["said"])
            if seconds:
                return match["before"], f";UNTIL={now + timedelta(seconds=seconds):%Y%m%dT%H%M%S}"
        for pattern in self._count:
            if match := pattern.fullmatch(text):
                return match["before"], f";COUNT={match['n']}"
        return text, ""

    def _last_moment(self, text: str, now: datetime) -> datetime | None:
        day = self._dates.parse_day(text, now.date())
        if day is not None:
            return datetime.combine(day, _END_OF_DAY)
        return self._times.parse_moment(text, now, needs_clock=True)

    def _start(self, text: str, today: date) -> tuple[str, date | None]:
        match = self._since.fullmatch(text)
        day = self._dates.parse_day(match["said"], today) if match else None
        return (match["before"], day) if match and day else (text, None)

    # --------------------------------------------------------------------------------------------------- the middle

    def _readings(self, text: str) -> Iterator[Recurrence]:
        """Yield ways to see the text as a recurrence and a time of day, in either order."""
        words = text.split()
        for cut in range(len(words), 0, -1):
            yield from self._with_time(" ".join(words[:cut]), " ".join(words[cut:]))
        for cut in range(1, len(words)):
            yield from self._with_time(" ".join(words[cut:]), " ".join(words[:cut]))

    def _with_time(self, core: str, clock: str) -> Iterator[Recurrence]:
        for rule, part in self._rules(core):
            if part:
                clock = f"{clock} {part}".strip()
            if not clock:
                yield Recurrence(rule)
            elif hours := self._hours_between(rule, clock):
                yield hours
            elif several := self._several_times(rule, clock):
                yield several
            elif (found := self._times.parse_time_of_day(clock)) and not _is_elapsed(rule):
                yield Recurrence(rule, found)

    def _rules(self, core: str) -> Iterator[tuple[str, str]]:
        """Yield the rules that a text can be, each with the part of the day that was said with it."""
        for pattern, expression in self._patterns:
            match = expression.fullmatch(core)
            rule = self._rule(match, pattern.interval) if match else ""
            if match and rule:
                yield rule, match.groupdict().get("part") or ""
        if match := self._every.fullmatch(core):  # "every half hour", "every hour and a half"
            seconds = self._durations.parse(match["rest"]) or self._durations.parse(f"1 {match['rest']}")
            if seconds and seconds % 60 == 0 and seconds < timedelta(days=1).total_seconds():
                hours, minutes = divmod(seconds // 60, 60)
                yield (_rule("MINUTELY", seconds // 60) if minutes else _rule("HOURLY", hours)), ""

    def _rule(self, match: re.Match[str], interval: int) -> str:
        """Return the rule of what a pattern found; empty if it means nothing."""
        said = {name: value for name, value in match.groupdict().items() if value}
        if "mondays" in said or "weekdays" in said:
            days = self._days(said.get("mondays") or said["weekdays"])
            if "nths" in said:
                return self._nth_days(days, said["nths"])
            return f"{_rule('WEEKLY', int(said.get('n', interval)))};BYDAY={','.join(_DAYS[day] for day in days)}"
        if "month" in said:
            month, day = self._words.months[said["month"]], self._number(said["day"])
            return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}" if day > 0 else ""
        if "day" in said:
            day = self._number(said["day"])
            return f"FREQ=MONTHLY;BYMONTHDAY={day}" if -1 <= day <= 31 and day else ""
        frequency = self._words.adverbs.get(said.get("adverb", "")) or self._words.units.get(said.get("unit", ""))
        return _rule(frequency or "DAILY", int(said.get("n", interval))) if frequency or "part" in said else ""

    def _nth_days(self, days: Sequence[int], said: str) -> str:
        numbers = [self._number(word) for word in self._joiner.split(said)]
        if len(days) > 1:  # "the last weekday of the month"
            listed = ",".join(_DAYS[day] for day in days)
            return f"FREQ=MONTHLY;BYDAY={listed};BYSETPOS={numbers[0]}" if len(numbers) == 1 else ""
        listed = ",".join(f"{number}{_DAYS[days[0]]}" for number in numbers)
        return f"FREQ=MONTHLY;BYDAY={listed}" if all(-1 <= number <= 5 for number in numbers) else ""

    def _days(self, text: str) -> Sequence[int]:
        known = {
            **{word: [day] for word, day in self._words.weekdays.items()},
            **{word: [day] for word, day in self._words.plural_weekdays.items()},
            **self._words.groups,
        }
        found = re.findall(rf"(?:^|(?<= ))(?:{alternatives(known)})(?= |$)", text)
        return sorted({day for word in found for day in known[word]})

    def _number(self, text: str) -> int:
        """Return the place that a word counts to, -1 for the last."""
        if digits := re.match(r"\d+", text.split()[0] if " " not in text else text):
            rest = text[digits.end() :].strip()
            return int(digits[0]) + self._words.ordinals.get(rest, 0)
        return self._words.ordinals.get(text, -1)

    # ------------------------------------------------------------------------------------------------ times of the day

    def _several_times(self, rule: str, clock: str) -> Recurrence | None:
        """Return the rule with several times a day: "at 9 and at 6"; they must be of the same minute."""
        parts = self._joiner.split(clock)
        found = [self._times.parse_time_of_day(part) for part in parts]
        whole = [each for each in found if each is not None]
        if len(parts) < 2 or len(whole) < len(found) or len({each.minute for each in whole}) > 1 or _is_elapsed(rule):
            return None
        # "At nine and at six" goes on into the evening.
        hours = [each.hour + 12 * (each.hour < whole[0].hour < 12) for each in whole]
        return _by_hours(rule, hours, whole[0].minute)

    def _hours_between(self, rule: str, clock: str) -> Recurrence | None:
        """Return the rule with its hours within a part of the day: "every 2 hours from 9 to 5"."""
        match = next((match for each in self._between if (match := each.fullmatch(clock))), None)
        first = self._times.parse_time_of_day(match["from"]) if match else None
        last = self._times.parse_time_of_day(match["to"]) if match else None
        step = re.fullmatch(r"FREQ=HOURLY(?:;INTERVAL=(\d+))?", rule)
        if first is None or last is None or step is None or (match and match["before"]):
            return None
        until = last.hour if last > first else last.hour + 12
        return _by_hours("FREQ=DAILY", list(range(first.hour, min(until, 23) + 1, int(step[1] or 1))), first.minute)

    def _filled(self, pattern: str) -> str:
        """Return a pattern with expressions in the place of its slots."""
        words = self._words
        weekday = alternatives([*words.weekdays, *words.groups])
        plural = alternatives([*words.plural_weekdays, *words.groups])
        joiner = rf"(?: (?:{alternatives(words.joiners)}) | )"
        nth = rf"(?:\d(?:{alternatives(words.ordinal_endings)})|{alternatives([*words.ordinals, *words.last])})"
        endings = alternatives(words.ordinal_endings)
        day = rf"\d{{1,2}}(?:{endings})?|(?:[23]0 )?(?:{alternatives(words.ordinals)})|(?:{alternatives(words.last)})"
        slots = {
            "every": f"(?:{alternatives(words.every)})",
            "other": f"(?:{alternatives(words.other)})",
            "of_month": f"(?:{alternatives(words.of_month)})",
            "n": r"(?P<n>\d{1,3})",
            "unit": f"(?P<unit>{alternatives(words.units)})",
            "adverb": f"(?P<adverb>{alternatives(words.adverbs)})",
            "weekdays": f"(?P<weekdays>(?:{weekday})(?:{joiner}(?:{weekday}))*)",
            "mondays": f"(?P<mondays>(?:{plural})(?:{joiner}(?:{plural}))*)",
            "nths": f"(?P<nths>{nth}(?: (?:{alternatives(words.joiners)}) {nth})*)",
            "day": f"(?P<day>{day})",
            "month": f"(?P<month>{alternatives(words.months)})",
            "part": f"(?P<part>{alternatives(words.parts)})",
        }
        for name, expression in slots.items():
            pattern = _slot(pattern, name, expression)
        return pattern


def _slot(pattern: str, name: str, expression: str) -> str:
    return pattern.replace("{" + name + "}", expression)


def _tail(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<before>.+?) (?:{alternatives(words)}) (?P<said>.+)")


def _rule(frequency: str, interval: int) -> str:
    return f"FREQ={frequency};INTERVAL={interval}" if interval > 1 else f"FREQ={frequency}"


def _is_elapsed(rule: str) -> bool:
    return rule.startswith(("FREQ=HOURLY", "FREQ=MINUTELY"))


def _by_hours(rule: str, hours: Sequence[int], minute: int) -> Recurrence:
    ordered = sorted(set(hours))
    return Recurrence(f"{rule};BYHOUR={','.join(str(hour) for hour in ordered)}", clock_time(ordered[0], minute))
