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
        if len(words) > LONGEST_WORDS:
            return False
        # Where a row of phrases and fillers can end, and whether one of them was a phrase.
        ends = {(0, False)}
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                part = tuple(words[start:end])
                ends |= {(end, True) for at, _ in ends if at == start and part in self._kinds[kind]}
                ends |= {(end, found) for at, found in ends if at == start and part in self._fillers}
        return (len(words), True) in ends
