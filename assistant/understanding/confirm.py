"""Understands the answer to a yes-or-no question of the gate."""

from assistant.understanding.language import phrases_of
from assistant.understanding.phrases import phrase_words


def parse_answer(text: str, language: str = "en") -> bool | None:
    """Return True for a plain yes, False for a plain no, None for anything else, which confirms nothing."""
    book = phrases_of(language)
    words = phrase_words(text)
    if book is None:
        return None
    if book.consists_of(words, "no"):
        return False
    is_yes = book.consists_of(words, "yes") and "?" not in text  # "yes?" asks back
    return True if is_yes else None
