"""Understands a request in its conversation: follow-ups, references to what was said before, several in one sentence.

Everything is brought back to whole requests, by filling into the words of one request what another one gave, and these
are read by the grammar. So no meaning is known here that the templates do not know.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.types import Completeness, CustomCommand, JsonValue, Plan, Source, SpeechHints, Step
from assistant.understanding.grammar import GrammarInterpreter, Reading
from assistant.understanding.readers.sums import sum_span
from assistant.understanding.references import Reference, item_index, read_reference, referred
from assistant.understanding.request import LONGEST_CHARACTERS
from assistant.understanding.stop import is_stop
from assistant.understanding.words import plain

MOST_STEPS = 16
# What follows "and" is rarely a request where something is dictated.
_DICTATED = frozenset({"text", "label", "task_in", "task_at"})
# How words fit a slot that takes nearly any.
_LOOSELY = 1
# Stands for a path while its sentence is read: one that is in no template, and that no character can confuse.
_STANDS_FOR = "/zenusreference"
# Steps that change something by a little, so that "more" means the same once more.
_RELATIVE = re.compile(r".+\.change")
# The slot of what is calculated.
_SUM = "sum"


class ConversationInterpreter:
    """Understands requests within a context; implements `Interpreter`.

    Args:
        grammar: Reads whole requests.
        commands: Returns the phrases of the user's own, as they are now.
    """

    def __init__(self, grammar: GrammarInterpreter, commands: Callable[[], Sequence[CustomCommand]] = tuple) -> None:
        self._grammar = grammar
        self._commands = commands
        # The same words are read again and again while one request is understood.
        self._read: dict[str, Sequence[Reading]] = {}
        self._follow_ups: Mapping[str, Callable[[Reading, Context, str], Plan | None]] = {
            "follow.again": self._again,
            "follow.more": self._more,
            "follow.item": self._item,
            "follow.same": self._same,
            "follow.correct": self._correct,
            "follow.calculate": self._calculate,
            "follow.resume": self._resume,
        }

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        """Return the plan for `text`, what must be asked back first, or None if it means nothing known."""
        self._read.clear()
        if is_stop(text, language):
            return self._grammar.interpret(text, language)
        if self._grammar.lexicon(language) is None:
            return None
        return (
            self._custom(text, language, context)
            or self._defined(text, language)
            or self._follow_up(text, language, context)
            or self._understood(text, language, context)
            or self._elliptic(text, language, context)
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

    def hints(self, language: str = "en") -> SpeechHints:
        """Return what the recogniser should expect now."""
        return self._grammar.hints(language)

    def examples(self, topic: str = "", language: str = "en") -> tuple[Sequence[str], Sequence[str]]:
        """Return what can be said about `topic`, or one sentence of each topic, and the names of all topics."""
        return self._grammar.examples(topic, language)

    def _readings(self, text: str, language: str) -> Sequence[Reading]:
        if text not in self._read:
            self._read[text] = list(self._grammar.readings(text, language))
        return self._read[text]

    # ----------------------------------------------------------------------------------------------- whole requests

    def _understood(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of one request, or of several in one sentence."""
        whole = self._single(text, language, context)
        if whole is not None and not self._may_be_chain(text, language):
            return whole
        return self._chain(text, language, context) or whole

    def _single(self, text: str, language: str, context: Context) -> Plan | None:
        for reading in self._readings(text, language):
            if reading.is_whole:
                return reading.plan(text)
            plan = self._with_reference(reading, reading.refers, language, context) if reading.refers else None
            if plan is not None:
                return plan
        return None

    def _open(self, text: str, language: str) -> Clarification | None:
        for reading in self._readings(text, language):
            flags = reading.match.flags
            resumes = flags.get("resumes", ())
            if "asks" in flags and isinstance(resumes, list | tuple):
                return Clarification(str(flags["asks"]), tuple(_with_slots(str(text), reading) for text in resumes))
        return None

    # ----------------------------------------------------------------------------------------------- own commands

    def _custom(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of a phrase of the user's own. Such phrases do not lead to each other."""
        lexicon = self._grammar.lexicon(language)
        form = plain(text, lexicon.spelling) if lexicon else ""
        for command in self._commands():
            if command.phrase == form and command.language == language:
                plan = self._understood(command.request, language, context)
                return replace(plan, rule=f"{command.said}: {command.request}") if plan else None
        return None

    def _defined(self, text: str, language: str) -> Plan | None:
        """Return the plan that keeps a phrase of the user's own: "when I say good night, pause the music and mute"."""
        for reading in self._readings(text, language):
            if reading.step.action == "follow.define":
                for phrase, request in _cuts(str(reading.step.args["rest"])):
                    if self._understood(request, language, NO_CONTEXT):
                        step = Step("commands.add", {"phrase": phrase, "request": request})
                        return Plan(Source.GRAMMAR, (step,), rule=reading.match.template, said=text)
        return None

    # --------------------------------------------------------------------------------------------------- references

    def _reference(self, reading: Reading, slot: str, language: str) -> Reference | None:
        lexicon = self._grammar.lexicon(language)
        line = " ".join(word.text for word in reading.request.slice(*reading.match.slots[slot]))
        return read_reference(line, lexicon.references) if lexicon else None

    def _with_reference(self, reading: Reading, slot: str, language: str, context: Context) -> Plan | None:
        """Return the plan with what the slot refers to in its place; None if it refers to nothing that fits."""
        reference = self._reference(reading, slot, language)
        assert reference is not None
        targets = referred(reference, context)
        if not targets and reference.kind == "it":
            return next(self._with_mentioned(reading, slot, language, context), None)
        steps = [step for target in targets if (step := self._filled(reading, slot, target, language))]
        if not steps or len(steps) < len(targets) or len(steps) > MOST_STEPS:
            return None
        said = _filled_in(reading, reading.match.slots[slot], targets[0]) if len(targets) == 1 else ""
        return Plan(Source.GRAMMAR, tuple(steps), rule=reading.match.template, said=said)

    def _with_mentioned(self, reading: Reading, slot: str, language: str, context: Context) -> Iterator[Plan]:
        """Yield plans with the words of the last request's slots in this one's."""
        for before in self._readings(context.said, language):
            for name, (start, end) in before.match.slots.items():
                if name in self._grammar.referring(language):
                    words = before.request.slice(start, end)
                    said = before.request.source[words[0].start : words[-1].end] if words else ""
                    text = _filled_in(reading, reading.match.slots[slot], said)
                    yield from self._fitting(text, reading.step.action, slot, language)

    def _fitting(self, text: str, action: str, slot: str, language: str) -> Iterator[Plan]:
        for reading in self._readings(text, language):
            is_same = reading.step.action == action and slot in reading.match.slots
            if is_same and self._grammar.fit(reading, slot, language):
                yield reading.plan(text)

    def _filled(self, reading: Reading, slot: str, target: str, language: str) -> Step | None:
        """Return the step with `target` in the slot, whatever characters it is made of."""
        text = _filled_in(reading, reading.match.slots[slot], _STANDS_FOR)
        for filled in self._readings(text, language):
            args = {name: _replaced(value, target) for name, value in filled.step.args.items()}
            if filled.step.action == reading.step.action and args != filled.step.args:
                return Step(filled.step.action, args)
        return None

    # ------------------------------------------------------------------------------------------------------- chains

    def _may_be_chain(self, text: str, language: str) -> bool:
        """Return whether a request that can be read as one might be several all the same."""
        lexicon = self._grammar.lexicon(language)
        assert lexicon is not None
        spoken = f" {text.casefold()} "
        if any(f" {word} " in spoken for word in lexicon.sequence):
            return True
        reading = next((each for each in self._readings(text, language) if each.is_whole), None)
        return reading is not None and any(
            self._grammar.fit(reading, slot, language) == _LOOSELY
            for slot, span in reading.match.slots.items()
            if slot not in _DICTATED and any(word in lexicon.chain for word in _texts(reading, span))
        )

    def _chain(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of several requests in one sentence; None unless every part of it is one."""
        for left, right in self._splits(text, language):
            first = self._single(left, language, context)
            if first is None:
                continue
            now = _after(first, left, context)
            second = self._chain(right, language, now) or self._single(right, language, now)
            if second is None:
                second = self._swapped(right, language, now)  # "open firefox and the terminal"
            if second is not None and len(first.steps) + len(second.steps) <= MOST_STEPS:
                rule = f"{first.rule} + {second.rule}"
                return Plan(Source.GRAMMAR, (*first.steps, *second.steps), rule=rule, said=second.said)
        return None

    def _splits(self, text: str, language: str) -> Iterator[tuple[str, str]]:
        """Yield the sentence cut in two at each word that may stand between requests."""
        lexicon = self._grammar.lexicon(language)
        assert lexicon is not None
        if len(text) > LONGEST_CHARACTERS:
            return
        words = "|".join(re.escape(word) for word in lexicon.chain)
        for joint in re.finditer(rf"(?:\s*[,;]\s*|\s+)(?:{words})\s+|\s*[;]\s+|\s*,\s+", text, re.IGNORECASE):
            left, right = text[: joint.start()], text[joint.end() :]
            if left.strip() and right.strip():
                yield left, right

    # --------------------------------------------------------------------------------------------------- follow-ups

    def _follow_up(self, text: str, language: str, context: Context) -> Plan | None:
        if context is NO_CONTEXT:
            return None
        for reading in self._readings(text, language):
            fill_in = self._follow_ups.get(reading.step.action)
            plan = fill_in(reading, context, language) if fill_in else None
            if plan is not None:
                return plan
        return None

    def _again(self, reading: Reading, context: Context, _language: str) -> Plan | None:
        return replace(context.plan, rule=reading.match.template) if context.plan and context.is_deed else None

    def _more(self, reading: Reading, context: Context, language: str) -> Plan | None:
        is_relative = context.plan is not None and all(_RELATIVE.fullmatch(s.action) for s in context.plan.steps)
        return self._again(reading, context, language) if is_relative else None

    def _resume(self, reading: Reading, context: Context, _language: str) -> Plan | None:
        return replace(context.asked, rule=reading.match.template) if context.asked else None

    def _item(self, reading: Reading, context: Context, language: str) -> Plan | None:
        lexicon = self._grammar.lexicon(language)
        reference = read_reference(str(reading.step.args["reference"]), lexicon.references) if lexicon else None
        index = item_index(reference, context) if reference else None
        if index is None or not context.item_steps:
            return None
        return Plan(Source.GRAMMAR, (context.item_steps[index],), rule=reading.match.template)

    def _same(self, reading: Reading, context: Context, language: str) -> Plan | None:
        return self._swapped(str(reading.step.args["rest"]), language, context)

    def _calculate(self, reading: Reading, context: Context, language: str) -> Plan | None:
        """Return the last sum once more, with what was said before or after it."""
        args = reading.step.args
        for before in self._readings(context.said, language):
            if before.is_whole and _SUM in before.match.slots:
                source = before.request.source
                start, end = sum_span(before.request.slice(*before.match.slots[_SUM]), before.request)
                text = f"{source[:start]}{args['before']}({source[start:end]}){args['after']}{source[end:]}"
                whole = next((each for each in self._readings(text, language) if each.is_whole), None)
                return whole.plan(text) if whole and whole.step.action == before.step.action else None
        return None

    def _correct(self, reading: Reading, context: Context, language: str) -> Plan | None:
        """Return what was meant; what was done by mistake is taken back first."""
        rest = str(reading.step.args["rest"])
        plan = self._swapped(rest, language, context) or self._single(rest, language, context)
        if plan is None:
            return None
        undo = (Step("undo.last", {"count": 1}),) if context.is_deed and context.can_be_undone else ()
        return replace(plan, steps=(*undo, *plan.steps))

    def _elliptic(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan for "and the terminal?": the last request once more, with these words in it."""
        lexicon = self._grammar.lexicon(language)
        if lexicon is None or not context.said:
            return None
        first, _, rest = text.strip("¿¡ \n").partition(" ")
        return self._swapped(rest.rstrip("?.! "), language, context) if first.casefold() in lexicon.chain else None

    def _swapped(self, words: str, language: str, context: Context) -> Plan | None:
        """Return the last request with `words` in the place where they fit best; None if they fit nowhere."""
        before = next((each for each in self._readings(context.said, language) if each.is_whole), None)
        if before is None:
            return None
        best: tuple[int, Plan] | None = None
        for slot, span in {**before.match.slots, **before.match.listed}.items():
            fit, plan = self._with_words(before, slot, span, words, language)
            if plan is not None and fit and (best is None or fit >= best[0]):
                best = fit, plan
        return best[1] if best else None

    def _with_words(
        self, before: Reading, slot: str, span: tuple[int, int], words: str, language: str
    ) -> tuple[int, Plan | None]:
        text = _filled_in(before, span, words)
        for reading in self._readings(text, language):
            is_same = reading.is_whole and reading.step.action == before.step.action
            if (
                is_same
                and reading.step.args != before.step.args
                and slot in {**reading.match.slots, **reading.match.listed}
            ):
                return self._grammar.fit(reading, slot, language), reading.plan(text)
        return 0, None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Yield phrase and request, cut at punctuation if there is any, else between each two words."""
    for mark in re.finditer(r"\s*[,:;–—]\s*", text):
        yield text[: mark.start()].strip(" \"'“”"), text[mark.end() :].strip()
    for gap in re.finditer(r"\s+", text):
        yield text[: gap.start()].strip(" ,:;\"'“”"), text[gap.end() :].strip()


def _with_slots(text: str, reading: Reading) -> str:
    """Return a request that is to be completed, with what was said for its slots already in it."""
    for slot, span in reading.match.slots.items():
        words = reading.request.slice(*span)
        text = text.replace(f"{{{slot}}}", reading.request.source[words[0].start : words[-1].end])
    return text


def _replaced(value: JsonValue, target: str) -> JsonValue:
    """Return an argument with what was referred to in the place of what stood for it."""
    if isinstance(value, Mapping):
        return {name: _replaced(each, target) for name, each in value.items()}
    return target if value == _STANDS_FOR else value


def _texts(reading: Reading, span: tuple[int, int]) -> list[str]:
    return [word.text for word in reading.request.slice(*span)]


def _filled_in(reading: Reading, span: tuple[int, int], words: str) -> str:
    """Return what was said with `words` in the place of a slot."""
    replaced = reading.request.slice(*span)
    source = reading.request.source
    if not replaced:
        return source
    before = source[: replaced[0].start]
    gap = " " if before[-1:].isalnum() else ""  # a pronoun may be written together with its verb
    return f"{before}{gap}{words}{source[replaced[-1].end :]}"


def _after(plan: Plan, said: str, context: Context) -> Context:
    """Return the context in which the second request of a sentence is understood."""
    values = [value for step in plan.steps for value in step.args.values()]
    paths = tuple(value for value in values if isinstance(value, str) and value.startswith("/"))
    return replace(context, said=plan.said or said, plan=plan, paths=paths, items=(), item_steps=(), taken=0)


def _named(words: Sequence[str], labels: Sequence[str]) -> int | None:
    """Return the place of the only label in which all these words occur; None if there is none, or more than one."""
    found = [index for index, label in enumerate(labels) if words and set(words) <= _words_of(label)]
    return found[0] if len(found) == 1 else None


def _words_of(label: str) -> set[str]:
    return set(re.findall(r"\w+", label.casefold()))
