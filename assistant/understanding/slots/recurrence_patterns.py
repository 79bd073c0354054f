"""The words that a language says recurrences with, and the regular expressions that are made of its patterns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.slots.expressions import alternatives, with_slots


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
        through: What stands between the first and the last of several weekdays in a row.
        from_first: What may stand before the first of them.
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
    through: Sequence[str]
    from_first: Sequence[str]
    parts: Sequence[str]
    until: Sequence[str]
    since: Sequence[str]
    during: Sequence[str]
    times: Sequence[str]
    between: Sequence[str]


def filled(pattern: str, words: RecurrenceWords) -> str:
    """Return a pattern with expressions in the place of its slots."""
    weekday = alternatives([*words.weekdays, *words.groups])
    plural = alternatives([*words.plural_weekdays, *words.groups])
    joiner = rf"(?: (?:{alternatives(words.joiners)}) | )"
    nth = rf"(?:\d(?:{alternatives(words.ordinal_endings)})|{alternatives([*words.ordinals, *words.last])})"
    endings = alternatives(words.ordinal_endings)
    day = rf"\d{{1,2}}(?:{endings})?|(?:[23]0 )?(?:{alternatives(words.ordinals)})|(?:{alternatives(words.last)})"
    expressions = {
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
    return with_slots(pattern, expressions)
