"""Brings what was said or typed into one form: words in lower case, number words as digits, no punctuation.

Every word remembers the characters of the original that it stands for, so that what the user dictates ("take a note
…") is kept exactly as it was written.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.slots.numbers import NumberWords, spoken_number

_CHUNK = re.compile(r"\S+")
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]?\.?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+$")
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:[:.]\d+)*)([a-z]+)$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_EDGES = " \t\r\n.,;:!?…\"“”„«»()[]{}<>*_~`|—–-'‘’"
_JOINTS = re.compile(r"[-–—/_,;!?…\"“”«»()\[\]{}<>|*~`\\]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word in its one form, and where it stands in the original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language's raw words are rewritten."""

    rewrite: Mapping[str, Sequence[str]]
    punctuation: Mapping[str, str]
    numbers: NumberWords


def to_words(text: str, spelling: Spelling) -> list[Word]:
    """Return the words of `text` in their one form; takes time linear in its length."""
    words: list[Word] = []
    for chunk in _CHUNK.finditer(text):
        for part in _parts(chunk.group(), spelling):
            words.extend(Word(w, chunk.start(), chunk.end()) for w in spelling.rewrite.get(part, (part,)) if w)
    return _with_digits(words, spelling.numbers)


def plain(text: str, spelling: Spelling) -> str:
    """Return `text` in its one form."""
    return " ".join(word.text for word in to_words(text, spelling))


def original(text: str, words: Sequence[Word]) -> str:
    """Return what `words` stand for in the original `text`, without the punctuation round it."""
    return text[words[0].start : words[-1].end].strip(' \t\r\n,;:"“”') if words else ""


def _parts(chunk: str, spelling: Spelling) -> list[str]:
    raw = unicodedata.normalize("NFKC", chunk).casefold().replace("’", "'").replace("‘", "'")
    for sign, word in spelling.punctuation.items():
        raw = raw.replace(sign, f" {word} ")
    parts: list[str] = []
    for piece in raw.split():
        if _DOTTED.match(piece):
            parts.append(piece.replace(".", ""))
        elif _THOUSANDS.match(piece.strip(_EDGES)):
            parts.append(piece.strip(_EDGES).replace(",", ""))
        else:
            parts.extend(_units_apart(part) for part in _JOINTS.sub(" ", piece).split())
    return [part for joined in parts for part in joined.split()]


def _units_apart(part: str) -> str:
    """Return "7pm" as "7 pm" and drop the punctuation at the edges; "notes.txt" and "3rd" stay."""
    part = part.strip(_EDGES)
    if part[-3:] in ("a.m", "p.m"):
        part = part[:-3] + part[-3:].replace(".", "")
    match = _NUMBER_AND_UNIT.match(part)
    return f"{match[1]} {match[2]}" if match and not _ORDINAL.match(part) else part


def _with_digits(words: list[Word], numbers: NumberWords) -> list[Word]:
    texts = [word.text for word in words]
    result: list[Word] = []
    index = 0
    while index < len(words):
        digits, end = spoken_number(texts, index, numbers)
        if not digits and _is_spoken_zero(result, texts, index, numbers):
            digits, end = f"0{numbers.values[texts[index + 1]]}", index + 2
        if digits:
            result.append(Word(digits, words[index].start, words[end - 1].end))
            index = end
        else:
            result.append(words[index])
            index += 1
    return result


def _is_spoken_zero(before: list[Word], texts: list[str], index: int, numbers: NumberWords) -> bool:
    """Whether this is the "oh" of "six oh five"."""
    if texts[index] not in numbers.spoken_zero or not before or not before[-1].text.isdigit():
        return False
    return index + 1 < len(texts) and 0 < numbers.values.get(texts[index + 1], 0) < 10
