"""Slots of levels: percentages, absolute and by how much."""

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.slots.numbers import parse_number


def level_readers(scope: Scope) -> Readers:
    """Return the readers of percentages."""
    return {
        "percent": lambda words, _match, _request: _percent("level_percent", words, scope),
        "step": lambda words, _match, _request: _percent("by_percent", words, scope),
    }


def _percent(name: str, words: Words, scope: Scope) -> Args | None:
    said = line(words)
    for unit in scope.lexicon.percent_words:
        said = said.removesuffix(f" {unit}")
    number = scope.lexicon.percents.get(said, parse_number(said))
    return {name: round(number)} if number is not None and 0 <= number <= 100 else None
