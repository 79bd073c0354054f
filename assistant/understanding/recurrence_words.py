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
        every=own.some_texts("every"),
        other=own.some_texts("other"),
        of_month=own.some_texts("of_month"),
        units=own.table("units").strings(),
        adverbs=own.table("adverbs").strings(),
        weekdays=dates.weekdays,
        groups=_groups(own.table("groups")),
        plural_weekdays=own.table("plural_weekdays").integers(),
        months=dates.months,
        ordinals=dates.ordinals,
        ordinal_endings=dates.ordinal_endings,
        last=own.some_texts("last"),
        joiners=own.some_texts("joiners"),
        through=own.some_texts("through"),
        from_first=own.some_texts("from_first"),
        parts=[said for said in parts if parts.table(said).whole("day") is None],
        until=own.some_texts("until"),
        since=own.some_texts("since"),
        during=own.some_texts("during"),
        times=own.some_texts("times"),
        between=own.some_texts("between"),
    )
    return RecurrenceParser(words, durations, times, days)


def build_occasions(
    table: Table, recurrences: RecurrenceParser, durations: DurationParser, times: TimeParser
) -> OccasionParser:
    """Return the parser of what a deed can wait for."""
    own = table.table("occasions")
    events = own.table("events")
    words = OccasionWords(
        starts=frozenset(own.some_texts("starts")),
        questions=frozenset(own.some_texts("questions")),
        events={said: kind for kind in events for said in events.texts(kind)},
        delays=own.some_texts("delays"),
    )
    return OccasionParser(words, recurrences, durations, times)


def _groups(table: Table) -> dict[str, tuple[int, ...]]:
    return {said: tuple(int(cast(int, day)) for day in cast(list[object], table.raw(said))) for said in table}


def _tables(table: Table, key: str) -> list[Table]:
    return table.tables(key) if key in table else []
