"""Requests that only mean something after another one: again, the second one, the same for Pictures, a correction.

What each of them does is here, and how people say it is data: `follow_up.yaml`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.kernel.context import NO_CONTEXT, Context
from assistant.kernel.types import Plan, Source, Step
from assistant.understanding.chains import without_joint
from assistant.understanding.filling import Filler
from assistant.understanding.grammar import Reading
from assistant.understanding.readers.sums import sum_span
from assistant.understanding.readings import Readings
from assistant.understanding.references import item_index, read_reference
from assistant.understanding.resolve import LOOSELY, SURELY

# Steps that change something by a little, so that "more" means the same once more.
_RELATIVE = re.compile(r".+\.(change|scroll|seek|next|previous)")
# Steps after which nothing is left of the same step before, so that a corrected one need not be taken back.
_SETTING = re.compile(r".+\.set")
# Of more words than these nobody knows whether they are a name or a request.
_MOST_LOOSE_WORDS = 2
_UNDOING = "undo."
# The slot of what is calculated.
_SUM = "sum"

Single = Callable[[str, str, Context, bool], Plan | None]


class FollowUps:
    """Completes follow-ups out of the context.

    Args:
        readings: What texts can be read as.
        filler: Fills words into earlier requests.
        single: Understands one request by text, language, context and whether it must be sure.
    """

    def __init__(self, readings: Readings, filler: Filler, single: Single) -> None:
        self._readings = readings
        self._filler = filler
        self._single = single
        self._completions: Mapping[str, Callable[[Reading, Context, str], Plan | None]] = {
            "follow.again": self._again,
            "follow.more": self._more,
            "follow.item": self._item,
            "follow.same": self._same,
            "follow.correct": self._correct,
            "follow.calculate": self._calculate,
            "follow.resume": self._resume,
        }

    def completed(self, text: str, language: str, context: Context) -> Plan | None:
        """Return the plan of a follow-up; None if it is none, or nothing of it fits what was said before."""
        if context is NO_CONTEXT:
            return None
        for reading in self._readings.of(text, language):
            complete = self._completions.get(reading.step.action)
            plan = complete(reading, context, language) if complete else None
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
        reference = read_reference(str(reading.step.args["reference"]), self._readings.lexicon(language).references)
        index = item_index(reference, context) if reference else None
        if index is None or not context.item_steps:
            return None
        return Plan(Source.GRAMMAR, (context.item_steps[index],), rule=reading.match.template)

    def _same(self, reading: Reading, context: Context, language: str) -> Plan | None:
        """Return the last request with other words in it, unless it is one by itself: "and what is in Downloads"."""
        rest = str(reading.step.args["rest"])
        whole = without_joint(reading.request.source, self._readings.lexicon(language))
        for said in (whole, rest):
            plan = self._single(said, language, context, True)
            if plan is not None:
                return plan
        return self.like_before(rest, language, context)

    def like_before(self, words: str, language: str, context: Context) -> Plan | None:
        """Return the last request with `words` in it; more than a name must be what its place is made for."""
        least = LOOSELY if len(words.split()) <= _MOST_LOOSE_WORDS else SURELY
        return self._filler.swapped(words, context.said, language, least) if context.said else None

    def _correct(self, reading: Reading, context: Context, language: str) -> Plan | None:
        """Return what was meant; what was done by mistake is taken back first."""
        rest = str(reading.step.args["rest"])
        plan = (
            self._single(rest, language, context, True)
            or self._filler.swapped(rest, context.said, language)
            or self._single(rest, language, context, False)
        )
        if plan is None:
            return None
        is_set_anew = context.plan is not None and _actions(plan) == _actions(context.plan)
        is_set_anew = is_set_anew and all(map(_SETTING.fullmatch, _actions(plan)))
        needs_undo = context.is_deed and context.can_be_undone and not is_set_anew
        is_undo = all(action.startswith(_UNDOING) for action in _actions(plan))  # "actually, undo that"
        undo = (Step("undo.last", {"count": 1}),) if needs_undo and not is_undo else ()
        return replace(plan, steps=(*undo, *plan.steps))

    def _calculate(self, reading: Reading, context: Context, language: str) -> Plan | None:
        """Return the last sum once more, with what was said before or after it."""
        args = reading.step.args
        for before in self._readings.of(context.said, language):
            if before.is_whole and _SUM in before.match.slots:
                source = before.request.source
                start, end = sum_span(before.request.slice(*before.match.slots[_SUM]), before.request)
                text = f"{source[:start]}{args['before']}({source[start:end]}){args['after']}{source[end:]}"
                whole = self._readings.whole(text, language)
                return whole.plan(text) if whole and whole.step.action == before.step.action else None
        return None


def _actions(plan: Plan) -> list[str]:
    return [step.action for step in plan.steps]
