"""The words of one language, ready for use: spelling, wrappers, and the parsers of numbers, times and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from assistant.understanding.recurrence_words import build_occasions, build_recurrences
from assistant.understanding.references import ReferenceKind, ReferenceWords
from assistant.understanding.slots.arithmetic import ArithmeticParser
from assistant.understanding.slots.arithmetic_words import build_arithmetic_words
from assistant.understanding.slots.dates import DateParser, DateWords, Markers
from assistant.understanding.slots.durations import DurationParser, DurationWords
from assistant.understanding.slots.feasts import Feasts
from assistant.understanding.slots.file_words import FileWords, build_file_words
from assistant.understanding.slots.measures import MeasureParser, build_measure_words
from assistant.understanding.slots.numbers import NumberWords
from assistant.understanding.slots.occasions import OccasionParser
from assistant.understanding.slots.recurrences import RecurrenceParser
from assistant.understanding.slots.times import ClockPattern, DayPart, Half, TimeParser, TimeWords
from assistant.understanding.tables import Table
from assistant.understanding.words import Spelling, plain

Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of a language apart from its sentences.

    Attributes:
        before: Phrases that mean nothing at the start of a request.
        after: The same at its end.
        kept: Phrases whose end only looks like one of `after`.
        courtesy: Those of `after` that are not part of a dictated name either.
        dangling: Phrases that cannot end a request.
        continuations: What might follow an unfinished request.
        no_name: Words that are in no application's name.
        recurring: Words of which one is in whatever asks for something again and again.
        references: Words that refer back.
        chain: Words between two requests in one sentence, the longest first.
        sequence: Those of them that can only stand between two requests.
        once_more: Words at the end of a request that only say that it was made before.
        percents: Words that stand for a percentage.
        percent_words: The unit.
        address_signs: Words of spoken addresses: "dot".
        engines: What search engines are called, to their keys.
        places: What places are called besides the names that all know.
        saying: What ends the phrase of a command of one's own where the verb stands last: "wenn ich … sage".
        leading: Words that a time may begin with that stands before its task.
        openers: Words that may join such a time to its task.
        labels: What in a task is written otherwise once it is its label, as regular expressions.
        named_timers: Words for a timer that say what it is for: "Nudeltimer". Regular expressions, the name in group 1.
    """

    spelling: Spelling
    before: Phrases
    after: Phrases
    kept: Phrases
    courtesy: Phrases
    dangling: Phrases
    continuations: tuple[str, ...]
    no_name: frozenset[str]
    recurring: frozenset[str]
    references: ReferenceWords
    chain: tuple[str, ...]
    sequence: frozenset[str]
    once_more: frozenset[str]
    percents: Mapping[str, int]
    percent_words: tuple[str, ...]
    saying: frozenset[str]
    leading: frozenset[str]
    openers: frozenset[str]
    labels: Mapping[str, str]
    named_timers: tuple[str, ...]
    durations: DurationParser
    times: TimeParser
    dates: DateParser
    recurrences: RecurrenceParser
    occasions: OccasionParser
    files: FileWords
    arithmetic: ArithmeticParser
    measures: MeasureParser
    feasts: Feasts
    places: Mapping[str, str]
    address_signs: Mapping[str, str]
    engines: Mapping[str, str]


def build_lexicon(table: Table) -> Lexicon:
    """Return the lexicon of a parsed `lexicon.yaml`."""
    as_said = table
    letters = str.maketrans(table.table("letters").strings())
    table = table.translated(letters)
    spelling = _spelling(table, letters)

    def phrases(key: str) -> Phrases:
        return frozenset(tuple(plain(text, spelling).split()) for text in table.texts(key))

    def both(key: str) -> frozenset[str]:
        """Return words that are also looked for in a request as it was said."""
        return frozenset((*as_said.texts(key), *table.texts(key)))

    sequence = both("sequence")
    dates = _date_words(table)
    parser = DateParser(dates)
    arithmetic = _arithmetic(table, spelling)
    durations = DurationParser(_duration_words(table.table("durations")))
    times = TimeParser(_time_words(table.table("times")), parser, [*dates.relative, *dates.weekdays])
    recurrences = build_recurrences(table, dates, durations, times, parser)
    return Lexicon(
        spelling=spelling,
        before=phrases("before"),
        after=phrases("after"),
        kept=phrases("kept"),
        courtesy=phrases("courtesy"),
        dangling=phrases("dangling"),
        continuations=table.texts("continuations"),
        no_name=frozenset(table.texts("no_name")),
        recurring=frozenset(table.texts("recurring")),
        references=_reference_words(table, spelling),
        chain=tuple(sorted({*sequence, *both("conjunctions")}, key=len, reverse=True)),
        sequence=sequence,
        once_more=frozenset(table.some_texts("once_more")),
        percents=table.table("percents").integers(),
        percent_words=tuple(plain(text, spelling) for text in table.texts("percent_words")),
        saying=frozenset(table.some_texts("saying")),
        leading=frozenset(table.table("times").some_texts("leading")),
        openers=frozenset(table.table("times").some_texts("openers")),
        labels=as_said.table("labels").strings(),
        named_timers=as_said.some_texts("named_timers"),
        durations=durations,
        times=times,
        dates=parser,
        recurrences=recurrences,
        occasions=build_occasions(table, recurrences, durations, times),
        files=build_file_words(table.table("files"), spelling),
        arithmetic=arithmetic,
        feasts=_feasts(table.table("feasts"), spelling),
        places=_said(table, "places", spelling),
        address_signs=_said(table, "address_signs", spelling),
        engines=_said(table, "engines", spelling),
        measures=MeasureParser(build_measure_words(table, arithmetic.tokens), arithmetic.tokens),
    )


