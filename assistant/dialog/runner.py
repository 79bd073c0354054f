"""The stages of one turn: understand, review, act, reply, speak.

Every stage writes what it found into the turn, so that a turn which is cut short still leaves a true record.
"""

import logging
from dataclasses import dataclass

import anyio
from anyio.lowlevel import checkpoint

from assistant.dialog.questions import OpenQuestions
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.turn import Turn
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import (
    ActionFinished,
    ActionStarted,
    ApprovalGiven,
    ApprovalRequested,
    ErrorRaised,
    Planned,
    Replied,
    Spoken,
)
from assistant.kernel.ports import Executor, Gate, History, Interpreter, Voice
from assistant.kernel.types import (
    ActionResult,
    Allow,
    Approval,
    Ask,
    Card,
    Deny,
    Facts,
    JsonValue,
    Plan,
    Reply,
    Step,
    Utterance,
)
from assistant.planning.check import problem_with
from assistant.understanding.confirm import parse_answer

log = logging.getLogger(__name__)

# The recogniser's confidence in babble of several voices stays below; measured on the development recordings.
_HEARD_WELL = 0.4
# People wonder whether they were heard after about a second.
_LONG_SILENCE_S = 0.9


@dataclass(frozen=True, slots=True)
class Collaborators:
    """Whom the dialog works with."""

    interpreter: Interpreter
    executor: Executor
    gate: Gate
    composer: ReplyComposer
    voice: Voice
    history: History
    attention: Attention
    bus: EventBus
    clock: Clock


