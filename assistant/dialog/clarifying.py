"""What was left open in a request: asked back, and filled in by the next utterance.

At most one thing a session is open, for a time. An utterance that is no answer to it is a request like any other.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from assistant.dialog.composers import Composers
from assistant.kernel.clock import Clock
from assistant.kernel.context import NO_CONTEXT, Choice, Clarification, Context
from assistant.kernel.ports import Interpreter
from assistant.kernel.stores import ClarificationStore
from assistant.kernel.types import ActionResult, Facts, JsonValue, Plan, Reply, Utterance

TIMEOUT_S = 120.0


class OpenClarifications:
    """Asks back, and takes what is said then, in the language in which it was asked."""

    def __init__(self, store: ClarificationStore, composers: Composers, interpreter: Interpreter, clock: Clock) -> None:
        self._store = store
        self._composers = composers
        self._interpreter = interpreter
        self._clock = clock

    def put(self, session: str, clarification: Clarification) -> Reply:
        """Ask, in the clarification's language; what was open in this session is dropped."""
        labels: list[JsonValue] = [choice.label for choice in clarification.choices]
        facts: Facts = {"choices": labels, "count": len(labels)}
        reply = self._composers.of(clarification.language).message(clarification.question, facts)
        now = self._clock.now()
        expires_at = now + timedelta(seconds=TIMEOUT_S)
        self._store.put(session, replace(clarification, text=reply.text, asked_at=now, expires_at=expires_at))
        return replace(reply, expects_answer=True)

    def put_choices(
        self, session: str, plan: Plan, results: Sequence[ActionResult], language: str = ""
    ) -> Reply | None:
        """Ask which of several was meant, if that is why the last step failed; None if it failed for another reason.

        A record that leaves a choice brings the facts `choices`, the values, and `argument`, which of the step's they
        are to replace; and `labels` where the values are not what people would call them. What was done before the
        failure is told, and not done again.
        """
        *done, failed = results
        choices, argument = failed.facts.get("choices"), failed.facts.get("argument")
        if not isinstance(choices, Sequence) or not isinstance(argument, str) or len(done) >= len(plan.steps):
            return None
        labels = cast(Sequence[JsonValue], failed.facts.get("labels", choices))
        rest = replace(plan, steps=plan.steps[len(done) :])
        found = tuple(
            Choice(str(label), _with_argument(rest, argument, value))
            for label, value in zip(labels, choices, strict=True)
        )
        reply = self.put(session, Clarification("dialog.choose", choices=found, language=language))
        told = self._composers.of(language).compose(done, len(done)).text if done else ""
        return replace(reply, text=f"{told} {reply.text}".strip())

    def answer(self, session: str, utterance: Utterance, context: Context = NO_CONTEXT) -> Plan | None:
        """Return the plan that an utterance completes, and close what was open; None if it is no answer."""
        clarification = self.open(session)
        if clarification is None or utterance.modality == "system":
            return None
        plan = self._completed(clarification, utterance, context)
        if plan is not None:
            self._store.take(session)
        return plan

    def open(self, session: str) -> Clarification | None:
        """Return what is open in a session."""
        clarification = self._store.get(session)
        return clarification if clarification and clarification.is_open(self._clock.now()) else None

    def drop(self, session: str) -> None:
        """Leave open what is open no longer."""
        self._store.take(session)

    def clear(self) -> None:
        """Forget what is open in all sessions."""
        self._store.clear()

    def _completed(self, clarification: Clarification, utterance: Utterance, context: Context) -> Plan | None:
        language = clarification.language or utterance.language
        if clarification.choices:
            labels = [choice.label for choice in clarification.choices]
            index = self._interpreter.choose(utterance.text, labels, language)
            return clarification.choices[index].plan if index is not None else None
        answer = utterance.text.strip().rstrip(".!")
        for resume in clarification.resumes:
            plan = self._interpreter.interpret(resume.replace("{answer}", answer), language, context)
            if isinstance(plan, Plan):
                return plan
        return None


def _with_argument(plan: Plan, argument: str, value: JsonValue) -> Plan:
    """Return the plan with another argument of its first step."""
    first, *others = plan.steps
    return replace(plan, steps=(replace(first, args={**first.args, argument: value}), *others))
