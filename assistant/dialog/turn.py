"""One turn while it runs: its number, its cancel scope, and what has come of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import anyio

from assistant.kernel.types import (
    ActionResult,
    Approval,
    Facts,
    Plan,
    Reply,
    SpokenText,
    TurnRecord,
    Utterance,
)

MAIN_SESSION = "main"


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How one turn is to be run.

    Attributes:
        session: Conversation that it belongs to; a question is answered within its session.
        is_dry_run: Tell what would be done, and do nothing.
        approve_all: The user has already said yes to whatever the gate may ask.
        is_spoken: The reply is said aloud.
    """

    session: str = MAIN_SESSION
    is_dry_run: bool = False
    approve_all: bool = False
    is_spoken: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """What a turn is made from: an utterance, or something that Zenus has to say of its own accord.

    Attributes:
        plan: A plan that is already known, so that nothing need be understood.
        announcement: Key and facts of a reply template, in place of a plan.
        occasion: Key and facts of a reply template that says why Zenus acts of its own accord; told before the reply.
        answer: An answer to the open question, given by a button rather than by words.
        question: The id of the question that `answer` is for; empty for whichever is open.
        given_s: Monotonic time at which it was complete; set when it is submitted.
    """

    utterance: Utterance
    options: TurnOptions = TurnOptions()
    plan: Plan | None = None
    announcement: tuple[str, Facts] | None = None
    occasion: tuple[str, Facts] | None = None
    answer: bool | None = None
    question: str = ""
    given_s: float = 0.0


@dataclass(slots=True)
class Turn:
    """The state of the running turn. Its fields are filled in the order in which they stand here."""

    number: int
    request: Request
    started_s: float
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    plan: Plan | None = None
    approvals: list[Approval] = field(default_factory=list)
    results: list[ActionResult] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: Reply(""))
    spoken: SpokenText | None = None
    interrupted_by: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    trace: Facts = field(default_factory=dict)

    @property
    def dropped(self) -> int:
        """How many steps of the plan were not begun."""
        return max(0, len(self.plan.steps) - len(self.results)) if self.plan else 0

    @property
    def language(self) -> str:
        """The language that it is answered in: the one in which the request was understood."""
        return self.request.utterance.language

    def turn_to(self, language: str) -> None:
        """Take the request to be in another language; stay with the one it has, if that is empty."""
        if language:
            self.request = replace(self.request, utterance=replace(self.request.utterance, language=language))

    def interrupt(self, by: str) -> None:
        """Cancel what is left of the turn."""
        self.interrupted_by = self.interrupted_by or by
        self.scope.cancel()

    def mark(self, stage: str, since_s: float, now_s: float) -> None:
        """Note how long a stage took."""
        self.timings_ms[stage] = round((now_s - since_s) * 1000, 2)

    def step_facts(self, risks: Mapping[str, str]) -> tuple[Facts, ...]:
        """Return the plan's steps as `{action, args, risk}`."""
        steps = self.plan.steps if self.plan else ()
        return tuple({"action": s.action, "args": s.args, "risk": risks.get(s.action, "unknown")} for s in steps)

    def record(self, at_utc: datetime) -> TurnRecord:
        """Return what is kept of the turn."""
        return TurnRecord(
            turn=self.number,
            at_utc=at_utc,
            session=self.request.options.session,
            utterance=self.request.utterance,
            plan=self.plan,
            approvals=tuple(self.approvals),
            results=tuple(self.results),
            reply=self.reply,
            spoken=self.spoken,
            timings_ms={**self.request.utterance.timings_ms, **self.timings_ms},
            trace=self.trace,
        )