class TurnRunner:
    """Takes a turn through its stages."""

    def __init__(self, collaborators: Collaborators, questions: OpenQuestions) -> None:
        self._with = collaborators
        self._questions = questions

    async def run(self, turn: Turn) -> None:
        """Run the turn to its end. Cancelling the turn's scope ends it after the step that has begun."""
        self._with.attention.enter("thinking", turn.number)
        async with anyio.create_task_group() as tasks:
            if turn.request.options.is_spoken:
                tasks.start_soon(self._sound_patient)
            turn.reply = await self._honest_reply_to(turn)
            tasks.cancel_scope.cancel()
        self._tell(turn)
        if not turn.request.options.is_spoken or not turn.reply.text:
            return
        if [result.message for result in turn.results] == ["dialog.stop"]:
            self._with.voice.earcon("done")  # Who asked for silence gets no sentence.
        else:
            await self._speak(turn)

    async def _honest_reply_to(self, turn: Turn) -> Reply:
        """Return the reply; whatever goes wrong on the way becomes an event and a sentence that says so."""
        try:
            return await self._reply_to(turn)
        except ZenusError as error:
            self._raise(turn, error)
            return self._with.composer.message("dialog.error", {"message": error.message, "hint": error.hint})
        except Exception as error:
            # The boundary of a turn: one that breaks must not end the assistant.
            log.exception("turn failed", extra={"turn": turn.number})
            self._raise(turn, ZenusError(f"Internal error: {type(error).__name__}.", code="internal-error"))
            return self._with.composer.message(
                "dialog.error", {"message": "Something went wrong inside me.", "hint": ""}
            )

    async def _sound_patient(self) -> None:
        """Let the user know that a long silence is work."""
        await anyio.sleep(_LONG_SILENCE_S)
        self._with.voice.earcon("thinking")

    def _raise(self, turn: Turn, error: ZenusError) -> None:
        if turn.request.options.is_spoken:
            self._with.voice.earcon("failed")
        self._with.bus.publish(ErrorRaised(turn=turn.number, code=error.code, message=error.message, hint=error.hint))

    async def _reply_to(self, turn: Turn) -> Reply:
        if turn.request.announcement:
            return self._with.composer.message(*turn.request.announcement)
        answered = self._answered_question(turn)
        if answered is not None:
            return answered if isinstance(answered, Reply) else await self._do_approved(turn, answered)
        turn.plan = turn.request.plan or self._understand(turn)
        if turn.plan is None:
            return self._not_understood(turn.request.utterance)
        self._with.bus.publish(
            Planned(turn=turn.number, source=turn.plan.source.value, steps=turn.step_facts(self._risks(turn.plan)))
        )
        if turn.request.options.is_dry_run:
            return self._preview(turn.plan)
        return await self._review(turn, turn.plan)

    def _not_understood(self, utterance: Utterance) -> Reply:
        if utterance.is_follow_up:
            return Reply("")  # Whoever spoke in the window after a reply may not have spoken to Zenus.
        key = "dialog.unknown" if utterance.confidence >= _HEARD_WELL else "dialog.unheard"
        return self._with.composer.message(key, {})

    def _understand(self, turn: Turn) -> Plan | None:
        started_s = self._with.clock.monotonic_s()
        utterance = turn.request.utterance
        plan = self._with.interpreter.interpret(utterance.text, utterance.language)
        turn.mark("understand", started_s, self._with.clock.monotonic_s())
        return plan

    def _preview(self, plan: Plan) -> Reply:
        steps: list[JsonValue] = [
            {"action": step.action, "args": {name: value for name, value in step.args.items() if value != ""}}
            for step in plan.steps
        ]
        return self._with.composer.message("dialog.dry_run", {"steps": steps})

    # ----------------------------------------------------------------------------------------------------------- gate

    async def _review(self, turn: Turn, plan: Plan) -> Reply:
        problem = problem_with(plan, self._with.executor)
        if problem:
            return self._with.composer.message("dialog.denied", {"reason": problem})
        match self._with.gate.review(plan):
            case Deny(reason):
                return self._with.composer.message("dialog.denied", {"reason": reason})
            case Ask(question) if turn.request.options.approve_all:
                self._approve(turn, Approval(question, granted=True, by="option"))
            case Ask(question):
                return self._ask(turn, plan, question)
            case Allow():
                pass
        return await self._act(turn, plan)

    async def _do_approved(self, turn: Turn, plan: Plan) -> Reply:
        """Run a plan that the user has said yes to; what has been denied since then, no yes can grant."""
        if turn.request.options.is_dry_run:
            return self._preview(plan)
        verdict = self._with.gate.review(plan)
        if isinstance(verdict, Deny):
            return self._with.composer.message("dialog.denied", {"reason": verdict.reason})
        return await self._act(turn, plan)

    def _ask(self, turn: Turn, plan: Plan, question: str) -> Reply:
        self._questions.put(turn.request.options.session, plan, question)
        self._with.bus.publish(
            ApprovalRequested(turn=turn.number, question=question, steps=turn.step_facts(self._risks(plan)))
        )
        return self._with.composer.message("dialog.approval", {"question": question})

    def _answered_question(self, turn: Turn) -> Plan | Reply | None:
        """Return the approved plan, the reply to a no, or None if this utterance is not an answer."""
        utterance, session = turn.request.utterance, turn.request.options.session
        if not self._questions.is_open(session):
            return None
        granted = parse_answer(utterance.text, utterance.language)
        question = self._questions.take(session)
        if question is None or granted is None:
            return None
        turn.plan = question.plan
        self._approve(turn, Approval(question.text, granted, utterance.modality))
        return question.plan if granted else self._with.composer.message("dialog.declined", {})

    def _approve(self, turn: Turn, approval: Approval) -> None:
        turn.approvals.append(approval)
        self._with.bus.publish(ApprovalGiven(turn=turn.number, granted=approval.granted, by=approval.by))

    def _risks(self, plan: Plan) -> dict[str, str]:
        specs = (self._with.executor.spec(step.action) for step in plan.steps)
        return {spec.name: spec.risk.value for spec in specs if spec}

    # ------------------------------------------------------------------------------------------------------------ act

    async def _act(self, turn: Turn, plan: Plan) -> Reply:
        """Run the steps in order; after one that failed, the rest are not begun."""
        started_s = self._with.clock.monotonic_s()
        self._with.attention.enter("acting", turn.number)
        for step in plan.steps:
            await checkpoint()  # After an interruption no further step begins.
            result = await self._run_step(turn, step)
            if not result.ok:
                break
        turn.mark("act", started_s, self._with.clock.monotonic_s())
        return self._with.composer.compose(turn.results, len(plan.steps))

    async def _run_step(self, turn: Turn, step: Step) -> ActionResult:
        self._with.bus.publish(ActionStarted(turn=turn.number, action=step.action))
        result = await self._with.executor.run(step, turn.number)
        turn.results.append(result)
        self._with.bus.publish(
            ActionFinished(
                turn=turn.number,
                action=result.action,
                ok=result.ok,
                verified=result.is_verified,
                undoable=result.is_undoable,
                effects=result.effects,
            )
        )
        return result

    # ---------------------------------------------------------------------------------------------------------- reply

    def _tell(self, turn: Turn) -> None:
        turn.mark("reply_ready", turn.started_s, self._with.clock.monotonic_s())
        if turn.reply.text:
            self._with.bus.publish(Replied(turn=turn.number, text=turn.reply.text, card=_card_facts(turn.reply.card)))

    async def _speak(self, turn: Turn) -> None:
        self._with.attention.enter("speaking", turn.number)
        try:
            turn.spoken = await self._with.voice.say(turn.number, turn.reply.text)
        except ZenusError as error:
            self._raise(turn, error)
            return
        self._with.bus.publish(Spoken(turn=turn.number, text=turn.spoken.text, complete=turn.spoken.is_complete))


def _card_facts(card: Card) -> Facts:
    return {"title": card.title, "rows": [list(row) for row in card.rows]}
