"""One request in the form that templates match: bare words, without the politeness round them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.lexicon import Lexicon, Phrases
from assistant.understanding.words import Word, original, to_words

LONGEST_CHARACTERS = 400
"""Only so much of a text is matched; what a user dictates may be longer."""
_LONGEST_PHRASE = 6
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Attributes:
        source: What was said or typed.
        words: Its words, without politeness.
        courtesy: Words after them that are politeness in any request ("please").
        tail: Words after them that may belong to what is dictated ("for me"), with the courtesy.
        is_cut: The source goes on after the words.
    """

    source: str
    words: tuple[Word, ...]
    tail: tuple[Word, ...]
    courtesy_count: int
    is_cut: bool

    @property
    def text(self) -> str:
        """The words as one line."""
        return " ".join(word.text for word in self.words)

    def slice(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that lie between two characters of `text`."""
        found, at = [], 0
        for word in self.words:
            if at >= start and at + len(word.text) <= end:
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)

    def is_last(self, words: Sequence[Word]) -> bool:
        """Return whether the request ends with `words`."""
        return bool(words) and words[-1] is self.words[-1]

    def dictated(self, words: Sequence[Word], *, is_verbatim: bool) -> str:
        """Return what was said for `words`, and after them if they are last; without courtesy unless verbatim."""
        if not self.is_last(words):
            return original(self.source, words)
        if is_verbatim:
            return _without_final_stop(self.source[words[0].start :].strip(' \t\r\n,;:"“”'))
        kept = self.tail[: len(self.tail) - self.courtesy_count]
        return original(self.source, (*words, *kept)).rstrip(".!?")


def _without_final_stop(text: str) -> str:
    """Return `text` without the full stop that recognisers put after a single sentence."""
    return text[:-1] if text.endswith(".") and not _SENTENCE_END.search(text[:-1]) else text


def read_request(source: str, lexicon: Lexicon) -> Request:
    """Return `source` as a request; takes time linear in its length, and looks at a bounded part of it."""
    head = source
    is_cut = len(source) > LONGEST_CHARACTERS
    if is_cut:
        head = source[:LONGEST_CHARACTERS].rpartition(" ")[0]
    words = to_words(head, lexicon.spelling)
    start, end = _leading(words, lexicon.before), len(words)
    if not is_cut:
        end = _trailing(words, start, lexicon.after, lexicon.kept)
    courtesy = len(words) - _trailing(words, end, lexicon.courtesy)
    return Request(source, tuple(words[start:end]), tuple(words[end:]), courtesy, is_cut)


def ends_with_any(words: Sequence[Word], phrases: Phrases) -> bool:
    """Return whether `words` end with one of `phrases`."""
    return _trailing(words, 0, phrases) < len(words)


def _leading(words: Sequence[Word], phrases: Phrases) -> int:
    """Where `words` begin after all `phrases` at their start are taken away, longest first."""
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
            if _texts(words[start : start + length]) in phrases:
                start += length
                break
        else:
            break
    return start


def _trailing(words: Sequence[Word], start: int, phrases: Phrases, kept: Phrases = frozenset()) -> int:
    """Where `words[start:]` end once all `phrases` at their end are taken away, longest first, but for the `kept`."""
    end = len(words)
    while end > start and not any(_texts(words[max(start, end - len(phrase)) : end]) == phrase for phrase in kept):
        for length in range(min(_LONGEST_PHRASE, end - start), 0, -1):
            if _texts(words[end - length : end]) in phrases:
                end -= length
                break
        else:
            break
    return end


def _texts(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)
