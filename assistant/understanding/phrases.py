"""Whole utterances made of nothing but known phrases: the base of "stop" and of "yes" and "no".

An utterance is cut, longest phrase first, into phrases and fillers; one word that is neither makes it something else.
That is why "stop the nginx service" is not "stop" and "yes but not now" is not "yes".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

LONGEST_WORDS = 8
LONGEST_CHARACTERS = 120

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BETWEEN = re.compile(r"[\s.,;:!?…\"“”'‘–—-]*")


def phrase_words(text: str) -> tuple[str, ...]:
    """Return the words of a short utterance; none if it is long or holds anything but words and punctuation."""
    if len(text) > LONGEST_CHARACTERS:
        return ()
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return tuple(_WORD.findall(folded)) if _BETWEEN.fullmatch(_WORD.sub(" ", folded)) else ()


class PhraseBook:
    """Phrases of one language by kind.

    Args:
        kinds: Kind to its phrases, each as words.
        fillers: Phrases that mean nothing.
    """

    def __init__(self, kinds: Mapping[str, Sequence[tuple[str, ...]]], fillers: Sequence[tuple[str, ...]]) -> None:
        self._kinds = {kind: frozenset(phrases) for kind, phrases in kinds.items()}
        self._fillers = frozenset(fillers)

    def consists_of(self, words: Sequence[str], kind: str) -> bool:
        """Return whether `words` are phrases of `kind`, at least one, and fillers, and nothing else."""
        phrases, index, found = self._kinds[kind], 0, False
        if len(words) > LONGEST_WORDS:
            return False
        while index < len(words):
            length = _longest(words, index, phrases)
            found = found or length > 0
            length = length or _longest(words, index, self._fillers)
            if length == 0:
                return False
            index += length
        return found


def _longest(words: Sequence[str], start: int, phrases: frozenset[tuple[str, ...]]) -> int:
    for end in range(len(words), start, -1):
        if tuple(words[start:end]) in phrases:
            return end - start
    return 0
