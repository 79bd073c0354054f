"""Makes the parser of recurrences and of occasions from the tables of a language; a language can do without."""

from typing import cast

from assistant.understanding.slots.dates import DateParser, DateWords
from assistant.understanding.slots.durations import DurationParser
from assistant.understanding.slots.occasions import OccasionParser, OccasionWords
from assistant.understanding.slots.recurrence_patterns import RecurrencePattern, RecurrenceWords
from assistant.understanding.slots.recurrences import RecurrenceParser
from assistant.understanding.slots.times import TimeParser
from assistant.understanding.tables import Table


def build_recurrences(
    table: Table, dates: DateWords, durations: DurationParser, times: TimeParser, days: DateParser
) -> RecurrenceParser:
    """Return the parser of a language whose whole lexicon is `table`."""
    own = table.table("recurrences")
    parts = table.table("times").table("parts")
    words = RecurrenceWords(
        signs=table.texts("recurring") if "patterns" in own else (),
        patterns=[RecurrencePattern(p.text("say"), p.whole("interval") or 1) for p in _tables(own, "patterns")],
        every=_texts(own, "every"),
        other=_texts(own, "other"),
        of_month=_texts(own, "of_month"),
        units=own.table("units").strings(),
        adverbs=own.table("adverbs").strings(),
        weekdays=dates.weekdays,
        groups=_groups(own.table("groups")),
        plural_weekdays=own.table("plural_weekdays").integers(),
        months=dates.months,
        ordinals=dates.ordinals,
        ordinal_endings=dates.ordinal_endings,
        last=_texts(own, "last"),
        joiners=_texts(own, "joiners"),
        through=_texts(own, "through"),
        from_first=_texts(own, "from_first"),
        parts=[said for said in parts if parts.table(said).whole("day") is None],
        until=_texts(own, "until"),
        since=_texts(own, "since"),
        during=_texts(own, "during"),
        times=_texts(own, "times"),
        between=_texts(own, "between"),
    )
    return RecurrenceParser(words, durations, times, days)


def build_occasions(
    table: Table, recurrences: RecurrenceParser, durations: DurationParser, times: TimeParser
) -> OccasionParser:
    """Return the parser of what a deed can wait for."""
    own = table.table("occasions")
    events = own.table("events")
    words = OccasionWords(
        starts=frozenset(_texts(own, "starts")),
        questions=frozenset(_texts(own, "questions")),
        events={said: kind for kind in events for said in events.texts(kind)},
        delays=_texts(own, "delays"),
    )
    return OccasionParser(words, recurrences, durations, times)


def _groups(table: Table) -> dict[str, tuple[int, ...]]:
    return {said: tuple(int(cast(int, day)) for day in cast(list[object], table.raw(said))) for said in table}


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return table.texts(key) if key in table else ()


def _tables(table: Table, key: str) -> list[Table]:
    return table.tables(key) if key in table else []
