"""Arithmetic as it is said or typed: "15 percent of 80" becomes "15/100*80", "3*(4+5)/2" stays what it is.

Owns the way from words to one notation, in which an action computes: numbers, + - * / % **, brackets, and the functions
`sqrt`, `cbrt`, `factorial`, `abs` and `percentage`. What is not arithmetic from its first to its last word is none.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.slots.arithmetic_words import ArithmeticWords, Form, Phrase, longest_at
from assistant.understanding.slots.numbers import parse_ordinal

LONGEST_CHARACTERS = 300
_DEEPEST = 40
"""Brackets and forms within each other; a bound on hostile input."""

_SIGNS = {"×": "*", "·": "*", "÷": "/", "^": "**", "−": "-", "–": "-"}
# A dash is a minus unless it joins words; an x between numbers is a times sign.
_SIGN = re.compile(r"\*\*|[()+*/^×÷·√!%]|(?<![^\W\d_])[-−–](?=[\s\d(√])")
_TIMES = re.compile(r"(?<=[\d)])\s*x\s*(?=[\d(])", re.IGNORECASE)
_BARE_DECIMALS = re.compile(r"(?<![\d.,])[.,](?=\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# How firmly a part holds together: sums, products, powers, and what needs no brackets.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_FIRMNESS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that was read: its notation, how firmly it holds together, and whether it is a mere percentage."""

    text: str
    firmness: int = _ATOM
    is_percentage: bool = False

    def within(self, firmness: int) -> str:
        """Return the notation, in brackets where it would fall apart in something that holds so firmly."""
        return self.text if self.firmness >= firmness else f"({self.text})"


class ArithmeticParser:
    """Reads arithmetic in one language.

    Args:
        plain: Brings words into their one form, with number words as digits.
    """

    def __init__(self, words: ArithmeticWords, plain: Callable[[str], str]) -> None:
        self._words = words
        self._plain = plain
        self._vocabulary = words.vocabulary()

    def knows(self, word: str) -> bool:
        """Return whether a word, in its one form, may stand in arithmetic: it is cheap to ask."""
        return word in self._vocabulary or not word.isalpha()

    @property
    def joints(self) -> Sequence[str]:
        """The words before the second number of a form: "to" of "add 5 to"."""
        return [" ".join(form.joint) for form in self._words.forms]

    def parse(self, text: str) -> str | None:
        """Return what `text`, as it was said or typed, means in the one notation; None unless all of it is arithmetic.

        A number alone is none.
        """
        if len(text) > LONGEST_CHARACTERS:
            return None
        tokens = self.tokens(text)
        if not any(token[0].isdigit() or (token,) in self._words.constants for token in tokens):
            return None
        try:
            part = _Reading(tokens, self._words).whole()
        except _NoArithmeticError:
            return None
        return None if _NUMBER.fullmatch(part.text) or part.text.lstrip("-").isdigit() else part.text

    def tokens(self, text: str) -> list[str]:
        """Return words in their one form, numbers in digits, and signs, in their order."""
        text = _BARE_DECIMALS.sub(lambda mark: f"0{mark[0]}", _TIMES.sub("*", text))
        has_letters = any(character.isalpha() for character in text)
        tokens: list[str] = []
        at = 0
        for sign in _SIGN.finditer(text):
            tokens += self._plain(text[at : sign.start()]).split()
            # After words it is an exclamation: "what is 5 plus 3!"
            if sign[0] != "!" or not has_letters:
                tokens.append(_SIGNS.get(sign[0], sign[0]))
            at = sign.end()
        return tokens + self._plain(text[at:]).split()


class _NoArithmeticError(Exception):
    """The words are no arithmetic."""


