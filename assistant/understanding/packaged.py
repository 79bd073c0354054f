"""Sentences of packages: read only after all that Zenus itself understands, so that they can never take its place.

A request that means something to Zenus, in whatever way, never reaches a package.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.sayings import Saying
from assistant.kernel.types import Completeness, Plan, SpeechHints
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter, Reading
from assistant.understanding.language import Language, Topic, load_language

_NAMED = re.compile(r"[<{](\w+)")

Examples = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class PackageGrammar:
    """The sentences of one package."""

    grammar: GrammarInterpreter

    def plan(self, text: str, language: str) -> Plan | None:
        """Return the plan for a whole request."""
        reading = self._surest(text, language)
        return reading.plan(text) if reading else None

    def completeness(self, text: str, language: str) -> Completeness:
        """Say whether `text` could be a whole request of this package."""
        return self.grammar.completeness(text, language) if self._surest(text, language) else Completeness.UNKNOWN

    def _surest(self, text: str, language: str) -> Reading | None:
        # A template that spells out nothing would take every word that is said to Zenus.
        readings = self.grammar.readings(text, language)
        return next((reading for reading in readings if reading.is_whole and reading.match.weight), None)


def problem_with(language: Language, package: PackageGrammar, actions: Collection[str]) -> str:
    """Return what is wrong with the sentences of a package, as one sentence; empty if nothing is."""
    return next(_problems(language, package, actions), "")


def _problems(language: Language, package: PackageGrammar, actions: Collection[str]) -> Iterator[str]:
    own = load_language(language.code)
    taken = {name for topic in own.topics for name in (topic.name, topic.title, *topic.aliases)}
    known = {*own.rules, *own.slots, "kind"} | {
        name for topic in language.topics for name in (*topic.rules, *topic.lists)
    }
    for topic in language.topics:
        if topic.name in taken:
            yield f"Its topic {topic.name!r} is one of Zenus's own."
        for name in [*topic.rules, *topic.lists]:
            if name in own.rules or name in own.slots:
                yield f"Its rule or list {name!r} is one of Zenus's own."
        for action in topic.intents.keys() - set(actions):
            yield f"It has sentences for {action!r}, which is not its own."
        for name in sorted(_named_in(topic) - known):
            yield f"Its sentences use {name!r}, which there is not."
        for example in topic.examples:
            plan = package.plan(example.say, language.code)
            if plan is None or plan.steps[0].action != example.action:
                yield f"Its example {example.say!r} does not lead to {example.action!r}."


def _named_in(topic: Topic) -> set[str]:
    """Return the rules, lists and slots that a topic's sentences use."""
    sentences = [block.get("sentences", ()) for blocks in topic.intents.values() for block in blocks]
    texts = [str(text) for group in sentences if isinstance(group, Sequence) for text in group]
    return {name for text in (*texts, *topic.rules.values()) for name in _NAMED.findall(text)}


class PackagedInterpreter:
    """Understands what Zenus understands, and then what packages do. Implements `Interpreter`."""

    def __init__(self, own: ConversationInterpreter, packages: Sequence[PackageGrammar]) -> None:
        self._own = own
        self._packages = packages

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        """Return the plan for `text`, what must be asked back first, or None if it means nothing known."""
        own = self._own.interpret(text, language, context)
        plans = (package.plan(text, language) for package in self._packages)
        return own or next((plan for plan in plans if plan), None)

    def choose(self, text: str, labels: Sequence[str], language: str = "en") -> int | None:
        """Return the place, from 0, of the label that `text` names or counts to; None if it does neither."""
        return self._own.choose(text, labels, language)

    def completeness(self, text: str, language: str = "en") -> Completeness:
        """Say whether `text` could be a whole request."""
        own = self._own.completeness(text, language)
        if own is Completeness.COMPLETE:
            return own
        found = {package.completeness(text, language) for package in self._packages}
        return Completeness.COMPLETE if Completeness.COMPLETE in found else own

    def hints(self, *languages: str) -> SpeechHints:
        """Return what the recogniser should expect now, in one of these languages; English if none is named."""
        return self._own.hints(*languages)

    def examples(self, topic: str = "", language: str = "en") -> Examples:
        """Return what can be said about `topic`, or one sentence of each topic, and the names of all topics."""
        every = [self._own.examples("", language), *(each.grammar.examples("", language) for each in self._packages)]
        found = tuple(saying.say for saying in self.sayings(topic, language)) if topic.strip() else ()
        return found or tuple(chain.from_iterable(first for first, _ in every)), tuple(
            chain.from_iterable(names for _, names in every)
        )

    def sayings(self, search: str = "", language: str = "en", *, with_patterns: bool = False) -> Sequence[Saying]:
        """Return what can be said, own sentences first, then those of the packages."""
        own = self._own.sayings(search, language, with_patterns=with_patterns)
        added = (package.grammar.sayings(search, language, with_patterns=with_patterns) for package in self._packages)
        return [*own, *chain.from_iterable(added)]
