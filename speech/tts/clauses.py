"""Cuts a reply into clauses, so that the first can be heard while the next is being computed.

A sentence is spoken best as a whole; only one that is too long is cut, at its commas, and if it has none, between
words. The first clause is the shortest, because the user waits for it.
"""

import re
from collections.abc import Iterator

FIRST_CHARS = 60
LATER_CHARS = 160
# A "word" longer than this is no word: it is cut anywhere.
_TOKEN_CHARS = 400

_CLOSING = "\"'”’)\\]»*_"
_SENTENCE_END = re.compile(rf"[.!?…]+[{_CLOSING}]{{0,4}}(?:\s+|$)|[。！？]+[{_CLOSING}]{{0,4}}\s*|\n\s*")
_COMMA = re.compile(rf"[,;:][{_CLOSING}]{{0,4}}\s+|[、，；：]|\s[–—-]\s+|—")
_GAP = re.compile(r"\s+")

# After these a sentence goes on, whatever follows.
_LEADING = frozenset({
    "approx", "ca", "capt", "cf", "dr", "e.g", "fig", "gen", "i.e", "mr", "mrs", "ms", "mt", "no", "p", "pp", "prof",
    "sgt", "st", "vol", "vs",
})  # fmt: skip
# After these it goes on unless a capital follows.
_INNER = frozenset({
    "a.k.a", "a.m", "apr", "aug", "ave", "avg", "co", "corp", "dec", "dept", "est", "etc", "excl", "ext", "feb", "fri",
    "inc", "incl", "jan", "jr", "jul", "jun", "ltd", "mar", "max", "min", "mon", "nov", "oct", "p.m", "resp", "sat",
    "sep", "sept", "sr", "sun", "tel", "thu", "tue", "u.k", "u.s", "u.s.a", "wed",
})  # fmt: skip
_LONGEST_ABBREVIATION = 8


def split(text: str, first_chars: int = FIRST_CHARS, later_chars: int = LATER_CHARS) -> list[str]:
    """Return `text` in clauses of at most `first_chars` (the first) and `later_chars`; joined they are `text`.

    A clause ends in white space or at a mark, never inside a number, an abbreviation, a path or an address.
    """
    clauses: list[str] = []
    for sentence in _sentences(text):
        clauses.extend(_within(sentence, later_chars if clauses else first_chars, later_chars))
    return clauses


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark.end() > start and _ends_sentence(text, mark, start) and text[start : mark.end()].strip():
            yield text[start : mark.end()]
            start = mark.end()
    if start < len(text):
        yield text[start:]


def _ends_sentence(text: str, mark: re.Match[str], start: int) -> bool:
    if not mark.group().startswith(".") or mark.group().startswith(".."):
        return mark.group()[0] != "…" or not text[mark.end() : mark.end() + 1].islower()
    before = text[max(start, mark.start() - _LONGEST_ABBREVIATION) : mark.start()]
    word = before.split()[-1].lower().lstrip("(\"'“") if before.split() else ""
    if word in _LEADING or _is_item_number(text[start : min(mark.start(), start + 8)], word):
        return False
    is_initial = len(word) == 1 and before[-1:].isupper() and word != "i"
    following = text[mark.end() : mark.end() + 1]
    if is_initial:
        return not following.isupper() or not following
    return word not in _INNER or not following or following.isupper()


def _is_item_number(sentence_so_far: str, word: str) -> bool:
    """Whether this is the "1." at the head of a list item."""
    return word.isdecimal() and sentence_so_far.strip() == word


def _within(sentence: str, first_chars: int, later_chars: int) -> Iterator[str]:
    start, limit = 0, first_chars
    while len(sentence) - start > limit:
        end = _cut(sentence, start, limit)
        if end >= len(sentence):
            break
        yield sentence[start:end]
        start, limit = end, later_chars
    yield sentence[start:]


def _cut(sentence: str, start: int, limit: int) -> int:
    """Return the best place to end a clause that begins at `start`: the last comma, else the last gap in reach."""
    window = sentence[start : start + limit + 1]
    commas = [mark.end() for mark in _COMMA.finditer(window) if mark.end() <= limit]
    if commas:
        return start + commas[-1]
    gaps = [gap.end() for gap in _GAP.finditer(window) if gap.end() <= limit and _is_free(window, gap)]
    if gaps and gaps[-1] < len(window):
        return start + gaps[-1]
    beyond = _GAP.search(sentence, start + limit, start + _TOKEN_CHARS)
    return beyond.end() if beyond else min(len(sentence), start + max(limit, _TOKEN_CHARS))


def _is_free(window: str, gap: re.Match[str]) -> bool:
    """Whether words may be parted here: not a number from its unit or an abbreviation from its name."""
    before = window[gap.start() - 1 : gap.start()]
    return bool(before) and not before.isdecimal() and before != "."
