"""Recognises "stop" as a whole utterance, before any model is asked."""

from assistant.understanding.language import phrases_of
from assistant.understanding.phrases import phrase_words


def is_stop(text: str, language: str = "en") -> bool:
    """Return whether `text` is nothing but a request to fall silent."""
    book = phrases_of(language)
    return book is not None and book.consists_of(phrase_words(text), "stop")
