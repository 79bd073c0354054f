"""The stages of one turn: understand, review, act, reply, speak.

Every stage writes what it found into the turn, so that a turn which is cut short still leaves a true record.
"""

import logging
from dataclasses import replace

import anyio

from assistant.dialog.clarifying import OpenClarifications
from assistant.dialog.collaborators import Collaborators
from assistant.dialog.context import TURNS, context_of
from assistant.dialog.doing import PlanRunner
from assistant.dialog.questions import OpenQuestions
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.turn import Turn
from assistant.kernel.context import Clarification, Context
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import ErrorRaised, Planned, Replied, Spoken
from assistant.kernel.types import Approval, Plan, Reply, Risk
from assistant.kernel.verdict import Question

log = logging.getLogger(__name__)

# The recogniser's confidence in babble of several voices stays below; measured on the development recordings.
_HEARD_WELL = 0.4
# People wonder whether they were heard after about a second.
_LONG_SILENCE_S = 0.9


class TurnRunner:
    """Takes a turn through its stages."""

    def __init__(self, collaborators: Collaborators, questions: OpenQuestions) -> None:
        self._with = collaborators
        self._questions = questions
        self._plans = PlanRunner(collaborators, questions)
        self._clarifications = OpenClarifications(
            collaborators.clarifications, collaborators.composers, collaborators.interpreter, collaborators.clock
        )

    async def run(self, turn: Turn) -> None:
        """Run the turn to its end. Cancelling the turn's scope ends it after the step that has begun."""
        self._with.attention.enter("thinking", turn.number)
        turn.turn_to(self._with.composers.meant(turn.request.utterance)[0])
        async with anyio.create_task_group() as tasks:
            if turn.request.options.is_spoken:
                tasks.start_soon(self._sound_patient)
            turn.reply = self._with_occasion(turn, await self._honest_reply_to(turn))
            tasks.cancel_scope.cancel()
        self._tell(turn)
        if not turn.request.options.is_spoken or not turn.reply.text:
            return
        if _is_silence(turn):
            self._with.voice.earcon("done")  # Who asked for silence gets no sentence.
        else:
            await self._speak(turn)

    async def _honest_reply_to(self, turn: Turn) -> Reply:
        """Return the reply; whatever goes wrong on the way becomes an event and a sentence that says so."""
        try:
            return await self._reply_to(turn)
        except ZenusError as error:
            self._raise(turn, error)
            return self._composer(turn).message("dialog.error", {"message": error.message, "hint": error.hint})
        except Exception as error:
            # The boundary of a turn: one that breaks must not end the assistant.
            log.exception("turn failed", extra={"turn": turn.number})
            self._raise(turn, ZenusError(f"Internal error: {type(error).__name__}.", code="internal-error"))
            return self._composer(turn).message("failed.internal-error", {})

    def _with_occasion(self, turn: Turn, reply: Reply) -> Reply:
        """Return the reply with the reason why Zenus acts of its own accord before it."""
        if turn.request.occasion is None or not reply.text:
            return reply
        return replace(reply, text=f"{self._composer(turn).message(*turn.request.occasion).text} {reply.text}")

    async def _sound_patient(self) -> None:
        """Let the user know that a long silence is work."""
        await anyio.sleep(_LONG_SILENCE_S)
        self._with.voice.earcon("thinking")

    def _raise(self, turn: Turn, error: ZenusError) -> None:
        if turn.request.options.is_spoken:
            self._with.voice.earcon("failed")
        self._with.bus.publish(ErrorRaised.of(error, turn.number))

    async def _reply_to(self, turn: Turn) -> Reply:
        if turn.request.announcement:
            return self._composer(turn).message(*turn.request.announcement)
        answered = self._answer_to_question(turn)
        if answered is not None:
            return await self._take_answer(turn, *answered)
        understood = turn.request.plan or self._understand(turn)
        if isinstance(understood, Clarification):
            asked_back = replace(understood, language=turn.language)
            return self._clarifications.put(turn.request.options.session, asked_back)
        if understood is None:
            return self._not_understood(turn)
        turn.plan = understood
        if turn.request.utterance.modality != "system":
            if not self._is_aside(turn.plan):
                self._clarifications.drop(turn.request.options.session)
            self._questions.take(turn.request.options.session)  # Who asks for something else has not said yes.
        self._with.bus.publish(
            Planned(
                turn=turn.number, source=turn.plan.source.value, steps=turn.step_facts(self._plans.risks(turn.plan))
            )
        )
        reply = await self._plans.run(turn, turn.plan)
        if turn.results and not turn.results[-1].ok:
            session = turn.request.options.session
            return self._clarifications.put_choices(session, turn.plan, turn.results, turn.language) or reply
        if reply.card.kind == "items":  # "the second one" is of this list now
            self._clarifications.drop(turn.request.options.session)
        return reply

    def _is_aside(self, plan: Plan) -> bool:
        """Return whether a request only asks for something to be told, after which one may go on as before."""
        return all(risk == Risk.READ_ONLY.value for risk in self._plans.risks(plan).values())

    def _answer_to_question(self, turn: Turn) -> tuple[Question, bool] | None:
        session, request = turn.request.options.session, turn.request
        if request.options.is_dry_run:
            return None  # What does nothing closes no question either.
        if request.answer is not None:
            question = self._questions.open(session)
            if question is None or request.question not in ("", question.id) or not self._questions.take(session):
                return None
            return question, request.answer
        return self._questions.answer(session, request.utterance, request.given_s)

    async def _take_answer(self, turn: Turn, question: Question, is_granted: bool) -> Reply:
        turn.plan = question.plan
        turn.turn_to(question.language)
        by = "client" if turn.request.answer is not None else turn.request.utterance.modality
        await self._plans.note_approval(turn, Approval(question.text, is_granted, by))
        if not is_granted:
            return self._composer(turn).message("dialog.declined", {})
        return await self._plans.run(turn, question.plan, question.agreement)

    def _not_understood(self, turn: Turn) -> Reply:
        utterance = turn.request.utterance
        if utterance.is_follow_up:
            return Reply("")  # Whoever spoke in the window after a reply may not have spoken to Zenus.
        question = self._questions.open(turn.request.options.session)
        if question is not None:
            turn.turn_to(question.language)
            again = self._composer(turn).message("dialog.approval.again", {"question": question.text})
            return Reply(again.text, again.card, expects_answer=True)
        key = "dialog.unknown" if utterance.confidence >= _HEARD_WELL else "dialog.unheard"
        return self._composer(turn).message(key, {})

    def _understand(self, turn: Turn) -> Plan | Clarification | None:
        started_s = self._with.clock.monotonic_s()
        utterance, session = turn.request.utterance, turn.request.options.session
        context = context_of(self._with.history.latest(TURNS, session), self._with.clock.now())
        asked_back = self._clarifications.open(session)
        understood: Plan | Clarification | None = self._clarifications.answer(session, utterance, context)
        if understood and asked_back:
            turn.turn_to(asked_back.language)
        else:
            understood = self._interpreted(turn, context)
        turn.mark("understand", started_s, self._with.clock.monotonic_s())
        return understood

    def _interpreted(self, turn: Turn, context: Context) -> Plan | Clarification | None:
        """Return what the request means in the first language in which it means something, and turn to that one."""
        utterance = turn.request.utterance
        for language in self._with.composers.meant(utterance):
            understood = self._with.interpreter.interpret(utterance.text, language, context)
            if understood is not None:
                turn.turn_to(language)
                return understood
        return None

    def _composer(self, turn: Turn) -> ReplyComposer:
        return self._with.composers.of(turn.language)

    # ---------------------------------------------------------------------------------------------------------- reply

    def _tell(self, turn: Turn) -> None:
        turn.mark("reply_ready", turn.started_s, self._with.clock.monotonic_s())
        if turn.reply.text:
            self._with.bus.publish(Replied(turn=turn.number, text=turn.reply.text, card=turn.reply.card.as_facts()))

    async def _speak(self, turn: Turn) -> None:
        self._with.attention.enter("speaking", turn.number)
        try:
            turn.spoken = await self._with.voice.say(turn.number, turn.reply.text, turn.language)
        except ZenusError as error:
            self._raise(turn, error)
            return
        self._with.bus.publish(Spoken(turn=turn.number, text=turn.spoken.text, complete=turn.spoken.is_complete))


def _is_silence(turn: Turn) -> bool:
    """Return whether this was a request to stop that left nothing undone of which the user must know."""
    return [(r.message, r.facts.get("dropped"), r.facts.get("last")) for r in turn.results] == [("dialog.stop", 0, "")]