class _Reading:
    """One way through the words, from left to right."""

    def __init__(self, tokens: Sequence[str], words: ArithmeticWords) -> None:
        self._tokens = tokens
        self._words = words
        self._at = 0
        self._depth = 0

    def whole(self) -> _Part:
        part = self._sum()
        if self._phrase(self._words.ratios):
            part = _Part(f"percentage({part.text}, {self._sum().text})")
        if self._at < len(self._tokens):
            raise _NoArithmeticError
        return part

    # -------------------------------------------------------------------------------------------------------- levels

    def _sum(self) -> _Part:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NoArithmeticError
        part = self._product()
        while sign := self._operator("+-"):
            part = _summed(part, sign, self._product())
        self._depth -= 1
        return part

    def _product(self) -> _Part:
        part = self._factor()
        while sign := self._operator("*/%"):
            part = _joined(part, sign, self._factor())
        return part

    def _factor(self) -> _Part:
        is_negative = False
        while self._sign("-") or self._phrase(self._words.negative):
            is_negative = not is_negative
        part = self._power()
        return _Part(f"-{part.within(_POWER)}", _PRODUCT) if is_negative else part

    def _power(self) -> _Part:
        part = self._suffixed(self._value())
        if self._sign("**") or self._phrase(self._words.powers):
            return _Part(f"{part.within(_ATOM)}**{self._factor().within(_POWER)}", _POWER)
        exponent = self._ordinal_exponent()
        return _Part(f"{part.within(_ATOM)}**{exponent}", _POWER) if exponent else part

    def _suffixed(self, part: _Part) -> _Part:
        while True:
            if self._sign("!"):
                part = _Part(f"factorial({part.text})")
            elif suffix := self._meaning(self._words.after):
                part = _filled(suffix, part)
            elif self._sign("%") or self._phrase(self._words.percent):
                return self._percentage(part)
            else:
                return part

    def _percentage(self, part: _Part) -> _Part:
        rate = f"{part.within(_POWER)}/100"
        self._phrase(self._words.taxes)
        if self._phrase(self._words.of):
            return _Part(f"{rate}*{self._factor().within(_POWER)}", _PRODUCT)
        if self._phrase(self._words.off):
            return _Part(f"{self._factor().within(_POWER)}*(1 - {rate})", _PRODUCT)
        return _Part(rate, _PRODUCT, is_percentage=True)

    # -------------------------------------------------------------------------------------------------------- values

    def _value(self) -> _Part:
        self._phrase(self._words.fillers)
        if self._sign("("):
            part = self._sum()
            if not self._sign(")"):
                raise _NoArithmeticError
            return _Part(part.text, part.firmness)
        if self._sign("√"):
            return _Part(f"sqrt({self._factor().text})")
        return self._form() or self._fraction() or self._prefixed() or self._number()

    def _form(self) -> _Part | None:
        start = self._at
        for form in self._words.forms:
            if self._phrase([form.head]):
                first = self._sum()
                if self._phrase([form.joint]):
                    return _of_form(form, first, self._factor())
            self._at = start
        return None

    def _prefixed(self) -> _Part | None:
        meaning = self._meaning(self._words.before)
        return _filled(meaning, self._factor()) if meaning else None

    def _fraction(self) -> _Part | None:
        """Return "a third of 9" or "2 thirds of 9"; None for anything else."""
        start, count = self._at, "1"
        if self._token.isdigit():
            count = self._token
            self._at += 1
        denominator = self._listed(self._words.denominators)
        if denominator and self._phrase(self._words.of):
            return _Part(f"{count}/{denominator}*{self._factor().within(_POWER)}", _PRODUCT)
        self._at = start
        return None

    def _number(self) -> _Part:
        if constant := self._meaning(self._words.constants):
            return _Part(constant)
        token = self._token
        if not _NUMBER.fullmatch(token):
            raise _NoArithmeticError
        self._at += 1
        addition = self._listed(self._words.additions)
        number = re.sub(r"^0+(?=\d)", "", token)
        if scale := self._listed(self._words.scales):
            return _Part(f"{number}*{scale}", _PRODUCT)
        return _Part(f"{number} + {addition}", _SUM) if addition else _Part(number)

    def _ordinal_exponent(self) -> int:
        start = self._at
        if self._phrase(self._words.ordinal_powers):
            number = parse_ordinal(self._token, self._words.ordinals, self._words.ordinal_endings)
            if number:
                self._at += 1
                self._phrase(self._words.power_nouns)
                return number
        self._at = start
        return 0

    # -------------------------------------------------------------------------------------------------------- tokens

    @property
    def _token(self) -> str:
        """The token that is read next; empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _sign(self, sign: str) -> bool:
        if self._token == sign:
            self._at += 1
            return True
        return False

    def _operator(self, signs: str) -> str:
        start, token = self._at, self._token
        if token in ("+", "-", "*", "/") and token in signs:
            self._at += 1
            return token
        sign = self._meaning(self._words.operators)
        if sign and sign in signs:
            return sign
        self._at = start
        return ""

    def _phrase(self, phrases: Iterable[Phrase]) -> Phrase:
        """Return the longest of the phrases that stand here, and pass it; an empty one if none does."""
        found = longest_at(self._tokens, self._at, phrases)
        self._at += len(found)
        return found

    def _meaning(self, phrases: Mapping[Phrase, str]) -> str:
        found = self._phrase(phrases)
        return phrases[found] if found else ""

    def _listed(self, phrases: Mapping[Phrase, float]) -> str:
        found = self._phrase(phrases)
        return f"{phrases[found]:.12g}" if found else ""


def _summed(left: _Part, sign: str, right: _Part) -> _Part:
    """Return the sum; a percentage that is added or taken away is one of the left side, as on a calculator."""
    if right.is_percentage:
        return _Part(f"{left.within(_PRODUCT)}*(1 {sign} {right.text})", _PRODUCT)
    return _joined(left, sign, right)


def _joined(left: _Part, sign: str, right: _Part) -> _Part:
    firmness = _FIRMNESS[sign]
    space = " " if firmness == _SUM else ""
    return _Part(f"{left.within(firmness)}{space}{sign}{space}{right.within(firmness + 1)}", firmness)


def _filled(meaning: str, part: _Part) -> _Part:
    """Return `sqrt(x)`, `2*x` or `x**2` with a part in the place of x."""
    if meaning.endswith(")"):
        return _Part(meaning.replace("x", part.text, 1))
    firmness = _POWER if "**" in meaning else _PRODUCT
    return _Part(meaning.replace("x", part.within(firmness + 1)), firmness)


def _of_form(form: Form, first: _Part, second: _Part) -> _Part:
    if form.means in ("a + b", "b + a", "a - b", "b - a", "a * b", "a / b", "a % b"):
        left, sign, right = form.means.split()
        parts = {"a": first, "b": second}
        return _summed(parts[left], sign, parts[right]) if sign in "+-" else _joined(parts[left], sign, parts[right])
    names = {"a": first.text, "b": second.text}
    return _Part(re.sub(r"\b[ab]\b", lambda name: names[name[0]], form.means))
