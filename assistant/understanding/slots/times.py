"""Clock times and moments: "half past 6", "tomorrow at 7 am", "friday 18:30", with number words already as digits.

A bare hour means the next time the clock shows it today; on another day 5 to 11 is the morning, 12 noon and 1 to 4 the
afternoon. Moments are local wall times without a zone, as people say them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from assistant.understanding.slots.dates import DateParser
from assistant.understanding.slots.expressions import alternatives, with_slots

Half = Literal["am", "day", "pm", "night", ""]
"""Half of the day; 12 is midnight in "am", noon in "day" and "pm"; "night" goes on after midnight."""
_EARLIEST_MORNING_HOUR = 5
_LONGEST_MOMENT_WORDS = 12
_BARE_NUMBERS = re.compile(r"[\d:. ]+")


@dataclass(frozen=True, slots=True)
class ClockPattern:
    """One way to say a clock time.

    Attributes:
        say: A regular expression with {hour}, and {minute} as clocks show it or {minutes} as they are counted.
        hour: The hour, where the words do not give it.
        minute: The minute, the same.
        sign: 1 where the minutes are after the hour, -1 where they are before it.
        shift: Minutes from the hour from which the others are counted: -30 in German "5 nach halb 7".
    """

    say: str
    hour: int | None = None
    minute: int | None = None
    sign: int = 1
    shift: int = 0
    half: Half = ""


@dataclass(frozen=True, slots=True)
class DayPart:
    """What words for a part of the day mean: the half of the day, the hour on their own, the day if they name it."""

    half: Half
    hour: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The words a language says clock times with."""

    patterns: Sequence[ClockPattern]
    parts: Mapping[str, DayPart]
    prepositions: Sequence[str]
    task_prepositions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on a clock face; without a half of the day, hours 1 to 12 are ambiguous."""

    hour: int
    minute: int
    is_exact: bool


class TimeParser:
    """Reads clock times and moments of one language."""

    def __init__(self, words: TimeWords, dates: DateParser, day_words: Sequence[str]) -> None:
        self._words = words
        self._dates = dates
        slots = {
            "hour": r"(?P<hour>\d{1,2})",
            "minute": r"(?P<minute>\d{2})",
            "minutes": r"(?P<minutes>\d{1,2})",
        }
        self._patterns = [(p, re.compile(with_slots(p.say, slots))) for p in words.patterns]
        self._part = re.compile(rf"(?P<before>.*?)(?<![^ ])(?P<part>{alternatives(words.parts)})(?= |$)(?P<after>.*)")
        self._prepositions = re.compile(rf"(?:(?:{alternatives(words.prepositions)})(?: |$))+")
        self._trailing = re.compile(rf"(?: (?:{alternatives(words.prepositions)}))+$")
        self._foreign = frozenset(words.prepositions) - frozenset(words.task_prepositions)
        self.day_words = frozenset(day_words)

    def parse_clock(self, text: str, half: Half = "") -> Clock | None:
        """Return the clock time that `text` is; `half` is the half of the day said elsewhere."""
        for pattern, expression in self._patterns:
            match = expression.fullmatch(text)
            if match is not None:
                clock = _clock(pattern, match, half)
                if clock is not None:
                    return clock
        return None

    def parse_moment(self, text: str, now: datetime, *, needs_clock: bool = True) -> datetime | None:
        """Return the local moment that `text` names, None if it names none.

        Args:
            text: What was said, such as "tomorrow at 7 am".
            now: The user's local time.
            needs_clock: Whether "tomorrow morning" alone is too vague.
        """
        local_now = now.replace(tzinfo=None)
        rest, part = self._split_part(self._bare(text))
        for day_text, clock_text in _splits(rest):
            day = self._dates.parse_day(self._bare(day_text), local_now.date()) if day_text else None
            if day_text and day is None:
                continue
            if day is None and part and part.day is not None:
                day = local_now.date() + timedelta(days=part.day)
            moment = self._combine(day, self._bare(clock_text), part, local_now, needs_clock=needs_clock)
            if moment is not None:
                return moment
        return None

    def parse_time_of_day(self, text: str) -> time | None:
        """Return the time that `text` names on no day in particular: "at 9", "in the morning", "6 in the evening"."""
        midnight = datetime(2000, 1, 1)
        rest, part = self._split_part(self._bare(text))
        if (part and part.day is not None) or not (rest or (part and part.hour is not None)):
            return None
        day = midnight.date() + timedelta(days=1)
        moment = self._combine(day, self._bare(rest), part, midnight, needs_clock=False)
        return moment.time() if moment else None

    def names_half(self, text: str) -> bool:
        """Return whether `text` says which half of the day it means."""
        return self._part.fullmatch(text) is not None

    def split_task(self, words: Sequence[str], now: datetime) -> tuple[int, datetime] | None:
        """Return where the time at the end of a task begins, and the moment it names."""
        for start in range(max(1, len(words) - _LONGEST_MOMENT_WORDS), len(words)):
            tail = " ".join(words[start:])
            if words[start] in self._foreign or _BARE_NUMBERS.fullmatch(tail):
                continue
            if moment := self.parse_moment(tail, now, needs_clock=False):
                return start, moment
        return None

    def _bare(self, text: str) -> str:
        if match := self._prepositions.match(text):
            text = text[match.end() :]
        return self._trailing.sub("", text).strip()

    def _split_part(self, text: str) -> tuple[str, DayPart | None]:
        match = self._part.fullmatch(text)
        if match is None:
            return text, None
        part = self._words.parts[match["part"]]
        rest, second = f"{match['before']} {match['after']}".strip(), None
        if inner := self._part.fullmatch(rest):  # "7 pm tonight": one names the half, the other the day
            second = self._words.parts[inner["part"]]
            rest = f"{inner['before']} {inner['after']}".strip()
        if second is not None:
            half = part.half if part.half != "night" else second.half
            part = DayPart(half, part.hour, part.day if part.day is not None else second.day)
        return rest, part

    def _combine(
        self, day: date | None, clock_text: str, part: DayPart | None, now: datetime, *, needs_clock: bool
    ) -> datetime | None:
        if clock_text:
            clock = self.parse_clock(clock_text, part.half if part else "")
            return _moment(day, clock, now) if clock else None
        if needs_clock or (day is None and (part is None or part.hour is None)):
            return None
        hour = part.hour if part and part.hour is not None else 9
        moment = datetime.combine(day or now.date(), time(hour))
        return moment + timedelta(days=1) if day is None and moment <= now else moment


def in_two(text: str) -> Iterator[tuple[str, str]]:
    """Yield all ways to see `text` as two things in either order; the first of them may be all of it."""
    words = text.split()
    for cut in range(len(words), 0, -1):
        yield " ".join(words[:cut]), " ".join(words[cut:])
    for cut in range(1, len(words)):
        yield " ".join(words[cut:]), " ".join(words[:cut])


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield all ways to see `text` as a day and a clock time; of a long text only a clock time alone."""
    yield "", text
    if len(text.split()) <= _LONGEST_MOMENT_WORDS:
        yield from in_two(text)


