"""Understands a request in its conversation: follow-ups, references to what was said before, several in one sentence.

Everything is brought back to whole requests, by filling into the words of one request what another one gave, and these
are read by the grammar. So no meaning is known here that the templates do not know.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.sayings import Saying
from assistant.kernel.types import Completeness, CustomCommand, Plan, Source, SpeechHints, Step
from assistant.understanding.chains import MOST_STEPS, Chains, without_joint
from assistant.understanding.filling import Filler, filled_in, with_slots
from assistant.understanding.follow_ups import FollowUps
from assistant.understanding.grammar import ALONE, GrammarInterpreter, Reading
from assistant.understanding.occasions import OccasionReader
from assistant.understanding.readings import Readings
from assistant.understanding.references import item_index, read_reference, referred
from assistant.understanding.stop import is_stop
from assistant.understanding.words import plain

_ROUND_PHRASES = " \"'“”„«»"


class ConversationInterpreter:
    """Understands requests within a context; implements `Interpreter`.

    Args:
        grammar: Reads whole requests.
        commands: Returns the phrases of the user's own, as they are now.
    """

    def __init__(self, grammar: GrammarInterpreter, commands: Callable[[], Sequence[CustomCommand]] = tuple) -> None:
        self._grammar = grammar
        self._commands = commands
        self._readings = Readings(grammar)
        self._filler = Filler(self._readings)
        self._chains = Chains(self._readings, self._filler, self._single_or_kept)
        self._occasions = OccasionReader(grammar.now, self._chains.understood)
        self._follow_ups = FollowUps(self._readings, self._filler, self._single)

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        """Return the plan for `text`, what must be asked back first, or None if it means nothing known."""
        self._readings.forget()
        if is_stop(text, language):
            return self._grammar.interpret(text, language)
        if self._grammar.lexicon(language) is None:
            return None
        return (
            self._custom(text, language, context)
            or self._defined(text, language)
            or self._follow_ups.completed(text, language, context)
            or self._chains.understood(text, language, context)
            or self._occasions.at_end(text, language, self._readings.lexicon(language), context, is_part=False)
            or self._occasions.inside(text, language, self._readings.lexicon(language), context)
            or self._elliptic(text, language, context)
            or self._repeated(text, language, context)
            or self._alone(text, language)
            or self._open(text, language)
        )

    def choose(self, text: str, labels: Sequence[str], language: str = "en") -> int | None:
        """Return the place, from 0, of the label that `text` names or counts to; None if it does neither."""
        lexicon = self._grammar.lexicon(language)
        if lexicon is None:
            return None
        for reading in self._grammar.readings(text, language):
            if reading.step.action == "follow.item":
                reference = read_reference(str(reading.step.args["reference"]), lexicon.references)
                return item_index(reference, Context(items=tuple(labels))) if reference else None
        empty = lexicon.files.determiners | lexicon.files.vague
        return _named(
            [word for word in plain(text, lexicon.spelling).split() if word not in empty],
            [f"{label} {plain(label, lexicon.spelling)}" for label in labels],
        )

    def completeness(self, text: str, language: str = "en") -> Completeness:
        """Say whether `text` could be a whole request."""
        return self._grammar.completeness(text, language)

    def hints(self, *languages: str) -> SpeechHints:
        """Return what the recogniser should expect now, in one of these languages; English if none is named."""
        return self._grammar.hints(*languages)

    def examples(self, topic: str = "", language: str = "en") -> tuple[Sequence[str], Sequence[str]]:
        """Return what can be said about `topic`, or one sentence of each topic, and the names of all topics."""
        return self._grammar.examples(topic, language)

    def sayings(self, search: str = "", language: str = "en", *, with_patterns: bool = False) -> Sequence[Saying]:
        """Return what can be said, all of it or what `search` finds; see `examples.sayings`."""
        return self._grammar.sayings(search, language, with_patterns=with_patterns)

    # ----------------------------------------------------------------------------------------------- whole requests

    def _single_or_kept(self, text: str, language: str, context: Context, is_sure: bool) -> Plan | None:
        """Return the plan of one request, for now or for an occasion that is said with it."""
        lexicon = self._readings.lexicon(language)
        return (
            self._single(text, language, context, is_sure)
            or self._occasions.at_start(text, language, lexicon, context)
            or self._occasions.at_end(text, language, lexicon, context, is_part=True)
            or self._occasions.inside(text, language, lexicon, context)
        )

    def _single(self, text: str, language: str, context: Context, is_sure: bool) -> Plan | None:
        """Return the plan of one request; if it must be sure, its slots hold what they are made for."""
        for reading in self._readings.of(text, language):
            if reading.is_whole and (not is_sure or self._filler.is_sure(reading, language)):
                return reading.plan(text)
            plan = self._with_reference(reading, language, context) if reading.refers else None
            if plan is not None:
                return plan
        return None

    def _with_reference(self, reading: Reading, language: str, context: Context) -> Plan | None:
        """Return the plan with what the slot refers to in its place; None if it refers to nothing that fits."""
        span = reading.match.slots[reading.refers]
        line = " ".join(word.text for word in reading.request.slice(*span))
        reference = read_reference(line, self._readings.lexicon(language).references)
        assert reference is not None
        targets = referred(reference, context)
        if not targets and reference.kind == "it":
            return self._filler.with_mentioned(reading, reading.refers, context.said, language)
        steps = [
            step for target in targets if (step := self._filler.with_target(reading, reading.refers, target, language))
        ]
        if not steps or len(steps) < len(targets) or len(steps) > MOST_STEPS:
            return None
        said = filled_in(reading, span, targets[0]) if len(targets) == 1 else ""
        return Plan(Source.GRAMMAR, tuple(steps), rule=reading.match.template, said=said)

    def _elliptic(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan for "and then close it", and for "and the terminal?", which completes the last request."""
        rest = without_joint(text, self._readings.lexicon(language))
        if not rest or rest == text.strip(" ¿¡\n"):
            return None
        return self._chains.understood(rest, language, context) or self._follow_ups.like_before(rest, language, context)

    def _repeated(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan for "open it again": the word says no more than that it was done before."""
        said = text.rstrip(" ?.!")
        for word in self._readings.lexicon(language).once_more:
            if said.casefold().endswith(f" {word}"):
                return self._chains.understood(said[: -len(word) - 1], language, context)
        return None

    def _alone(self, text: str, language: str) -> Plan | None:
        """Return the plan for a name and no more: "Firefox please"."""
        named = (each for each in self._readings.of(text, language) if ALONE in each.match.flags and not each.refers)
        return next((reading.plan(text) for reading in named), None)

    def _open(self, text: str, language: str) -> Clarification | None:
        for reading in self._readings.of(text, language):
            flags = reading.match.flags
            resumes = flags.get("resumes", ())
            if "asks" in flags and isinstance(resumes, list | tuple):
                return Clarification(str(flags["asks"]), tuple(with_slots(str(text), reading) for text in resumes))
        return None

    # ----------------------------------------------------------------------------------------------- own commands

    def _custom(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of a phrase of the user's own. Such phrases do not lead to each other."""
        form = plain(text, self._readings.lexicon(language).spelling)
        for command in self._commands():
            if command.phrase == form and command.language == language:
                plan = self._chains.understood(command.request, language, context)
                return replace(plan, rule=f"{command.said}: {command.request}") if plan else None
        return None

    def _defined(self, text: str, language: str) -> Plan | None:
        """Return the plan that keeps a phrase of the user's own: "when I say good night, pause the music and mute"."""
        for reading in self._readings.of(text, language):
            if reading.step.action == "follow.define":
                for said, request in _cuts(str(reading.step.args["rest"])):
                    phrase = self._phrase(said, reading, language)
                    if phrase and self._chains.understood(request, language, NO_CONTEXT):
                        step = Step("commands.add", {"phrase": phrase, "request": request})
                        return Plan(Source.GRAMMAR, (step,), rule=reading.match.template, said=text)
        return None

    def _phrase(self, said: str, reading: Reading, language: str) -> str:
        """Return the phrase that is defined; a template may demand a verb after it ("wenn ich … sage")."""
        if not reading.match.flags.get("verb_last"):
            return said
        phrase, _, verb = said.rpartition(" ")
        return phrase.strip(_ROUND_PHRASES) if verb.casefold() in self._readings.lexicon(language).saying else ""


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Yield phrase and request, cut at punctuation if there is any, else between each two words."""
    for mark in re.finditer(r"\s*[,:;–—]\s*", text):
        yield text[: mark.start()].strip(_ROUND_PHRASES), text[mark.end() :].strip()
    for gap in re.finditer(r"\s+", text):
        yield text[: gap.start()].strip(f"{_ROUND_PHRASES},:;"), text[gap.end() :].strip()


def _named(words: Sequence[str], labels: Sequence[str]) -> int | None:
    """Return the place of the only label in which all these words occur; None if there is none, or more than one."""
    found = [index for index, label in enumerate(labels) if words and set(words) <= _words_of(label)]
    return found[0] if len(found) == 1 else None


def _words_of(label: str) -> set[str]:
    return set(re.findall(r"\w+", label.casefold()))
