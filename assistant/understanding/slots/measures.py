"""Measures and sums of money: "5 foot 11", "a litre and a half", "72 degrees fahrenheit", "$20".

Units are named by what stands for them in data, so that no code knows how a language calls a mile.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from assistant.understanding.slots.arithmetic_words import Phrase, longest_at
from assistant.understanding.tables import Table

Part: TypeAlias = tuple[str, str]
"""A number as decimal text, and its unit."""

_LONGEST_TOKENS = 16
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What a language measures and pays with.

    Attributes:
        units: Phrases and the units they name.
        currencies: The same for money, as ISO 4217 codes.
        smaller: What a bare number after a unit counts: inches after feet.
        amounts: Amounts said without a number: "half a": 0.5.
        additions: What is added to a number, or after its unit: "and a half".
        joiners: Words between two parts: "and".
        articles: Words without meaning before a unit: "the".
        negative: What makes the number after it negative.
    """

    units: Mapping[Phrase, str]
    currencies: Mapping[Phrase, str]
    smaller: Mapping[str, str]
    amounts: Mapping[Phrase, float]
    additions: Mapping[Phrase, float]
    joiners: Sequence[Phrase]
    articles: Sequence[Phrase]
    negative: Sequence[Phrase]


class MeasureParser:
    """Reads measures of one language.

    Args:
        tokens: Takes a text apart into words in their one form, digits and signs.
    """

    def __init__(self, words: MeasureWords, tokens: Callable[[str], list[str]]) -> None:
        self._words = words
        self._split = tokens
        signs = "".join(re.escape(phrase[0]) for phrase in words.currencies if not phrase[0].isalnum())
        self._leading_sign = re.compile(rf"([{signs}])\s?(\d[\d.,]*)") if signs else None

    @property
    def units(self) -> Collection[str]:
        """The units that are understood."""
        return set(self._words.units.values())

    @property
    def currencies(self) -> Collection[str]:
        """The codes of the currencies that are understood."""
        return set(self._words.currencies.values())

    def unit(self, text: str) -> str:
        """Return the unit that `text` names; empty if it names none."""
        return self._words.units.get(self._bare(text), "")

    def currency(self, text: str) -> str:
        """Return the code of the currency that `text` names; empty if it names none."""
        return self._words.currencies.get(self._bare(text), "")

    def measure(self, text: str) -> Sequence[Part]:
        """Return the parts of a measure, the larger unit first; nothing unless all of `text` is one."""
        return self._parts(self._tokens(text), self._words.units)

    def money(self, text: str) -> Part | None:
        """Return an amount of money; None unless all of `text` is one."""
        parts = self._parts(self._tokens(text), self._words.currencies)
        return parts[0] if len(parts) == 1 else None

    def _bare(self, text: str) -> Phrase:
        """Return the words without an article before them."""
        tokens = self._tokens(text)
        return tuple(tokens[len(longest_at(tokens, 0, self._words.articles)) :])

    def _tokens(self, text: str) -> list[str]:
        if self._leading_sign:
            text = self._leading_sign.sub(r"\2 \1", text)
        return self._split(text)[: _LONGEST_TOKENS + 1]

    def _parts(self, tokens: Sequence[str], units: Mapping[Phrase, str]) -> Sequence[Part]:
        if not tokens or len(tokens) > _LONGEST_TOKENS:
            return ()
        negative = longest_at(tokens, 0, (*self._words.negative, ("-",)))
        at = len(negative)
        parts: list[Part] = []
        while at < len(tokens):
            if parts:
                at += len(longest_at(tokens, at, self._words.joiners))
            part, at = self._part(tokens, at, units, parts[-1][1] if parts else "")
            if part is None or any(part[1] == unit for _, unit in parts):
                return ()
            parts.append(part)
        if not negative:
            return parts
        return [(f"-{number}", unit) for number, unit in parts] if len(parts) == 1 else ()

    def _part(
        self, tokens: Sequence[str], start: int, units: Mapping[Phrase, str], larger: str
    ) -> tuple[Part | None, int]:
        number, at = self._number(tokens, start)
        if number is None:
            return None, start
        unit, at = _leading(tokens, at, units)
        if not unit and at == len(tokens) and larger in self._words.smaller:
            return (_decimal(number), self._words.smaller[larger]), at
        after, at = _leading(tokens, at, self._words.additions)
        return ((_decimal(number + Fraction(after or 0)), unit), at) if unit else (None, start)

    def _number(self, tokens: Sequence[str], start: int) -> tuple[Fraction | None, int]:
        if start < len(tokens) and _NUMBER.fullmatch(tokens[start]):
            more, at = _leading(tokens, start + 1, self._words.additions)
            return Fraction(tokens[start]) + Fraction(more or 0), at
        amount, at = _leading(tokens, start, self._words.amounts)
        return (Fraction(amount), at) if amount else (None, start)


def _leading(
    tokens: Sequence[str], start: int, phrases: "Mapping[Phrase, str] | Mapping[Phrase, float]"
) -> tuple[str, int]:
    """Return what the longest of the phrases that stand here means, as text, and where it ends."""
    longest = longest_at(tokens, start, phrases)
    return (str(phrases[longest]), start + len(longest)) if longest else ("", start)


def _decimal(number: Fraction) -> str:
    """Return decimal text; the numbers people say end after a few decimals."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.6f}".rstrip("0") if number.denominator <= 10**6 else str(float(number))


def build_measure_words(table: Table, tokens: Callable[[str], list[str]]) -> MeasureWords:
    """Return the words of a lexicon that has the sections `units`, `currencies` and `arithmetic`.

    Args:
        table: The whole lexicon.
        tokens: Takes a text apart, as for the parser.
    """

    def named(key: str) -> Mapping[Phrase, str]:
        section = table.table(key)
        return {tuple(tokens(said)): unit for unit in section for said in section.texts(unit)}

    def numbers(section: Table, key: str) -> Mapping[Phrase, float]:
        return {tuple(tokens(said)): number for said, number in section.table(key).numbers().items()}

    def phrases(section: Table, key: str) -> Sequence[Phrase]:
        return [tuple(tokens(said)) for said in section.some_texts(key)]

    durations = table.table("durations")
    return MeasureWords(
        units=named("units"),
        currencies=named("currencies"),
        smaller=table.table("smaller_units").strings(),
        amounts=numbers(durations, "amounts"),
        additions=numbers(durations, "additions"),
        joiners=phrases(durations, "joiners"),
        articles=phrases(table.table("arithmetic"), "fillers"),
        negative=phrases(table.table("arithmetic"), "negative"),
    )
