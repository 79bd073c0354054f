"""The words that arithmetic is done with in one language, as phrases in their one form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from assistant.understanding.tables import Table

Phrase: TypeAlias = tuple[str, ...]
"""Words in their one form."""


def longest_at(tokens: Sequence[str], start: int, phrases: Iterable[Phrase]) -> Phrase:
    """Return the longest of the phrases that stand at `start`; an empty one if none does."""
    standing = (phrase for phrase in phrases if phrase == tuple(tokens[start : start + len(phrase)]))
    return max(standing, key=len, default=())


@dataclass(frozen=True, slots=True)
class Form:
    """A phrase round two numbers, such as "add {a} to {b}", and what it means: "b + a"."""

    head: Phrase
    joint: Phrase
    means: str


@dataclass(frozen=True, slots=True)
class ArithmeticWords:
    """The words a language does arithmetic with.

    Attributes:
        operators: "plus": "+"; signs stand for themselves besides.
        negative: What makes the number after it negative.
        before: What stands before a number: "square root of": "sqrt(x)".
        after: What stands after one: "squared": "x**2".
        powers: What leads to an exponent: "to the power of".
        ordinal_powers: What leads to an ordinal as exponent, and what may follow that: "to the", "power".
        denominators: "third": 3, "thirds": 3.
        scales: "million": 1000000, after a number in digits.
        additions: "and a half": 0.5.
        percent: The word after a percentage.
        taxes: Words after a percentage that say what it is for: "tax".
        of: What a percentage or a fraction is taken of.
        off: What a percentage is taken off.
        ratios: "is what percent of".
        constants: "pi": "pi".
        fillers: Words without meaning before a number: "the".
        ordinals: "tenth": 10.
    """

    operators: Mapping[Phrase, str]
    negative: Sequence[Phrase]
    before: Mapping[Phrase, str]
    after: Mapping[Phrase, str]
    powers: Sequence[Phrase]
    ordinal_powers: Sequence[Phrase]
    power_nouns: Sequence[Phrase]
    denominators: Mapping[Phrase, float]
    scales: Mapping[Phrase, float]
    additions: Mapping[Phrase, float]
    percent: Sequence[Phrase]
    taxes: Sequence[Phrase]
    of: Sequence[Phrase]
    off: Sequence[Phrase]
    ratios: Sequence[Phrase]
    constants: Mapping[Phrase, str]
    fillers: Sequence[Phrase]
    forms: Sequence[Form]
    ordinals: Mapping[str, int]
    ordinal_endings: Sequence[str]

    def vocabulary(self) -> frozenset[str]:
        """Return every word that arithmetic may hold besides numbers."""
        mappings = (self.operators, self.before, self.after, self.denominators, self.scales, self.additions)
        lists = (self.negative, self.powers, self.ordinal_powers, self.power_nouns, self.percent, self.taxes)
        more = (self.of, self.off, self.ratios, self.constants, self.fillers)
        formed = [phrase for form in self.forms for phrase in (form.head, form.joint)]
        phrases = chain(*mappings, *lists, *more, formed)
        return frozenset(word for phrase in phrases for word in phrase) | self.ordinals.keys()


def build_arithmetic_words(
    table: Table,
    plain: Callable[[str], str],
    scales: Mapping[str, int],
    ordinals: Mapping[str, int],
    ordinal_endings: Sequence[str],
) -> ArithmeticWords:
    """Return the words of the section `arithmetic`; a language without it does no arithmetic.

    Args:
        table: The section.
        plain: Brings words into their one form.
        scales: Words that multiply a number, as in spoken numbers.
        ordinals: Ordinal words to numbers.
        ordinal_endings: What turns a written number into an ordinal.
    """

    def phrase(said: str) -> Phrase:
        return tuple(plain(said).split())

    def phrases(key: str) -> Sequence[Phrase]:
        return [phrase(said) for said in table.some_texts(key)]

    def meanings(key: str) -> Mapping[Phrase, str]:
        return {phrase(said): means for said, means in table.table(key).strings().items()}

    def numbers(key: str) -> Mapping[Phrase, float]:
        return {phrase(said): number for said, number in table.table(key).numbers().items()}

    return ArithmeticWords(
        operators=meanings("operators"),
        negative=phrases("negative"),
        before=meanings("before"),
        after=meanings("after"),
        powers=phrases("powers"),
        ordinal_powers=phrases("ordinal_powers"),
        power_nouns=phrases("power_nouns"),
        denominators=numbers("denominators"),
        scales={(word,): scale for word, scale in scales.items()},
        additions=numbers("additions"),
        percent=phrases("percent"),
        taxes=phrases("taxes"),
        of=phrases("of"),
        off=phrases("off"),
        ratios=phrases("ratios"),
        constants=meanings("constants"),
        fillers=phrases("fillers"),
        forms=[_form(say, means, phrase) for say, means in table.table("forms").strings().items()],
        ordinals=ordinals,
        ordinal_endings=ordinal_endings,
    )


def _form(say: str, means: str, phrase: Callable[[str], Phrase]) -> Form:
    head, _, rest = say.partition("{a}")
    joint, _, _ = rest.partition("{b}")
    return Form(phrase(head), phrase(joint), means)
