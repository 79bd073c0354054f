"""Slots of arithmetic: a whole sum, and what goes on with the last result."""

from collections.abc import Iterator
from typing import Final

from assistant.understanding.readers.scope import Args, Readers, Scope, Words
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request

# Stands for the last result while it is found out whether words go on with it.
_RESULT: Final = "(1)"
_BEFORE_SUM = " (-−√"
_AFTER_SUM = " )!%"


def sum_readers(scope: Scope) -> Readers:
    """Return the readers of arithmetic."""
    reader = _Sums(scope)
    return {"sum": reader.whole, "operation": reader.onward}


class _Sums:
    def __init__(self, scope: Scope) -> None:
        self._parser = scope.lexicon.arithmetic
        self._references = scope.lexicon.references

    def whole(self, words: Words, _match: Match, request: Request) -> Args | None:
        start, end = sum_span(words, request)
        expression = self._parser.parse(request.source[start:end])
        return {"expression": expression} if expression else None

    def onward(self, words: Words, _match: Match, request: Request) -> Args | None:
        """Return what stands before and after the last result, which is not known here."""
        if not all(self._parser.knows(word.text) or self._is_it(word.text) for word in words):
            return None
        for before, after in self._places(words, request):
            if self._parser.parse(f"{before}{_RESULT}{after}"):
                return {"before": before, "after": after}
        return None

    def _is_it(self, word: str) -> bool:
        reference = read_reference(word, self._references)
        return reference is not None and reference.kind == "it"

    def _places(self, words: Words, request: Request) -> Iterator[tuple[str, str]]:
        """Yield where the last result may belong: at "it", before the words, or after what they leave open."""
        start, end = words[0].start, words[-1].end
        for word in words:
            if self._is_it(word.text):
                yield request.source[start : word.start], request.source[word.end : end]
        said = request.source[start:end]
        yield "", f" {said}"
        for joint in self._parser.joints:
            yield f"{said} {joint} ", ""


def sum_span(words: Words, request: Request) -> tuple[int, int]:
    """Return where a sum stands in the source of its request, with the signs round its words that are no words."""
    source, start, end = request.source, words[0].start, words[-1].end
    while start and source[start - 1] in _BEFORE_SUM:
        start -= 1
    while end < len(source) and source[end] in _AFTER_SUM:
        end += 1
    said = source[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
