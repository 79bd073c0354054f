"""Understands the answer to a question of the gate: a whole utterance that agrees, declines, or is something else.

Agreement is a plain yes, a yes that names what was asked about, or the deed in the imperative with a pronoun ("delete
them"). What cannot be undone needs the code that was told. One word that belongs to none of these makes the utterance
something else, which confirms nothing.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.kernel.verdict import Demand, Question
from assistant.understanding.language import load_language, one_form, phrases_of
from assistant.understanding.phrases import LONGEST_WORDS, PhraseBook, phrase_words, spoken_words
from assistant.understanding.words import plain

# A yes with the object named may be as long as the question.
_LONGEST_NAMED_CHARACTERS = 320
# Quotation marks are not the same in all languages.
_QUOTED = re.compile("“([^”]*)”|„([^“]*)“|«([^»]*)»")


def parse_answer(text: str, language: str, question: Question) -> bool | None:
    """Return True if `text` agrees to the question, False if it declines, None for anything else."""
    book = phrases_of(language)
    if book is None:
        return None
    words = phrase_words(text, most=_LONGEST_NAMED_CHARACTERS)
    forms = _forms(words, text, language) if words else ()
    if any(book.consists_of(form, "no") for form in forms):
        return False
    if "?" in text:  # "yes?" asks back
        return None
    if question.agreement.demand is Demand.CODE:
        return _has_code(text, language, book, question.code)
    return True if any(_is_agreed(form, language, book, question.deeds) for form in forms) else None


def is_echo_safe(text: str, language: str, question: Question) -> bool:
    """Return whether no part of `text`, as a microphone may catch it from the speaker, would agree to the question."""
    book = phrases_of(language)
    if book is None:
        return True
    if question.agreement.demand is Demand.CODE:
        return not any(parse_answer(part, language, question) for part in _parts_like_a_code(text, language, book))
    # Whatever agrees holds one of these.
    kinds = {"yes", *(kind for deed in question.deeds for kind in _imperatives(deed, book))}
    forms = _forms(spoken_words(text), text, language)
    return not any(book.is_within(form, kind) for form in forms for kind in kinds)


def _forms(words: tuple[str, ...], text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of `text` as they were said, and with "42" for "forty-two" and "okay" for "OK"."""
    return words, tuple(one_form(text, language).split())


def digits_in(text: str, language: str) -> str:
    """Return the digits of all numbers that are said in `text`, one after another."""
    words = one_form(text, language).split() if phrases_of(language) else []
    return "".join(word for word in words if word.isdigit())


# ---------------------------------------------------------------------------------------------------------------- yes


def _is_agreed(words: Sequence[str], language: str, book: PhraseBook, deeds: Sequence[str]) -> bool:
    if book.consists_of(words, "yes"):
        return True
    if len(deeds) != 1:  # "yes, delete the first" means no more than the first
        return False
    rest = book.after(words, "yes")
    said = words if rest is None else rest
    if any(book.consists_of(said, kind) for kind in _imperatives(deeds[0], book)):
        return True
    return bool(rest) and _is_named_by(said, deeds[0], language, book)


def _imperatives(deed: str, book: PhraseBook) -> list[str]:
    """Return the kinds of phrases that agree to a deed; they are called after the words it begins and ends with."""
    words = phrase_words(_QUOTED.sub("", deed).partition(":")[0])
    if not words:
        return []
    first, last = words[0], words[-1]
    kinds = [f"agree {first}", f"agree {first} {last}", f"agree … {last}", f"agree … {' '.join(words[-2:])}"]
    return [kind for kind in kinds if book.knows(kind)]


def _is_named_by(words: Sequence[str], deed: str, language: str, book: PhraseBook) -> bool:
    """Return whether the words are all from the deed's own phrase, and mean all of it."""
    reserved = book.words_of("no") | book.words_of("hedge")
    if not _spellings(deed, language).issuperset(words) or not reserved.isdisjoint(words):
        return False
    outside = _spellings(_QUOTED.sub(" ", deed), language)
    quoted = [_spellings("".join(names), language) - outside for names in _QUOTED.findall(deed)]
    is_mentioned = [not name.isdisjoint(words) for name in quoted]
    return all(is_mentioned) or not any(is_mentioned)


def _spellings(text: str, language: str) -> frozenset[str]:
    """Return the words of a text as they are, and in their one form."""
    return frozenset((*spoken_words(text), *one_form(text, language).split()))


# --------------------------------------------------------------------------------------------------------------- code


def _has_code(text: str, language: str, book: PhraseBook, code: str) -> bool | None:
    """Return whether the words confirm with this code; None if they confirm nothing. There is one guess."""
    words = one_form(text, language).split()
    digits = [word for word in words if word.isdigit()]
    rest = [word for word in words if not word.isdigit()]
    if len(words) > LONGEST_WORDS or not digits or not book.consists_of(rest, "confirm"):
        return None
    return "".join(digits) == code


def _parts_like_a_code(text: str, language: str, book: PhraseBook) -> Iterator[str]:
    """Yield the parts of a text that hold nothing but numbers and the words that may stand round a code."""
    spelling = load_language(language).lexicon.spelling
    vocabulary = book.vocabulary("confirm")

    def may_belong(word: str) -> bool:
        return vocabulary.issuperset(spoken_words(word)) or any(map(str.isdigit, plain(word, spelling)))

    for is_like_it, run in groupby(text.split(), key=may_belong):
        words = list(run) if is_like_it else []
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + LONGEST_WORDS) + 1):
                yield " ".join(words[start:end])
