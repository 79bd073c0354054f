"""Deeds for an occasion: "at six, mute the sound", "play music when the timer ends", "every hour tell me the time".

The occasion stands at either end of the sentence or inside it; what is left must be a request, or several. Nothing is
known here of what the request means.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from assistant.kernel.context import Context
from assistant.kernel.types import Facts, JsonValue, Plan, Source, Step
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.readers.recurrences import recurrence_args
from assistant.understanding.request import Request, read_request
from assistant.understanding.slots.occasions import Occasion

DO = "schedules.do"
# What a schedule cannot do by itself: change schedules, take back whatever was done last, or talk about what was said.
_NEVER = ("schedules.", "undo.", "dialog.")
_ALL_THE_SAME = frozenset({"dialog.sleep", "dialog.wake"})
_IT = "any"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Understand = Callable[[str, str, Context], Plan | None]
"""From text, language and context to the plan of a request."""


class OccasionReader:
    """Reads requests with an occasion.

    Args:
        now: Returns the user's local time.
        understand: Understands a request, or several in one sentence.
    """

    def __init__(self, now: Callable[[], datetime], understand: Understand) -> None:
        self._now = now
        self._understand = understand

    def at_start(self, text: str, language: str, lexicon: Lexicon, context: Context) -> Plan | None:
        """Return the plan for an occasion and then a request; None if it is something else."""
        request = read_request(text, lexicon)
        texts = [word.text for word in request.words]
        for count, occasion in lexicon.occasions.at_start(texts, self._now()):
            if _parts_words(request, count) and (
                plan := self._kept(occasion, _said(request, count, len(texts)), language, context)
            ):
                return plan
        return None

    def at_end(self, text: str, language: str, lexicon: Lexicon, context: Context, *, is_part: bool) -> Plan | None:
        """Return the plan for a request and then an occasion; None if it is something else.

        Of what `is_part` of a sentence only "when it ends" is taken: a time would concern the parts before it as well.
        """
        request = read_request(text, lexicon)
        texts = [word.text for word in request.words]
        for start, occasion in lexicon.occasions.at_end(texts, self._now()):
            if (is_part and occasion.event != _IT) or not _parts_words(request, start):
                continue
            if plan := self._kept(occasion, _said(request, 0, start), language, context):
                return plan
        return None

    def inside(self, text: str, language: str, lexicon: Lexicon, context: Context) -> Plan | None:
        """Return the plan for a request with an occasion in its midst; None if it is something else."""
        request = read_request(text, lexicon)
        texts = [word.text for word in request.words]
        if any(lexicon.occasions.at_end(texts, self._now())):
            return None  # "turn it down to 20 at six": what stands at the end is the time
        for start, end, occasion in lexicon.occasions.inside(texts, self._now()):
            if not (_parts_words(request, start) and _parts_words(request, end)):
                continue
            if not set(lexicon.chain).isdisjoint(texts[:start]):
                continue  # "mute the sound and at six open firefox": it belongs to the second of them
            rest = f"{_said(request, 0, start)} {_said(request, end, len(texts))}"
            if plan := self._kept(occasion, rest, language, context):
                return plan
        return None

    def _kept(self, occasion: Occasion, rest: str, language: str, context: Context) -> Plan | None:
        """Return the plan that keeps a request for its occasion; None if it is none, or one that cannot be kept."""
        plan = self._understand(rest, language, context)
        if plan is None or any(_is_forbidden(step) for step in plan.steps):
            return None
        if occasion.event == _IT and len(plan.steps) > 1:
            return None  # "it" may be what the first of them starts
        args: Facts = {**_when(occasion), **_deed(plan, rest), "language": language}
        return Plan(Source.GRAMMAR, (Step(DO, args),), rule=f"… + {plan.rule}")


def _parts_words(request: Request, at: int) -> bool:
    """Return whether the words before `at` and those from it on were written apart: "12/03" is two words in one."""
    words = request.words
    return not 0 < at < len(words) or words[at - 1].end <= words[at].start


def _said(request: Request, first: int, last: int) -> str:
    words = request.words[first:last]
    end = request.source[words[-1].end :] if last == len(request.words) else ""
    return (request.source[words[0].start : words[-1].end] + end).strip(" ,;:")


def _is_forbidden(step: Step) -> bool:
    return step.action.startswith(_NEVER) and step.action not in _ALL_THE_SAME


def _when(occasion: Occasion) -> dict[str, JsonValue]:
    """Return an occasion as arguments."""
    recurrence = occasion.recurrence
    return {
        **(recurrence_args(recurrence) if recurrence else {"rule": "", "time": "", "start": ""}),
        "at": occasion.at.isoformat() if occasion.at else "",
        "delay_s": occasion.delay_s,
        "after": occasion.event,
    }


def _deed(plan: Plan, said: str) -> dict[str, JsonValue]:
    steps: list[JsonValue] = [{"action": step.action, "args": step.args} for step in plan.steps]
    is_dated = any(_DATE.match(text) for step in plan.steps for text in _texts(dict(step.args)))
    return {"steps": steps, "said": said.rstrip(".!?"), "is_dated": is_dated}


def _texts(value: JsonValue) -> Iterator[str]:
    """Yield the texts in an argument, however deep they lie."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
