"""Finds a live name, such as an application's, from what was heard: exactly, joined or split, or nearly.

Near misses are looked up by the letters they share: an index of letter triples proposes a bounded number of candidates,
so that ten thousand names cost no more than a hundred.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from assistant.understanding.words import Spelling, plain

_MOST_POSTINGS = 2_000
_CANDIDATES = 24
_LONGEST = 60
# Indel similarity, 0..100. One wrong letter of five is 80 ("paint" is not "print"), of seven 86.
_NEAR = 80.0
_NEAR_SHORT = 86.0
_SHORT = 6
_MARGIN = 2.0
_WORD = re.compile(r"[^\W_]+")
# Endings such as those of a plural, and what is left of a word that may have them.
_LONGEST_INFLECTION = 2
_SHORTEST_STEM = 4


class NameIndex:
    """The names of one list; build a new one when the list changes."""

    def __init__(self, pairs: Sequence[tuple[str, str]], spelling: Spelling) -> None:
        self.pairs = pairs
        self._spelling = spelling

    def exact(self, words: str) -> str | None:
        """Return the value of the name `words`, spaces apart; None if there is none."""
        return self._values.get(words) or self._joined.get(words.replace(" ", ""))

    def find(self, words: str) -> str | None:
        """Return the value of the name most like `words`; None if none is near or two are equally so."""
        if value := self.exact(words) or self._begun(words):
            return value
        heard = words.replace(" ", "")
        if not 3 <= len(heard) <= _LONGEST:
            return None
        return self._nearest(heard)

    def longer(self, words: str) -> set[str]:
        """Return the values of names that begin with `words` and go on; two at most, which is enough to tell."""
        values: set[str] = set()
        for key in self._sorted[bisect_left(self._sorted, f"{words} ") :]:
            if not key.startswith(f"{words} ") or len(values) > 1:
                break
            values.add(self._values[key])
        return values

    def holds(self, words: str) -> bool:
        """Return whether all `words` are in one name, but for an ending of theirs: "invoices" in "invoice march"."""
        found = [self._numbers_of(word) for word in words.split()]
        return bool(found) and bool(set.intersection(*found))

    def _numbers_of(self, word: str) -> set[int]:
        """Return the places of the names that have a word, with or without an ending."""
        least = max(_SHORTEST_STEM, len(word) - _LONGEST_INFLECTION)
        numbers = set(self._by_word.get(word, ()))
        for stem in (word[:length] for length in range(least, len(word))):
            numbers |= self._by_word.get(stem, set())
        if len(word) >= _SHORTEST_STEM:
            for longer in self._words[bisect_left(self._words, word) :]:
                if not longer.startswith(word):
                    break
                if len(longer) <= len(word) + _LONGEST_INFLECTION:
                    numbers |= self._by_word[longer]
        return numbers

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        """Each word of the names, in lower case, to the places of the names that have it; cheap to make."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, (spoken, value) in enumerate(self.pairs):
            for word in _WORD.findall(
                f"{spoken[:_LONGEST]} {value[:_LONGEST]}".casefold().translate(self._spelling.letters)
            ):
                found[word].add(number)
        return dict(found)

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._by_word)

    @cached_property
    def _values(self) -> dict[str, str]:
        """Each name in its one form to its value; of two that are alike the first."""
        return {plain(spoken[:_LONGEST], self._spelling): value for spoken, value in reversed(self.pairs)}

    @cached_property
    def _joined(self) -> dict[str, str]:
        return {key.replace(" ", ""): value for key, value in self._values.items()}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._values)

    def _begun(self, words: str) -> str | None:
        """Return the value of the only name that begins with `words`: "firefox" for "Firefox Web Browser"."""
        values = self.longer(words)
        return values.pop() if len(values) == 1 else None

    def _nearest(self, heard: str) -> str | None:
        from rapidfuzz import fuzz  # costs 40 ms, and only near misses need it

        scored = sorted(((fuzz.ratio(heard, name), name) for name in self._candidates(heard)), reverse=True)
        if not scored or scored[0][0] < (_NEAR_SHORT if len(heard) <= _SHORT else _NEAR):
            return None
        rivals = {self._joined[name] for score, name in scored if score > scored[0][0] - _MARGIN}
        return self._joined[scored[0][1]] if len(rivals) == 1 else None

    def _candidates(self, heard: str) -> list[str]:
        """The names that share most triples with `heard`, rare triples first, looking at a bounded number of them."""
        index = self._index
        lists = sorted((index[triple] for triple in sorted(_triples(heard)) if triple in index), key=len)
        counts: Counter[str] = Counter()
        budget = _MOST_POSTINGS
        for names in lists:
            counts.update(names[:budget])
            budget -= min(len(names), budget)
        return [name for name, _count in counts.most_common(_CANDIDATES)]

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._joined:
            for triple in _triples(name):
                found[triple].append(name)
        return found


def is_inflected(word: str, other: str) -> bool:
    """Return whether one word is the other with an ending such as that of a plural."""
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORTEST_STEM and long.startswith(short) and len(long) - len(short) <= _LONGEST_INFLECTION


def _triples(name: str) -> set[str]:
    padded = f"^{name}$"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
