"""The gate's open questions: at most one a session, answered within its time or dropped. No answer means no.

They are kept in the store, so that an answer may come by another process; an answer that was given before the question
was put counts for nothing.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from assistant.dialog.composers import Composers
from assistant.kernel.clock import Clock
from assistant.kernel.stores import QuestionStore
from assistant.kernel.types import Plan, Reply, Utterance
from assistant.kernel.verdict import Agreement, Ask, Demand, Question
from assistant.understanding.confirm import digits_in, is_echo_safe, parse_answer

# Long enough to hear the question out and to think.
TIMEOUT_S = 45.0
# Two digits are one number when spoken; a guess is right once in seventy times, and there is one guess.
_CODES = [str(number) for number in range(21, 100) if number % 10]
# More than there are words in any question, so that a name with codes in it leaves one over.
_LONGER_CODES = [str(number) for number in range(211, 1000) if "0" not in str(number)]


class OpenQuestions:
    """Asks, and takes answers. A question is answered in the language in which it was asked."""

    def __init__(self, store: QuestionStore, composers: Composers, clock: Clock) -> None:
        self._store = store
        self._composers = composers
        self._clock = clock
        self._put_s: dict[str, float] = {}

    def put(self, session: str, plan: Plan, ask: Ask, done: str = "", language: str = "") -> tuple[Question, Reply]:
        """Ask; a question that is still open in this session is dropped.

        Args:
            session: The conversation.
            plan: What waits for the answer.
            ask: What needs leave.
            done: What has been done before it in this turn, in words; it is told first.
            language: ISO 639-1 code; empty for the main one.
        """
        language = language or self._composers.main
        told = f"{done} {self._composers.of(language).question(ask, '').text}"
        # A file may be called "yes please": then only the code tells the user from an echo.
        codes = _codes(digits_in(told, language))
        codes = codes if ask.demand is Demand.CODE else chain([""], codes)
        made = (_told_first(done, *self._made(plan, ask, code, language)) for code in codes)
        question, reply = next(
            (question, reply) for question, reply in made if is_echo_safe(reply.text, language, question)
        )
        self._store.put(session, question)
        self._put_s[session] = self._clock.monotonic_s()
        return question, reply

    def answer(self, session: str, utterance: Utterance, given_s: float) -> tuple[Question, bool] | None:
        """Return the question and whether it was agreed to, and close it; None if this is no answer to it.

        Args:
            session: The conversation.
            utterance: What was said or typed; what Zenus says of its own accord is no answer.
            given_s: Monotonic time at which it was complete.
        """
        question = self.open(session)
        if question is None or utterance.modality == "system" or given_s < self._put_s.get(session, 0.0):
            return None
        granted = parse_answer(utterance.text, question.language or utterance.language, question)
        return (question, granted) if granted is not None and self._store.take(session) else None

    def open(self, session: str) -> Question | None:
        """Return the question that waits for an answer."""
        question = self._store.get(session)
        return question if question and question.is_open(self._clock.now()) else None

    def take(self, session: str) -> Question | None:
        """Return the question that waits for an answer, and close it."""
        return self._store.take(session) if self.open(session) else None

    def clear(self) -> None:
        """Drop every question."""
        self._store.clear()

    def _made(self, plan: Plan, ask: Ask, code: str, language: str) -> tuple[Question, Reply]:
        demand = Demand.CODE if code else Demand.YES
        composer = self._composers.of(language)
        reply = composer.question(Ask(ask.steps, ask.concerns, demand), code)
        now = self._clock.now()
        question = Question(
            plan=plan,
            text=reply.text,
            agreement=Agreement(frozenset(foreseen.seal for foreseen in ask.steps), demand),
            deeds=tuple(composer.deed(f.step.action, f.prospect.facts, f.spec.description) for f in ask.steps),
            asked_at=now,
            expires_at=now + timedelta(seconds=TIMEOUT_S),
            code=code,
            language=language,
        )
        return question, reply


def _told_first(done: str, question: Question, reply: Reply) -> tuple[Question, Reply]:
    return question, replace(reply, text=f"{done} {reply.text}".strip())


def _codes(digits: str) -> Iterator[str]:
    """Yield codes that the question does not hold already, in an order that nobody can know."""
    chance = secrets.SystemRandom()
    for codes in (_CODES, _LONGER_CODES):
        yield from (code for code in chance.sample(codes, len(codes)) if code not in digits)
