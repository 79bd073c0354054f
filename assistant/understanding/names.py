"""Finds a live name, such as an application's, from what was heard: exactly, joined or split, or nearly.

Near misses are looked up by the letters they share: an index of letter triples proposes a bounded number of candidates,
so that ten thousand names cost no more than a hundred.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from assistant.understanding.words import Spelling, plain

_MOST_POSTINGS = 2_000
_CANDIDATES = 24
_LONGEST = 60
# Indel similarity, 0..100. One wrong letter of five is 80 ("paint" is not "print"), of seven 86.
_NEAR = 80.0
_NEAR_SHORT = 86.0
_SHORT = 6
_MARGIN = 2.0


class NameIndex:
    """The names of one list; build a new one when the list changes."""

    def __init__(self, pairs: Sequence[tuple[str, str]], spelling: Spelling) -> None:
        self.pairs = pairs
        self._values: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        for spoken, value in pairs:
            key = plain(spoken[:_LONGEST], spelling)
            self._values.setdefault(key, value)
            self._joined.setdefault(key.replace(" ", ""), value)
        self._sorted = sorted(self._values)
        self._triples: dict[str, list[str]] | None = None

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
        index = self._index()
        lists = sorted((index[triple] for triple in sorted(_triples(heard)) if triple in index), key=len)
        counts: Counter[str] = Counter()
        budget = _MOST_POSTINGS
        for names in lists:
            counts.update(names[:budget])
            budget -= min(len(names), budget)
        return [name for name, _count in counts.most_common(_CANDIDATES)]

    def _index(self) -> dict[str, list[str]]:
        if self._triples is None:
            self._triples = {}
            for name in self._joined:
                for triple in _triples(name):
                    self._triples.setdefault(triple, []).append(name)
        return self._triples


def _triples(name: str) -> set[str]:
    padded = f"^{name}$"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
