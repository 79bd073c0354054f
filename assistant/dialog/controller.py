"""The controller: one turn at a time, each in its own cancel scope.

In come requests, from any task of the loop; out go a reply, events and a record. What is asked while a turn runs waits
in a short queue; "stop" does not wait. A turn never outlives its scope, but an action that has begun does: the executor
shields it, and its result is in the record even when the turn was interrupted.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC

import anyio

from assistant.dialog.collaborators import Collaborators
from assistant.dialog.questions import OpenQuestions
from assistant.dialog.runner import TurnRunner
from assistant.dialog.turn import MAIN_SESSION, Request, Turn, TurnOptions
from assistant.kernel.errors import InstanceError, ZenusError
from assistant.kernel.events import ErrorRaised, Interrupted, Spoken
from assistant.kernel.types import Facts, Plan, Source, Step, TurnRecord, Utterance
from assistant.understanding.stop import is_stop

MAX_WAITING = 8


@dataclass(slots=True)
class _Waiting:
    """A request on its way through the queue, and what became of it."""

    request: Request
    finished: anyio.Event = field(default_factory=anyio.Event)
    record: TurnRecord | None = None
    error: ZenusError | None = None


class Controller:
    """Runs turns. `run` serves the queue until it is cancelled."""

    def __init__(self, collaborators: Collaborators) -> None:
        self._with = collaborators
        self._questions = OpenQuestions(collaborators.questions, collaborators.composers, collaborators.clock)
        self._runner = TurnRunner(collaborators, self._questions)
        self._waiting: deque[_Waiting] = deque()
        self._arrived = anyio.Event()
        self._idle = anyio.Event()
        self._turn: Turn | None = None
        self._halted: Turn | None = None

    # ----------------------------------------------------------------------------------------------------- front side

    async def submit(self, request: Request) -> TurnRecord:
        """Run one turn and return its record.

        Raises:
            StoreError: The turn could not be begun because nothing can be stored.
            InstanceError: `busy` when too much is waiting, `dropped` when the user said stop before it began.
        """
        given_s = request.utterance.heard_s or self._with.clock.monotonic_s()
        request = replace(request, given_s=given_s)
        for language in self._with.composers.meant(request.utterance):
            if is_stop(request.utterance.text, language):
                request = self._stop_request(request, language)
                break
        waiting = _Waiting(request)
        if len(self._waiting) >= MAX_WAITING:
            raise InstanceError("Too many requests wait.", code="busy", hint="Wait for the answers, or say stop.")
        self._waiting.append(waiting)
        self._arrived.set()
        await waiting.finished.wait()
        if waiting.record is None:
            raise waiting.error or InstanceError("The request was dropped.", code="dropped", hint="Ask again.")
        return waiting.record

    async def announce(self, message: str, facts: Facts) -> TurnRecord:
        """Say something nobody asked for at this moment, such as that a timer is due."""
        utterance = Utterance("", "system", self._with.composers.main)
        return await self.submit(Request(utterance, announcement=(message, facts)))

    def interrupt(self, by: str) -> bool:
        """Cut the running turn short; False if none runs. What has begun is finished and recorded."""
        if self._turn is None:
            return False
        self._turn.interrupt(by)
        self._halted = self._turn
        self._with.voice.silence(self._turn.number)
        return True

    def halt(self, by: str) -> bool:
        """Interrupt, and drop what waits and every open question; False if there was nothing to stop.

        No effect begins after this call returns: the halt is seen by whatever runs, in whichever thread.
        """
        self._with.halt.call()
        was_busy = self.interrupt(by) or bool(self._waiting)
        while self._waiting:
            self._waiting.popleft().finished.set()
        self._questions.clear()
        return was_busy

    async def answer(
        self, *, is_granted: bool, session: str = MAIN_SESSION, question: str = "", code: str = ""
    ) -> bool:
        """Answer the open question of a session; False if there is none, or another than the one with that id.

        A yes without the code that the question demands is a no: there is one guess.
        """
        asked = self._questions.open(session)
        if asked is None or question not in ("", asked.id):
            return False
        is_granted = is_granted and code.strip() == asked.code
        options = TurnOptions(session=session)
        await self.submit(
            Request(Utterance("", "typed", asked.language), options, answer=is_granted, question=asked.id)
        )
        return True

    def has_question(self, session: str = MAIN_SESSION) -> bool:
        """Whether an answer is waited for."""
        return self._questions.open(session) is not None

    @property
    def answer_language(self) -> str:
        """The language in which an answer is waited for; empty while none is."""
        question = self._questions.open(MAIN_SESSION)
        return question.language if question else ""

    @property
    def language(self) -> str:
        """The language of the running turn; the main one while none runs."""
        return self._turn.language if self._turn else self._with.composers.main

    @property
    def is_busy(self) -> bool:
        """Whether a turn runs or waits."""
        return self._turn is not None or bool(self._waiting)

    async def wait_until_idle(self) -> None:
        """Wait until no turn runs and none waits."""
        while self.is_busy:
            await self._idle.wait()

    def reserve_turn(self) -> int:
        """Return a fresh turn number, for events that come before the utterance is complete."""
        return self._with.history.next_turn()

    def mark_first_audio(self, turn: int) -> None:
        """Note that the first sample of this turn's reply leaves the speaker now."""
        if self._turn is None or self._turn.number != turn:
            return
        now_s = self._with.clock.monotonic_s()
        self._turn.mark("first_audio", self._turn.started_s, now_s)
        if self._turn.request.utterance.heard_s:
            self._turn.mark("response", self._turn.request.utterance.heard_s, now_s)

    # ---------------------------------------------------------------------------------------------------------- queue

    async def run(self) -> None:
        """Run turns one after another, for ever."""
        while True:
            while not self._waiting:
                self._arrived = anyio.Event()
                await self._arrived.wait()
            waiting = self._waiting.popleft()
            try:
                waiting.record = await self._serve(waiting.request)
            except ZenusError as error:
                waiting.error = error
                self._with.bus.publish(ErrorRaised.of(error))
            finally:
                waiting.finished.set()
                self._idle.set()
                self._idle = anyio.Event()

    def _stop_request(self, request: Request, language: str) -> Request:
        """Halt at once, and return the request whose reply says so."""
        was_busy = self.halt(request.utterance.modality)
        plan = Plan(Source.GRAMMAR, (Step("dialog.stop", {"was_busy": was_busy}),), rule="stop")
        return replace(request, plan=plan, utterance=replace(request.utterance, language=language))

    def _with_what_was_stopped(self, request: Request) -> Request:
        """Return a request to stop with what came of the turn that it stopped, which has ended by now."""
        stopped, self._halted = self._halted, None
        is_stop_request = request.plan is not None and request.plan.rule == "stop"
        if stopped is None or not is_stop_request or not stopped.plan:
            return request
        was_acting = bool(stopped.results) and not stopped.results[-1].ok
        last = (
            self._with.composers.of(request.utterance.language).compose(stopped.results[-1:]).text if was_acting else ""
        )
        done = sum(result.ok for result in stopped.results)
        facts: Facts = {"was_busy": True, "done": done, "dropped": stopped.dropped, "last": last}
        return replace(request, plan=Plan(Source.GRAMMAR, (Step("dialog.stop", facts),), rule="stop"))

    async def _serve(self, request: Request) -> TurnRecord:
        request = self._with_what_was_stopped(request)
        number = request.utterance.turn or self._with.history.next_turn()
        turn = self._turn = Turn(number, request, self._with.clock.monotonic_s())
        try:
            with turn.scope:
                await self._runner.run(turn)
            if turn.interrupted_by:
                self._note_interruption(turn)
            turn.mark("total", turn.started_s, self._with.clock.monotonic_s())
            record = turn.record(self._with.clock.now().astimezone(UTC))
            self._with.history.add(record)
            return record
        finally:
            self._turn = None
            self._with.attention.rest()

    def _note_interruption(self, turn: Turn) -> None:
        self._with.bus.publish(Interrupted(turn=turn.number, by=turn.interrupted_by, dropped=turn.dropped))
        turn.spoken = self._with.voice.spoken(turn.number)
        if turn.spoken is not None:
            self._with.bus.publish(Spoken(turn=turn.number, text=turn.spoken.text, complete=turn.spoken.is_complete))
