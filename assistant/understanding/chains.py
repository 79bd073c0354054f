"""Several requests in one sentence: "open the letter and read it to me". Every part must be one, or nothing is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.kernel.context import Context
from assistant.kernel.types import Plan, Source
from assistant.understanding.filling import Filler
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.readings import Readings
from assistant.understanding.request import LONGEST_CHARACTERS
from assistant.understanding.resolve import DICTATED, EXACTLY, NAMED, SURELY

MOST_STEPS = 16

Single = Callable[[str, str, Context, bool], Plan | None]
"""From text, language, context and whether it must be sure, to the plan of one request."""


class Chains:
    """Cuts sentences into requests.

    Args:
        readings: What texts can be read as.
        filler: Completes a second part that leaves out what the first has said.
        single: Understands one request.
    """

    def __init__(self, readings: Readings, filler: Filler, single: Single) -> None:
        self._readings = readings
        self._filler = filler
        self._single = single

    def understood(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of one request, or of several in one sentence."""
        whole = self._single(text, language, context, False)
        if whole is None:
            return self._chain(text, language, context, is_sure=False)
        if self._has_sequence(text, language):
            several = self._chain(text, language, context, is_sure=False)
            return several or (None if self._is_swallowed(text, language) else whole)
        if self._may_hold_several(text, language):
            return self._chain(text, language, context, is_sure=True) or whole
        return whole

    def _has_sequence(self, text: str, language: str) -> bool:
        """Return whether a word is in it that can only stand between two requests."""
        spoken = f" {text.casefold()} "
        return any(f" {word} " in spoken for word in self._readings.lexicon(language).sequence)

    def _is_swallowed(self, text: str, language: str) -> bool:
        """Return whether a slot that takes nearly anything has taken what follows "and then" as well."""
        reading = self._readings.whole(text, language)
        return reading is not None and any(
            self._has_sequence(reading.request.text[slice(*span)], language)
            for slot, span in reading.match.slots.items()
            if slot not in DICTATED and self._readings.fit(reading, slot, language) < SURELY
        )

    def _may_hold_several(self, text: str, language: str) -> bool:
        """Return whether a slot holds a word such as "and", and not as a part of a name that is known."""
        lexicon = self._readings.lexicon(language)
        reading = self._readings.whole(text, language)
        return reading is not None and any(
            any(word.text in lexicon.chain for word in reading.request.slice(*span))
            and self._readings.fit(reading, slot, language) < (EXACTLY if slot in NAMED else SURELY)
            for slot, span in reading.match.slots.items()
            if slot not in DICTATED
        )

    def _chain(self, text: str, language: str, context: Context, *, is_sure: bool) -> Plan | None:
        """Return the plan of several requests; None unless every part of the sentence is one."""
        for left, right in self._splits(text, language):
            first = self._single(left, language, context, is_sure)
            if first is None:
                continue
            now = _after(first, left, context)
            second = self._chain(right, language, now, is_sure=is_sure) or self._single(right, language, now, is_sure)
            if second is None:  # "open firefox and the terminal"
                second = self._filler.swapped(right, now.said, language, SURELY)
            if second is not None and len(first.steps) + len(second.steps) <= MOST_STEPS:
                rule = f"{first.rule} + {second.rule}"
                return Plan(Source.GRAMMAR, (*first.steps, *second.steps), rule=rule, said=second.said)
        return None

    def _splits(self, text: str, language: str) -> Iterator[tuple[str, str]]:
        """Yield the sentence cut in two at each word that may stand between requests."""
        if len(text) > LONGEST_CHARACTERS:
            return
        words = "|".join(re.escape(word) for word in self._readings.lexicon(language).chain)
        for joint in re.finditer(rf"(?:\s*[,;]\s*|\s+)(?:{words})\s+|\s*[;]\s+|\s*,\s+", text, re.IGNORECASE):
            left, right = text[: joint.start()], text[joint.end() :]
            if left.strip() and right.strip():
                yield left, right


def without_joint(text: str, lexicon: Lexicon) -> str:
    """Return a sentence without the words at its start that join it to what was said before: "and then close it"."""
    rest = text.strip(" ¿¡\n")
    while (first := rest.partition(" "))[0].casefold().strip(",") in lexicon.chain:
        rest = first[2].strip()
    return rest


def _after(plan: Plan, said: str, context: Context) -> Context:
    """Return the context in which the second request of a sentence is understood."""
    values = [value for step in plan.steps for value in step.args.values()]
    paths = tuple(value for value in values if isinstance(value, str) and value.startswith("/"))
    return replace(context, said=plan.said or said, plan=plan, paths=paths, items=(), item_steps=(), taken=0)
