"""Fills words into a request that was read before: in the place of a slot, after its verb, or for what refers back.

Every result is read by the grammar again, and counts only if it asks for the same action with other arguments.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from assistant.kernel.types import JsonValue, Plan, Step
from assistant.understanding.grammar import Reading
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.readings import Readings
from assistant.understanding.references import read_reference
from assistant.understanding.resolve import DICTATED, LOOSELY, SURELY
from assistant.understanding.words import plain

# Stands for a path while its sentence is read: one that is in no template, and that no character can confuse.
_STANDS_FOR = "/zenusreference"
# Slots of times, of which a part may be corrected: "seven thirty" for "seven fifteen tomorrow morning".
_TIMES = frozenset({"alarm_at", "at", "duration", "period"})
# Slots of names that are given to something.
_GIVEN = frozenset({"called"})
_MOST_DROPPED = 4
# Templates say what a deed leaves: words for it that a later request may use.
_LEAVES = "leaves"


class Filler:
    """Makes whole requests out of parts."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    def swapped(self, words: str, said: str, language: str, least: int = LOOSELY) -> Plan | None:
        """Return an earlier request with `words` in it where they fit best; None if they fit nowhere.

        Args:
            words: What was said now: "the terminal", "for Pictures", "the terminal on the right".
            said: The earlier request.
            language: ISO 639-1 code.
            least: How well the words must fit.
        """
        before = self._readings.whole(said, language)
        if before is None:
            return None
        for tail in _tails(words, self._readings.lexicon(language)):
            plan = (
                self._in_a_time(before, tail, language)
                or self._in_a_slot(before, tail, language, least)
                or self._for_it(before, tail, language)
                or self._after_verb(before, tail, language)
            )
            if plan is not None:
                return plan
        return None

    def with_target(self, reading: Reading, slot: str, target: str, language: str) -> Step | None:
        """Return the step with `target` in the slot, whatever characters it is made of."""
        text = filled_in(reading, reading.match.slots[slot], _STANDS_FOR)
        for filled in self._readings.of(text, language):
            args = {name: _replaced(value, target) for name, value in filled.step.args.items()}
            if filled.step.action == reading.step.action and args != filled.step.args:
                return Step(filled.step.action, args)
        return None

    def with_mentioned(self, reading: Reading, slot: str, said: str, language: str) -> Plan | None:
        """Return the plan with what an earlier request named in the slot; None if nothing of it fits there."""
        for before in self._readings.of(said, language):
            for mentioned in _mentioned(before):
                text = filled_in(reading, reading.match.slots[slot], mentioned)
                for filled in self._readings.of(text, language):
                    is_same = filled.step.action == reading.step.action and slot in filled.match.slots
                    if is_same and self._readings.fit(filled, slot, language):
                        return filled.plan(text)
        return None

    def is_sure(self, reading: Reading, language: str, *, may_give: bool = True) -> bool:
        """Return whether all open slots hold what they are made for; what is dictated may be anything.

        A name that is given may be any, but is one name; unless `may_give` is false, so that none counts as sure.
        """
        given = {slot for slot in reading.match.slots if may_give and slot in _GIVEN}
        chain = self._readings.lexicon(language).chain
        named = [word.text for slot in given for word in reading.request.slice(*reading.match.slots[slot])]
        others = [slot for slot in reading.match.slots if slot not in DICTATED and slot not in given]
        is_fitting = all(self._readings.fit(reading, slot, language) >= SURELY for slot in others)
        return is_fitting and not any(word in chain for word in named)

    def _in_a_slot(self, before: Reading, words: str, language: str, least: int) -> Plan | None:
        best: tuple[int, Plan] | None = None
        for slot, span in _places(before).items():
            reading = self._other(before, filled_in(before, span, words), language)
            fit = self._readings.fit(reading, slot, language) if reading and slot in _places(reading) else 0
            if reading and fit >= least and (best is None or fit >= best[0]):
                best = fit, reading.plan(reading.request.source)
        return best[1] if best else None

    def _for_it(self, before: Reading, words: str, language: str) -> Plan | None:
        """Return the earlier request with `words` for the "it" that stands in no slot of it: "dock it left"."""
        references, at = self._readings.lexicon(language).references, 0
        for word in before.request.words:
            span = at, at + len(word.text)
            at = span[1] + 1
            reference = read_reference(word.text, references)
            if reference and reference.kind == "it":
                reading = self._other(before, filled_in(before, span, words), language)
                if reading and self.is_sure(reading, language, may_give=False):
                    return reading.plan(reading.request.source)
        return None

    def _after_verb(self, before: Reading, words: str, language: str) -> Plan | None:
        """Return the earlier request with all that follows its first words replaced: several slots at once."""
        places = _places(before)
        first = min((before.request.slice(*span) for span in places.values()), key=lambda w: w[0].start, default=())
        head = before.request.source[: first[0].start].split() if first and len(words.split()) > 1 else []
        for count in range(len(head), 0, -1):
            reading = self._other(before, " ".join((*head[:count], words)), language)
            if reading and self.is_sure(reading, language, may_give=False):
                return reading.plan(reading.request.source)
        return None

    def _in_a_time(self, before: Reading, words: str, language: str) -> Plan | None:
        """Return the earlier request with `words` for a part of its time, as little of it as possible.

        A clock time or a duration is put in the place of all numbers, so that none of another time is left over, and
        not in that of a day; a day in the place of no number.
        """
        lexicon = self._readings.lexicon(language)
        form = plain(words, lexicon.spelling)
        has_number, days = any(map(str.isdigit, form)), lexicon.times.day_words
        days = frozenset() if not days.isdisjoint(form.split()) else days
        for slot in _TIMES & before.match.slots.keys():
            said = before.request.slice(*before.match.slots[slot])
            numbers = [place for place, word in enumerate(said) if any(map(str.isdigit, word.text))]
            cuts = sorted(combinations(range(len(said) + 1), 2), key=lambda cut: cut[1] - cut[0])
            for start, end in cuts:
                if not days.isdisjoint(word.text for word in said[start:end]):
                    continue
                within = [start <= place < end for place in numbers]
                source = before.request.source
                text = f"{source[: said[start].start]}{words}{source[said[end - 1].end :]}"
                reading = self._other(before, text, language) if (all if has_number else _none)(within) else None
                if reading and slot in reading.match.slots:
                    return reading.plan(text)
        return None

    def _other(self, before: Reading, text: str, language: str) -> Reading | None:
        """Return a reading of `text` that asks for the same action with other arguments."""
        for reading in self._readings.of(text, language):
            is_same = reading.is_whole and reading.step.action == before.step.action
            if is_same and reading.step.args != before.step.args:
                return reading
        return None


