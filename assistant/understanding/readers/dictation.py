"""Slots that hold what was said as it was said: texts, names, labels, topics, counts and references."""

import re

from assistant.understanding.examples import names_of, sayings
from assistant.understanding.readers.scope import Args, Readers, Scope, Words, as_said, dictate, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request
from assistant.understanding.slots.file_words import file_name
from assistant.understanding.slots.numbers import parse_number

_LONGEST_EXTENSION = 5
_LONGEST_DEVICE_WORDS = 6


def dictation_readers(scope: Scope) -> Readers:
    """Return the readers of slots that hold what was said."""
    reader = _Dictation(scope)
    return {
        "text": reader.text,
        "name": reader.name,
        "phrase": reader.phrase,
        "topic": reader.topic,
        "count": reader.count,
        "reference": reader.reference,
        "device": reader.device,
        "rest": reader.rest,
        "wrong": lambda _words, _match, _request: {},
    }


def label_of(words: Words, request: Request, scope: Scope) -> Args | None:
    """Return the label, unless it holds a day or a recurrence, which then belongs to a time misunderstood."""
    texts = {word.text for word in words}
    if not texts.isdisjoint(scope.lexicon.times.day_words) or _recurs(words, scope):
        return None
    label = request.dictated(words, is_verbatim=False)
    for pattern, replacement in scope.lexicon.labels.items():
        label = re.sub(pattern, replacement, label)
    return {"label": label} if label else None


def _recurs(words: Words, scope: Scope) -> bool:
    """Return whether the words hold a recurrence, or may, where the language has no words to read it with."""
    texts, recurrences = [word.text for word in words], scope.lexicon.recurrences
    return recurrences.is_within(texts, scope.now) or not (
        recurrences.has_words or scope.lexicon.recurring.isdisjoint(texts)
    )


class _Dictation:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def text(self, words: Words, match: Match, request: Request) -> Args | None:
        if match.flags.get("needs_text") and all(word.text in self._scope.lexicon.no_name for word in words):
            return None  # "copy that": no word says what "that" is
        if match.flags.get("one_word") and len(words) > 1:
            return None
        if match.flags.get("bare"):  # "please" and "for me" are not to be spelled
            return {"text": as_said(words, request)}
        text = request.dictated(words, is_verbatim=True)
        return {"text": text} if text else None

    def name(self, words: Words, match: Match, request: Request) -> Args | None:
        name = file_name(words, dictate(request), self._scope.lexicon.files)
        extension = name.rpartition(".")[2]
        has_extension = "." in name and 0 < len(extension) <= _LONGEST_EXTENSION and extension.isalnum()
        if match.flags.get("extension_only") and not has_extension:
            return None
        return {"name": name}

    def phrase(self, words: Words, _match: Match, request: Request) -> Args | None:
        phrase = request.dictated(words, is_verbatim=False)
        return {"phrase": phrase} if phrase else None

    def topic(self, words: Words, match: Match, _request: Request) -> Args | None:
        """Return a topic; where the sentence can only be about that, any words for which there are sentences."""
        for topic in self._scope.language.topics:
            if line(words) in names_of(topic, self._scope.language):
                return {"topic": topic.name}
        is_found = bool(match.flags.get("searches")) and bool(sayings(self._scope.language, line(words)))
        return {"topic": line(words)} if is_found else None

    def count(self, words: Words, _match: Match, _request: Request) -> Args | None:
        number = parse_number(line(words))
        return {"count": round(number)} if number and number == round(number) > 0 else None

    def reference(self, words: Words, _match: Match, _request: Request) -> Args | None:
        said = line(words)
        return {"reference": said} if read_reference(said, self._scope.lexicon.references) else None

    def device(self, words: Words, _match: Match, request: Request) -> Args | None:
        return {"output": request.dictated(words, is_verbatim=False)} if len(words) <= _LONGEST_DEVICE_WORDS else None

    def rest(self, words: Words, _match: Match, request: Request) -> Args | None:
        said = request.dictated(words, is_verbatim=False)
        return {"rest": said} if said else None
