"""Spoken numbers: "one hundred and five" is 105.

Owns the step that turns number words into digits, so that everything after it sees one form; "six oh five" becomes
"6 05" and "seven thirty" stays two numbers, since they are a clock time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words a language says numbers with.

    Attributes:
        values: Words of numbers below 1000 that are said as one, with their value.
        scales: Words that multiply: "hundred".
        lone_scales: Those of them that need no number before them: Spanish "mil".
        joiner: Stands between a scale and the rest: "and".
        articles: Words that mean one before a scale: "a hundred".
        decimal_words: Stand for the decimal point.
        spoken_zero: Words for 0 inside a series of digits: "oh".
        inner_joiner: Stands between the parts of a number that is written as one word: "und" in "einundzwanzig". A
            language without it writes numbers apart.
        tens_joiner: Stands between tens and units, from thirty on: Spanish "treinta y uno".
        inner_values: Words that are numbers only as a part of a longer one: "ein", Spanish "treinta y un".
    """

    values: Mapping[str, int]
    scales: Mapping[str, int]
    lone_scales: frozenset[str] = frozenset()
    joiner: str = ""
    articles: frozenset[str] = frozenset()
    decimal_words: frozenset[str] = frozenset()
    spoken_zero: frozenset[str] = frozenset()
    inner_joiner: str = ""
    tens_joiner: str = ""
    inner_values: Mapping[str, int] = field(default_factory=dict)


def spoken_number(words: Sequence[str], start: int, language: NumberWords) -> tuple[str, int]:
    """Read the number that begins at `start`.

    Returns:
        Its digits and the index after it; ("", start) where no number begins.
    """
    joined = _joined_number(words[start], language) if language.inner_joiner else None
    if joined is not None:
        return _with_decimals(str(joined), words, start + 1, language)
    total, group, last = 0, -1, 0  # finished thousands; the group being built, -1 before it; room left in the group
    index = start
    while index < len(words):
        word, value = words[index], _value(words, start, index, language)
        if word in language.scales and (group > 0 or _is_alone(words, start, index, language)):
            total, group, last = _scaled(total, max(group, 1), language.scales[word])
        elif value is not None and _fits(value, group, last):
            group, last = max(group, 0) + value, _room(value)
        elif not _joins(words, index, language, last, group):
            break
        index += 1
        if group < 0 and index - start == 1 and word not in language.values and word not in language.articles:
            break
    if group < 0:
        return "", start
    return _with_decimals(str(total + group), words, index, language)


def _value(words: Sequence[str], start: int, index: int, language: NumberWords) -> int | None:
    is_inner = index > start and words[index - 1] == language.tens_joiner and bool(language.tens_joiner)
    inner = language.inner_values.get(words[index]) if is_inner else None
    return language.values.get(words[index], inner)


def _room(value: int) -> int:
    """Return below what a number may be that goes on after `value`: 100 after "doscientos", 10 after "twenty"."""
    return next((room for room in (100, 10) if value >= 2 * room and value % room == 0), 100 if value == 100 else 1)


def _is_alone(words: Sequence[str], start: int, index: int, language: NumberWords) -> bool:
    """Whether a scale begins a number, or stands after nothing but an article."""
    if index == start:
        return words[start] in language.lone_scales
    return index == start + 1 and words[start] in language.articles


def _scaled(total: int, group: int, scale: int) -> tuple[int, int, int]:
    if scale == 100:
        return total, group * 100, 100
    return total + group * scale, 0, scale


def _fits(value: int, group: int, last: int) -> bool:
    """Whether a word of `value` may go on a group whose last word leaves room for numbers below `last`."""
    if group < 0:
        return True
    return 0 < value < last


def _joins(words: Sequence[str], index: int, language: NumberWords, last: int, group: int) -> bool:
    following = words[index + 1] if index + 1 < len(words) else ""
    if words[index] in language.articles:
        return last == 0 and following in language.scales
    if words[index] == language.tens_joiner and last == 10 and group % 100 >= 30:
        return 0 < language.values.get(following, language.inner_values.get(following, 0)) < 10
    return words[index] == language.joiner and last >= 100 and following in language.values


def _joined_number(word: str, language: NumberWords) -> int | None:
    """Return the number that one word is made of ("zweitausendzehn"); None for a plain number word, or no number."""
    for name, scale in sorted(language.scales.items(), key=lambda item: -item[1]):
        before, found, after = word.partition(name)
        if found:
            many = _inner_number(before, language) if before else 1
            rest = _inner_number(after.removeprefix(language.inner_joiner), language) if after else 0
            return many * scale + rest if many and rest is not None else None
    unit, found, ten = word.partition(language.inner_joiner)
    values = {**language.values, **language.inner_values}
    is_number = found and 0 < values.get(unit, 0) < 10 and values.get(ten, 0) in range(20, 100, 10)
    return values[unit] + values[ten] if is_number else None


def _inner_number(word: str, language: NumberWords) -> int | None:
    value = language.values.get(word, language.inner_values.get(word))
    return _joined_number(word, language) if value is None else value


def _with_decimals(digits: str, words: Sequence[str], index: int, language: NumberWords) -> tuple[str, int]:
    if index + 1 >= len(words) or words[index] not in language.decimal_words:
        return digits, index
    end, decimals = index + 1, ""
    while end < len(words) and 0 <= language.values.get(words[end], -1) < 10:
        decimals += str(language.values[words[end]])
        end += 1
    return (f"{digits}.{decimals}", end) if decimals else (digits, index)


def parse_ordinal(text: str, words: Mapping[str, int], endings: Sequence[str]) -> int:
    """Return the place that an ordinal counts to, 0 if it is none.

    Args:
        text: "third" or "3rd".
        words: Ordinal words to numbers.
        endings: What turns a written number into an ordinal.
    """
    if text in words:
        return words[text]
    stems = (text.removesuffix(ending) for ending in endings if text.endswith(ending))
    return next((int(stem) for stem in stems if stem.isdigit()), 0)


def parse_number(text: str) -> float | None:
    """Return the number that `text`, with its number words already turned to digits, is; None if it is none."""
    try:
        return float(text) if text and text[0].isdigit() and text.isascii() else None
    except ValueError:
        return None
