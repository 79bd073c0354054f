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
_BETWEEN = re.compile(r"[\s.,;:!?¡¿…\"“”„«»'‘–—-]*")


def phrase_words(text: str, most: int = LONGEST_CHARACTERS) -> tuple[str, ...]:
    """Return the words of an utterance of at most `most` characters; none if it holds more than words and stops."""
    if len(text) > most:
        return ()
    return spoken_words(text) if _BETWEEN.fullmatch(_WORD.sub(" ", _folded(text))) else ()


def spoken_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, whatever else it holds."""
    return tuple(_WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


class PhraseBook:
    """Phrases of one language by kind.

    Args:
        kinds: Kind to its phrases, each as words.
        fillers: Phrases that mean nothing.
    """

    def __init__(self, kinds: Mapping[str, Sequence[tuple[str, ...]]], fillers: Sequence[tuple[str, ...]]) -> None:
        self._kinds = {kind: frozenset(phrases) for kind, phrases in kinds.items()}
        self._fillers = frozenset(fillers)

    def knows(self, kind: str) -> bool:
        """Return whether there are phrases of `kind`."""
        return kind in self._kinds

    def words_of(self, kind: str) -> frozenset[str]:
        """Return the phrases of `kind` that are single words."""
        return frozenset(phrase[0] for phrase in self._kinds[kind] if len(phrase) == 1)

    def vocabulary(self, kind: str) -> frozenset[str]:
        """Return every word that an utterance of `kind` may hold."""
        return frozenset(word for phrase in self._kinds[kind] | self._fillers for word in phrase)

    def is_within(self, words: Sequence[str], kind: str) -> bool:
        """Return whether a phrase of `kind` stands anywhere in `words`."""
        lengths = {len(phrase) for phrase in self._kinds[kind]}
        return any(
            tuple(words[at : at + length]) in self._kinds[kind] for at in range(len(words)) for length in lengths
        )

    def after(self, words: Sequence[str], kind: str) -> Sequence[str] | None:
        """Return what follows the longest beginning that consists of `kind`; None if there is no such beginning."""
        for end in range(min(len(words), LONGEST_WORDS), 0, -1):
            if self.consists_of(words[:end], kind):
                return words[end:]
        return None

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
