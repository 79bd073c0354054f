"""How well a file's name fits a name as it was spoken: letters' case, accents, separators and the ending forgiven."""

from enum import IntEnum
from pathlib import PurePath

from assistant.actions.file_search import ENDINGS, likeness_of_words, plain, query_words

_KNOWN_ENDINGS = frozenset[str]().union(*ENDINGS.values())
# Fewer letters than these occur in nearly any name; they count only as whole words.
_SHORTEST_PART = 3
# The ending before one of these belongs to it.
_PACKED_ENDINGS = frozenset({".gz", ".bz2", ".xz", ".zst"})


class Likeness(IntEnum):
    """From nothing in common to the very name, of which alone one can be sure."""

    NONE = 0
    NEAR = 1
    WORDS = 2
    SAME = 3


class NameMatcher:
    """Compares names with one spoken name."""

    def __init__(self, spoken: str) -> None:
        self.spoken = spoken
        self.is_hidden = spoken.startswith(".")
        self._words = query_words(spoken)
        self._joined = "".join(self._words)
        self._short = {word for word in self._words if len(word) < _SHORTEST_PART}

    def likeness(self, name: str, *, is_folder: bool) -> Likeness:
        """Return how well `name` fits; a hidden one fits only when it was named exactly."""
        if name == self.spoken:
            return Likeness.SAME
        # Of a name in signs that have no plain form nothing is left but the name itself.
        if self.is_hidden or name.startswith(".") or not self._joined:
            return Likeness.NONE
        text = plain(name)
        if self._is_called(name, text.replace(" ", ""), is_folder=is_folder):
            return Likeness.SAME
        if self._short and not self._short <= set(text.split()):
            return Likeness.NONE
        return Likeness(likeness_of_words(text, self._words))

    def _is_called(self, name: str, joined: str, *, is_folder: bool) -> bool:
        if not joined.startswith(self._joined):
            return False
        return joined == self._joined or (not is_folder and plain(stem(name)).replace(" ", "") == self._joined)


def stem(name: str) -> str:
    """Return a file's name without its ending, or without both of "backup.tar.gz"."""
    path = PurePath(name)
    if path.suffix.lower() in _PACKED_ENDINGS and PurePath(path.stem).suffix.lower() == ".tar":
        path = PurePath(path.stem)
    return path.stem


def has_known_ending(name: str) -> bool:
    """Tell whether a name ends as files of a known kind do."""
    return PurePath(name).suffix.lower() in _KNOWN_ENDINGS