def _clock(pattern: ClockPattern, match: re.Match[str], half: Half) -> Clock | None:
    groups = match.groupdict()
    hour = int(groups["hour"]) if groups.get("hour") else pattern.hour
    said_minute = groups.get("minute") or groups.get("minutes")
    minute = int(said_minute) if said_minute else pattern.minute
    half = pattern.half or half
    if hour is None or minute is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    is_twelve_hour = 1 <= hour <= 12
    if half and is_twelve_hour:
        hour = _hour_of_day(hour, half)
    elif half in ("am", "day") and hour > 12:
        return None
    has_leading_zero = (groups.get("hour") or "").startswith("0")
    total = (hour % 24 * 60 + pattern.shift + pattern.sign * minute) % (24 * 60)
    return Clock(total // 60, total % 60, is_exact=bool(half) or not is_twelve_hour or has_leading_zero)


def _hour_of_day(hour: int, half: Half) -> int:
    if half == "night":
        return 0 if hour == 12 else hour + 12 if hour >= 6 else hour
    if half == "day":
        return hour
    return hour % 12 + (12 if half == "pm" else 0)


def _moment(day: date | None, clock: Clock, now: datetime) -> datetime | None:
    if clock.is_exact:
        moment = datetime.combine(day or now.date(), time(clock.hour, clock.minute))
        return moment + timedelta(days=1) if day is None and moment <= now else moment
    candidates = [time(hour, clock.minute) for hour in (clock.hour % 12, clock.hour % 12 + 12)]
    if day is None or day == now.date():
        moments = [datetime.combine(now.date() + timedelta(days=d), t) for d in (0, 1) for t in candidates]
        return next(m for m in moments if m > now)
    is_morning = clock.hour % 12 >= _EARLIEST_MORNING_HOUR
    return datetime.combine(day, candidates[0] if is_morning else candidates[1])
