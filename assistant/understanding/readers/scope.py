"""What readers of slots have in common: what they are given, and what they return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias

from assistant.kernel.types import JsonValue
from assistant.understanding.language import Language
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.names import NameIndex
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request
from assistant.understanding.slots.file_words import Dictate
from assistant.understanding.words import Word, original

Args: TypeAlias = dict[str, JsonValue]
Words: TypeAlias = tuple[Word, ...]
Reader: TypeAlias = Callable[[Words, Match, Request], Args | None]
"""Takes the words of a slot, at least one, their match and request; returns arguments, None if they mean nothing."""
Readers: TypeAlias = Mapping[str, Reader]


@dataclass(frozen=True, slots=True)
class Scope:
    """What readers may look at.

    Attributes:
        names: Returns the live names of a kind ("app", "window" …) as they are now.
        now: The user's local time.
    """

    language: Language
    names: Callable[[str], NameIndex]
    now: datetime

    @property
    def lexicon(self) -> Lexicon:
        """The words of the language."""
        return self.language.lexicon


def line(words: Sequence[Word]) -> str:
    """Return the words in their one form as one line."""
    return " ".join(word.text for word in words)


def dictate(request: Request) -> Dictate:
    """Return what gives words of a request back as they were said."""
    return partial(request.dictated, is_verbatim=False)


def as_said(words: Sequence[Word], request: Request) -> str:
    """Return the words as they were said, "please" and "for me" among them, without a mark that ends the sentence."""
    return original(request.source, words).rstrip(".!?")
