"""Slots of measures and money: an amount, and what it is to be turned into."""

from functools import partial

from assistant.understanding.readers.scope import Args, Readers, Scope, Words
from assistant.understanding.readers.sums import sum_span
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request


def measure_readers(scope: Scope) -> Readers:
    """Return the readers of measures and money."""
    reader = _Measures(scope)
    return {
        "measure": reader.measure,
        "in_unit": reader.unit,
        "money": reader.money,
        "currency": partial(reader.currency, "to"),
        "first_currency": partial(reader.currency, "currency"),
    }


class _Measures:
    def __init__(self, scope: Scope) -> None:
        self._parser = scope.lexicon.measures

    def measure(self, words: Words, _match: Match, request: Request) -> Args | None:
        parts = self._parser.measure(_said(words, request))
        return {"measure": [{"number": number, "unit": unit} for number, unit in parts]} if parts else None

    def unit(self, words: Words, _match: Match, request: Request) -> Args | None:
        unit = self._parser.unit(_said(words, request))
        return {"to": unit} if unit else None

    def money(self, words: Words, _match: Match, request: Request) -> Args | None:
        money = self._parser.money(_said(words, request))
        return {"amount": money[0], "currency": money[1]} if money else None

    def currency(self, name: str, words: Words, _match: Match, request: Request) -> Args | None:
        code = self._parser.currency(_said(words, request))
        return {name: code} if code else None


def _said(words: Words, request: Request) -> str:
    start, end = sum_span(words, request)
    return request.source[start:end].rstrip("?!.,;:")
