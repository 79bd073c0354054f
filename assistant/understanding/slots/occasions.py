"""Occasions: what a deed can wait for. A time, a span of time, a recurrence, or the end of a timer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.understanding.slots.durations import DurationParser
from assistant.understanding.slots.recurrences import Recurrence, RecurrenceParser
from assistant.understanding.slots.times import TimeParser

_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class OccasionWords:
    """The words a language says occasions with.

    Attributes:
        starts: Words that an occasion can begin with; others are not looked at.
        questions: Words that a request begins with whose end is no occasion: "what is the date on Friday at six".
        events: Whole phrases, and what they wait for: `timer`, `alarm`, or `any` of both.
        delays: Patterns of a span of time that goes by first, with {duration}.
    """

    starts: frozenset[str]
    questions: frozenset[str]
    events: Mapping[str, str]
    delays: Sequence[str]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a deed waits for: one of these, or a recurrence without a time of day.

    Attributes:
        recurrence: Again and again.
        at: Once, at a local wall time.
        delay_s: Once, after so many seconds.
        event: `timer`, `alarm` or `any`; empty if it is a time.
    """

    recurrence: Recurrence | None = None
    at: datetime | None = None
    delay_s: int = 0
    event: str = ""


class OccasionParser:
    """Reads occasions of one language, at either end of a request and inside it."""

    def __init__(
        self, words: OccasionWords, recurrences: RecurrenceParser, durations: DurationParser, times: TimeParser
    ) -> None:
        self._words = words
        self._recurrences = recurrences
        self._durations = durations
        self._times = times

    def parse(self, text: str, now: datetime) -> Occasion | None:
        """Return the occasion that `text` is, None if any of it is something else; `now` is the local time."""
        if text in self._words.events:
            return Occasion(event=self._words.events[text])
        if seconds := self._durations.parse_within(text, self._words.delays):
            return Occasion(delay_s=seconds)
        if recurrence := self._recurrences.parse(text, now):
            return Occasion(recurrence=recurrence)
        moment = self._times.parse_moment(text, now, needs_clock=True)
        return Occasion(at=moment) if moment and moment > now.replace(tzinfo=None) else None

    def at_start(self, words: Sequence[str], now: datetime) -> Iterator[tuple[int, Occasion]]:
        """Yield occasions that a request begins with, the longest first, and how many words each of them has."""
        if words and words[0] in self._words.starts:
            for count in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
                if found := self.parse(" ".join(words[:count]), now):
                    yield count, found

    def at_end(self, words: Sequence[str], now: datetime) -> Iterator[tuple[int, Occasion]]:
        """Yield occasions that a request ends with, the longest first, and at which word each of them begins."""
        if words and words[0] in self._words.questions:
            return
        for start in range(max(1, len(words) - _MOST_WORDS), len(words)):
            if words[start] in self._words.starts and (found := self.parse(" ".join(words[start:]), now)):
                yield start, found

    def inside(self, words: Sequence[str], now: datetime) -> Iterator[tuple[int, int, Occasion]]:
        """Yield occasions that stand inside a request, the longest first: where they begin and where they end.

        "Mach in zehn Minuten die Musik aus." What waits for a timer is never said so.
        """
        if words and words[0] in self._words.questions:
            return
        starts = [at for at in range(1, len(words) - 1) if words[at] in self._words.starts]
        for count in range(min(len(words) - 2, _MOST_WORDS), 1, -1):
            for start in starts:
                end = start + count
                found = self.parse(" ".join(words[start:end]), now) if end < len(words) else None
                if found and not found.event:
                    yield start, end, found
