"""Brings what was said or typed into one form: words in lower case, number words as digits, no punctuation.

Every word remembers the characters of the original that it stands for, so that what the user dictates ("take a note
…") is kept exactly as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.understanding.slots.numbers import NumberWords, spoken_number

_CHUNK = re.compile(r"\S+")
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]?\.?$")
# Digits in groups of three, then decimals, for each decimal mark.
_GROUPED = {
    ".": re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)(?:\.(?P<decimals>\d+))?$"),
    ",": re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<decimals>\d+))?(?=[^\d.]*$)"),
}
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:[:.]\d+)*)((?:[a-z]\.)*[^\W\d_]+)$")
_EDGES = " \t\r\n.,;:!?…\"“”„«»()[]{}<>*_~`|—–-'‘’¿¡"
_JOINTS = re.compile(r"[-–—/_,;!?…\"“”„«»()\[\]{}<>|*~`\\¿¡]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word in its one form, and where it stands in the original text.

    Attributes:
        said: The word in lower case, but with its own letters: "übung", where its one form is "uebung".
    """

    text: str
    start: int
    end: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language's raw words are rewritten.

    Attributes:
        rewrite: Words in their one form, and what stands for them; nothing drops the word.
        after_number: The same for words directly after a number: "mal" is a sign there.
        letters: Letters that may be written otherwise, for `str.translate`: "ü" is also written "ue".
        decimal_mark: A point or a comma; the other one parts thousands.
        ordinal_endings: What turns a written number into an ordinal: "3rd".
    """

    rewrite: Mapping[str, Sequence[str]]
    punctuation: Mapping[str, str]
    numbers: NumberWords
    letters: Mapping[int, str] = field(default_factory=dict)
    after_number: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str = "."
    ordinal_endings: Sequence[str] = ()


def to_words(text: str, spelling: Spelling) -> list[Word]:
    """Return the words of `text` in their one form; takes time linear in its length."""
    words: list[Word] = []
    for chunk in _CHUNK.finditer(text):
        for part in _parts(chunk.group(), spelling):
            form = part.casefold().translate(spelling.letters)
            if form in spelling.after_number and words and _is_number(words[-1].text, spelling.numbers):
                words.append(Word(spelling.after_number[form], chunk.start(), chunk.end(), part))
            elif form in spelling.rewrite:
                words.extend(_placed(spelling.rewrite[form], form, chunk))
            else:
                words.append(Word(form, chunk.start(), chunk.end(), part))
    return _with_digits(words, spelling.numbers)


def _placed(read: Sequence[str], form: str, chunk: re.Match[str]) -> Iterator[Word]:
    """Yield the words that stand for a chunk, each with its own letters if they are written as one ("ábrelo")."""
    is_spread = "".join(read) == form and len(form) <= len(chunk.group())
    at = chunk.end() - len(chunk.group().lstrip(_EDGES))
    for number, word in enumerate(read):
        start = at if is_spread and number else chunk.start()
        at += len(word)
        yield Word(word, start, at if is_spread and number < len(read) - 1 else chunk.end(), word)


def plain(text: str, spelling: Spelling) -> str:
    """Return `text` in its one form."""
    return " ".join(word.text for word in to_words(text, spelling))


def original(text: str, words: Sequence[Word]) -> str:
    """Return what `words` stand for in the original `text`, without the punctuation round it."""
    return text[words[0].start : words[-1].end].strip(' \t\r\n,;:"“”„') if words else ""


def _parts(chunk: str, spelling: Spelling) -> list[str]:
    raw = unicodedata.normalize("NFKC", chunk).lower().replace("’", "'").replace("‘", "'")
    for sign, word in spelling.punctuation.items():
        raw = raw.replace(sign, f" {word} ")
    parts: list[str] = []
    for piece in raw.split():
        if _DOTTED.match(piece):
            parts.append(piece.replace(".", ""))
        else:
            joined = _JOINTS.sub(" ", _with_point(piece.strip(_EDGES), spelling.decimal_mark))
            parts.extend(_units_apart(part, spelling.ordinal_endings) for part in joined.split())
    return [part for joined in parts for part in joined.split()]


def _with_point(piece: str, decimal_mark: str) -> str:
    """Return a number without marks between its thousands, and with a point before its decimals."""
    match = _GROUPED[decimal_mark].match(piece)
    if match is None:
        return piece
    whole = match["whole"].replace(",", "").replace(".", "")
    decimals = f".{match['decimals']}" if match["decimals"] else ""
    return f"{whole}{decimals}{piece[match.end() :]}"


def _units_apart(part: str, ordinal_endings: Sequence[str]) -> str:
    """Return "7pm" as "7 pm" and drop the punctuation at the edges; "notes.txt" and "3rd" stay."""
    part = part.strip(_EDGES)
    match = _NUMBER_AND_UNIT.match(part)
    if match is None or match[2] in ordinal_endings:
        return part
    return f"{match[1]} {match[2].replace('.', '')}"


def _is_number(word: str, numbers: NumberWords) -> bool:
    return word[-1:].isdigit() or bool(spoken_number([word], 0, numbers)[0])


def _with_digits(words: list[Word], numbers: NumberWords) -> list[Word]:
    texts = [word.text for word in words]
    result: list[Word] = []
    index = 0
    while index < len(words):
        if _is_spoken_zero(result, texts, index, numbers):
            digits, end = f"0{numbers.values[texts[index + 1]]}", index + 2
        else:
            digits, end = spoken_number(texts, index, numbers)
        if digits:
            result.append(Word(digits, words[index].start, words[end - 1].end, digits))
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
