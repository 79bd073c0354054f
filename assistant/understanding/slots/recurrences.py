"""Recurrences: "every weekday at 9", "on the first monday of the month at 10", "every 2 hours until 6".

What is found is a rule in the form of RFC 5545 and what it needs besides: a time of day, a first day. Number words are
digits by then.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cached_property

from assistant.understanding.slots.dates import DateParser
from assistant.understanding.slots.durations import DurationParser
from assistant.understanding.slots.expressions import alternatives, with_slots
from assistant.understanding.slots.recurrence_patterns import RecurrencePattern, RecurrenceWords, filled
from assistant.understanding.slots.times import TimeParser, in_two

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_WORDS = 18
_END_OF_DAY = clock_time(23, 59, 59)


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

    # Compiled when the first text with a sign is read: most requests have none.

    @cached_property
    def _patterns(self) -> Sequence[tuple[RecurrencePattern, re.Pattern[str]]]:
        return [(each, re.compile(filled(each.say, self._words))) for each in self._words.patterns]

    @cached_property
    def _every(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternatives(self._words.every)}) (?P<rest>.+)")

    @cached_property
    def _joiner(self) -> re.Pattern[str]:
        return re.compile(rf" (?:{alternatives(self._words.joiners)}) ")

    @cached_property
    def _row(self) -> re.Pattern[str] | None:
        day = alternatives([*self._words.weekdays, *self._words.plural_weekdays])
        before = rf"(?:(?:{alternatives(self._words.from_first)}) )?" if self._words.from_first else ""
        span = rf"\b{before}(?P<first>{day}) (?:{alternatives(self._words.through)}) (?P<last>{day})\b"
        return re.compile(span) if self._words.through else None

    @cached_property
    def _day_names(self) -> Mapping[str, Sequence[int]]:
        single = {**self._words.weekdays, **self._words.plural_weekdays}
        return {**{word: [day] for word, day in single.items()}, **self._words.groups}

    @cached_property
    def _day_name(self) -> re.Pattern[str]:
        return re.compile(rf"(?:^|(?<= ))(?:{alternatives(self._day_names)})(?= |$)")

    @cached_property
    def _until(self) -> re.Pattern[str]:
        return _tail(self._words.until)

    @cached_property
    def _since(self) -> re.Pattern[str]:
        return _tail(self._words.since)

    @cached_property
    def _during(self) -> re.Pattern[str]:
        return _tail(self._words.during)

    @cached_property
    def _count(self) -> Sequence[re.Pattern[str]]:
        number = r"(?P<n>[0-9]{1,3})"
        return [re.compile(rf"(?P<before>.*?) ?{with_slots(each, {'n': number})}") for each in self._words.times]

    @cached_property
    def _between(self) -> Sequence[re.Pattern[str]]:
        ends = {"from": "(?P<from>.+?)", "to": "(?P<to>.+?)"}
        return [re.compile(rf"(?P<before>.*?) ?{with_slots(each, ends)}") for each in self._words.between]

    def parse(self, text: str, now: datetime) -> Recurrence | None:
        """Return the recurrence that `text` is, None if any of it is something else.

        Args:
            text: What was said, such as "every weekday at 9".
            now: The user's local time.
        """
        if not self.has_sign(text.split()) or len(text.split()) > MOST_WORDS:
            return None
        text = self._spelled_out(text)
        rest, end = self._end(text, now.replace(tzinfo=None))
        rest, start = self._start(rest, now.date())
        # A recurrence and a time of day, in either order.
        found = next((found for core, clock in in_two(rest) for found in self._with_time(core, clock)), None)
        if found is None or (end and "COUNT" in end and not found.is_whole):
            return None
        return Recurrence(f"{found.rule}{end}", found.time, start)

    def has_sign(self, words: Sequence[str]) -> bool:
        """Return whether one of the words could belong to a recurrence."""
        return not self._signs.isdisjoint(words) or bool(self._row and self._row.search(" ".join(words)))

    @property
    def has_words(self) -> bool:
        """Whether the language has words for recurrences."""
        return bool(self._signs)

    def is_within(self, words: Sequence[str], now: datetime) -> bool:
        """Return whether some of the words are a recurrence."""
        if not self.has_sign(words):
            return False
        starts = range(max(0, len(words) - MOST_WORDS), len(words))
        return any(
            self.parse(" ".join(words[start:end]), now) for start in starts for end in range(len(words), start, -1)
        )

    def _spelled_out(self, text: str) -> str:
        """Return the text with all days in the place of the first and the last: "from monday to friday"."""
        match = self._row.search(text) if self._row else None
        if match is None:
            return text
        names = {day: word for word, day in self._words.weekdays.items() if " " not in word}
        first, last = (self._days(match[each])[0] for each in ("first", "last"))
        days = " ".join(names[(first + step) % 7] for step in range((last - first) % 7 + 1))
        return f"{text[: match.start()]}{self._words.every[0]} {days}{text[match.end() :]}"

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
        return sorted({day for word in self._day_name.findall(text) for day in self._day_names[word]})

    def _number(self, text: str) -> int:
        """Return the place that a word counts to, -1 for the last."""
        if digits := re.match(r"\d+", text):
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


def _tail(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<before>.+?) (?:{alternatives(words)}) (?P<said>.+)")


def _rule(frequency: str, interval: int) -> str:
    return f"FREQ={frequency};INTERVAL={interval}" if interval > 1 else f"FREQ={frequency}"


def _is_elapsed(rule: str) -> bool:
    return rule.startswith(("FREQ=HOURLY", "FREQ=MINUTELY"))


def _by_hours(rule: str, hours: Sequence[int], minute: int) -> Recurrence:
    ordered = sorted(set(hours))
    return Recurrence(f"{rule};BYHOUR={','.join(str(hour) for hour in ordered)}", clock_time(ordered[0], minute))