def _said(table: Table, key: str, spelling: Spelling) -> Mapping[str, str]:
    """Return a section of phrases, brought into their one form, and what they stand for."""
    return {plain(said, spelling): means for said, means in table.table(key).strings().items()}


def _feasts(table: Table, spelling: Spelling) -> Feasts:
    fixed, easter = table.table("fixed").strings(), table.table("easter").integers()
    return Feasts(
        {plain(name, spelling): day for name, day in fixed.items()},
        {plain(name, spelling): days for name, days in easter.items()},
    )


def _arithmetic(table: Table, spelling: Spelling) -> ArithmeticParser:
    one_form = partial(plain, spelling=spelling)
    words = build_arithmetic_words(
        table.table("arithmetic"),
        one_form,
        spelling.numbers.scales,
        _ordinals(table),
        spelling.ordinal_endings,
    )
    return ArithmeticParser(words, one_form)


def _spelling(table: Table, letters: Mapping[int, str]) -> Spelling:
    numbers = NumberWords(
        values=table.table("numbers").integers(),
        scales=table.table("scales").integers(),
        joiner=table.text("number_joiner", ""),
        articles=frozenset(table.texts("number_articles")),
        decimal_words=frozenset(table.texts("decimal_words")),
        spoken_zero=frozenset(table.texts("spoken_zero")),
        lone_scales=frozenset(table.some_texts("lone_scales")),
        inner_joiner=table.text("number_inner_joiner", ""),
        tens_joiner=table.text("tens_joiner", ""),
        inner_values=table.table("number_inner_values").integers(),
    )
    rewrite = {word: tuple(text.split()) for word, text in table.table("rewrite").strings().items()}
    return Spelling(
        rewrite={**_attached(table.table("attached")), **rewrite},
        punctuation=table.table("punctuation").strings(),
        numbers=numbers,
        letters=letters,
        after_number=table.table("after_number").strings(),
        decimal_mark=table.text("decimal_mark", "."),
        ordinal_endings=table.texts("ordinal_endings"),
    )


def _attached(table: Table) -> dict[str, tuple[str, ...]]:
    """Return verbs with the pronouns that may be written together with them, as words apart: "ábrelo", "abre lo"."""
    pronouns = table.table("pronouns").strings()
    return {
        f"{verb}{ending}": (verb, *said.split())
        for verb in table.some_texts("verbs")
        for ending, said in pronouns.items()
    }


def _ordinals(table: Table) -> dict[str, int]:
    """Return ordinal words with every ending that a language may give them."""
    endings = table.some_texts("ordinal_word_endings") or ("",)
    stems = table.table("ordinals").integers()
    return {f"{stem}{ending}": number for stem, number in stems.items() for ending in endings}


def _reference_words(table: Table, spelling: Spelling) -> ReferenceWords:
    references = table.table("references")
    kinds = {kind: references.texts(kind) for kind in references if kind != "nth"}
    return ReferenceWords(
        kinds={
            plain(phrase, spelling): cast(ReferenceKind, kind) for kind, phrases in kinds.items() for phrase in phrases
        },
        nth=[_around(pattern, spelling) for pattern in references.texts("nth")],
        ordinals=_ordinals(table),
        ordinal_endings=table.texts("ordinal_endings"),
    )


def _around(pattern: str, spelling: Spelling) -> str:
    """Return a pattern with the words round its `{n}` in their one form."""
    before, after = (plain(part, spelling) for part in pattern.split("{n}"))
    return f"{before} {{n}} {after}".strip()


def _duration_words(table: Table) -> DurationWords:
    return DurationWords(
        units_s=table.table("units_s").integers(),
        amounts=table.table("amounts").numbers(),
        additions=table.table("additions").numbers(),
        joiners=table.texts("joiners"),
        task=table.texts("task"),
        wholes_s=table.table("wholes_s").integers(),
    )


def _time_words(table: Table) -> TimeWords:
    patterns = [
        ClockPattern(
            p.text("say"), p.whole("hour"), p.whole("minute"), p.whole("sign") or 1, p.whole("shift") or 0, _half(p)
        )
        for p in table.tables("patterns")
    ]
    parts = table.table("parts")
    rows = {words: parts.table(words) for words in parts}
    return TimeWords(
        patterns=patterns,
        parts={words: DayPart(_half(row), row.whole("hour"), row.whole("day")) for words, row in rows.items()},
        prepositions=table.texts("prepositions"),
        task_prepositions=table.texts("task_prepositions"),
    )


def _half(table: Table) -> Half:
    return cast(Half, table.text("half", ""))


def _date_words(table: Table) -> DateWords:
    dates = table.table("dates")
    return DateWords(
        relative=dates.table("relative").integers(),
        weekdays=dates.table("weekdays").integers(),
        months=dates.table("months").integers(),
        ordinals=_ordinals(table),
        ordinal_endings=table.texts("ordinal_endings"),
        spans=dates.table("spans").strings(),
        before=_markers(dates),
        after=_markers(dates.table("after")),
        since=dates.texts("since"),
        until=dates.texts("until"),
        articles=dates.texts("articles"),
        determiners=dates.some_texts("determiners"),
        one=dates.some_texts("one"),
        ahead=dates.texts("ahead"),
        ago=dates.texts("ago"),
        numeric=dates.some_texts("numeric"),
    )


def _markers(table: Table) -> Markers:
    return Markers(next=table.some_texts("next"), this=table.some_texts("this"), last=table.some_texts("last"))
