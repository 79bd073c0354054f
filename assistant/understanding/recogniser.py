"""Matches words against the sentence templates of one language. The only file that knows hassil."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.understanding.compiled import compiled
from assistant.understanding.language import Language
from assistant.understanding.tables import Yaml
from assistant.understanding.words import plain

if TYPE_CHECKING:
    from hassil.models import MatchEntity
    from hassil.recognize import RecognizeResult

_TEMPLATE_PART = re.compile(r"(\{[^}]*\}|<[^>]*>)|([^\W_][\w']*)")
_MOST_MATCHES = 64
"""More ways to read one sentence than this are not looked at; a bound on hostile input."""


@dataclass(frozen=True, slots=True)
class Match:
    """One way to read a text.

    Attributes:
        action: The action whose template matched.
        constants: Values that the template itself gives.
        slots: Open slots: name to the first and the last character in the text.
        listed: The same for slots whose values the templates list.
        weight: Letters that the template spelled out; the more, the surer.
        flags: What the template demands of its slots.
        template: The template.
    """

    action: str
    constants: Mapping[str, Yaml]
    slots: Mapping[str, tuple[int, int]]
    weight: int
    template: str
    flags: Mapping[str, Yaml] = field(default_factory=dict)
    listed: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Recogniser:
    """The compiled templates of one language; built once, then warm.

    Args:
        language: Whose templates they are.
        kept: Folder that keeps what was compiled between runs; None for none.
    """

    def __init__(self, language: Language, kept: Path | None = None) -> None:
        self._intents = compiled(_as_hassil(language), kept)
        self._open = frozenset(language.slots)

    def matches(self, text: str) -> list[Match]:
        """Return the ways to read `text`, the surest first; equally sure ones in the order of the files."""
        from hassil.recognize import recognize_all

        found: list[Match] = []
        for result in itertools.islice(recognize_all(text, self._intents), _MOST_MATCHES):
            found.append(self._match(result, text))
        return sorted(found, key=lambda match: (bool(match.slots), -match.weight))

    def _match(self, result: "RecognizeResult", text: str) -> Match:
        # What a block gives has no words in the text, and may be called as an open slot of other blocks is.
        is_open = {e.name: e.name in self._open and bool(e.text) for e in result.entities_list}
        constants = {e.name: e.value for e in result.entities_list if not is_open[e.name]}
        slots = {e.name: _span(e, text) for e in result.entities_list if is_open[e.name]}
        sentence = result.intent_sentence
        return Match(
            action=result.intent.name,
            constants=constants,
            slots=slots,
            weight=result.text_chunks_matched,
            template=sentence.text or "" if sentence else "",
            flags=result.intent_metadata or {},
            listed={e.name: _span(e, text) for e in result.entities_list if not is_open[e.name] and e.text},
        )


def _span(entity: "MatchEntity", text: str) -> tuple[int, int]:
    """Where the slot stands in `text`, without the spaces round it."""
    start, end = entity.text_span or (0, 0)
    if text[start:end] != entity.text:
        start = max(text.find(entity.text), 0)
        end = start + len(entity.text)
    return start, end


def _as_hassil(language: Language) -> dict[str, object]:
    """Return all topics as one hassil dictionary; rules and lists of a topic are seen by every topic."""
    rules: dict[str, str] = dict(language.rules)
    lists: dict[str, object] = {name: {"wildcard": True} for name in language.slots}
    lists["kind"] = {"values": [{"in": said, "out": kind} for said, kind in language.lexicon.files.listed_kinds]}
    intents: dict[str, list[dict[str, object]]] = {}
    one_form = cache(partial(plain, spelling=language.lexicon.spelling))  # the same words come again and again
    for topic in (*language.topics, language.follow_ups):
        rules.update(topic.rules)
        lists.update({name: _list(values, one_form) for name, values in topic.lists.items()})
        for action, blocks in topic.intents.items():
            # Topics share an action where one of them must be looked at first.
            intents.setdefault(action, []).extend(_block(block, one_form) for block in blocks)
    return {
        "language": language.code,
        "intents": {action: {"data": blocks} for action, blocks in intents.items()},
        "lists": lists,
        "expansion_rules": {name: _in_one_form(rule, one_form) for name, rule in rules.items()},
    }


def _block(block: Mapping[str, Yaml], one_form: Callable[[str], str]) -> dict[str, object]:
    sentences = block["sentences"]
    assert isinstance(sentences, Sequence)
    return {**block, "sentences": [_in_one_form(str(sentence), one_form) for sentence in sentences]}


def _list(values: Yaml, one_form: Callable[[str], str]) -> Yaml:
    """Return a list of a topic with the words that stand for its values in one form."""
    rows = values.get("values") if isinstance(values, Mapping) else None
    if not isinstance(rows, Sequence):
        return values
    return {
        "values": [{**row, "in": _in_one_form(str(row["in"]), one_form)} for row in rows if isinstance(row, Mapping)]
    }


def _in_one_form(template: str, one_form: Callable[[str], str]) -> str:
    """Return the template with its literal words brought into the form that requests are brought into."""
    # A word that requests are rid of stays: nothing must not stand where something may.
    return _TEMPLATE_PART.sub(lambda part: part[1] or one_form(part[2]) or part[2], template)
