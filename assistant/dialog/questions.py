"""The gate's open questions: at most one a session, answered within its time or dropped. No answer means no."""

from dataclasses import dataclass

from assistant.kernel.clock import Clock
from assistant.kernel.types import Plan

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Question:
    """A plan that waits for a yes, until `expires_s` on the monotonic clock."""

    plan: Plan
    text: str
    expires_s: float


class OpenQuestions:
    """Keeps questions by session."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_session: dict[str, Question] = {}

    def put(self, session: str, plan: Plan, text: str) -> None:
        """Ask; a question that is still open in this session is dropped."""
        self._by_session[session] = Question(plan, text, self._clock.monotonic_s() + TIMEOUT_S)

    def take(self, session: str) -> Question | None:
        """Return the open question and close it."""
        question = self._by_session.pop(session, None)
        return question if question and self._clock.monotonic_s() < question.expires_s else None

    def is_open(self, session: str) -> bool:
        """Whether an answer is waited for."""
        question = self._by_session.get(session)
        return question is not None and self._clock.monotonic_s() < question.expires_s

    def clear(self) -> None:
        """Drop every question."""
        self._by_session.clear()