def _none(facts: Iterable[bool]) -> bool:
    return not any(facts)


def filled_in(reading: Reading, span: tuple[int, int], words: str) -> str:
    """Return what was said with `words` in the place of a slot."""
    replaced = reading.request.slice(*span)
    source = reading.request.source
    if not replaced:
        return source
    before = source[: replaced[0].start]
    gap = " " if before[-1:].isalnum() else ""  # a pronoun may be written together with its verb
    return f"{before}{gap}{words}{source[replaced[-1].end :]}"


def with_slots(text: str, reading: Reading) -> str:
    """Return a request that is to be completed, with what was said for its slots already in it."""
    for slot, span in reading.match.slots.items():
        text = text.replace(f"{{{slot}}}", _said(reading, span))
    return text


def _places(reading: Reading) -> Mapping[str, tuple[int, int]]:
    return {**reading.match.slots, **reading.match.listed}


def _said(reading: Reading, span: tuple[int, int]) -> str:
    words = reading.request.slice(*span)
    return reading.request.source[words[0].start : words[-1].end] if words else ""


def _mentioned(reading: Reading) -> Iterator[str]:
    """Yield what a later request may call what this one was about: what it has left first, then what it named."""
    slots = {slot: _said(reading, span) for slot, span in reading.match.slots.items() if slot not in DICTATED}
    leaves = reading.match.flags.get(_LEAVES)
    if isinstance(leaves, str):
        for slot, said in slots.items():
            leaves = leaves.replace(f"{{{slot}}}", said)
        if "{" not in leaves:
            yield leaves
    yield from filter(None, slots.values())


def _tails(words: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words, and what is left of them without each of the words at their start that only join."""
    files = lexicon.files
    empty = files.determiners | files.vague | files.within | files.joints | files.dated
    rest = words.strip(" ?.!¿¡")
    yield rest
    for _ in range(_MOST_DROPPED):
        first, _space, rest = rest.partition(" ")
        if not rest or plain(first, lexicon.spelling) not in empty:
            return
        yield rest


def _replaced(value: JsonValue, target: str) -> JsonValue:
    """Return an argument with what was referred to in the place of what stood for it."""
    if isinstance(value, Mapping):
        return {name: _replaced(each, target) for name, each in value.items()}
    return target if value == _STANDS_FOR else value
