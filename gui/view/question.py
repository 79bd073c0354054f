"""The gate's question while it is open: what it is about, how it may be answered, and when it is over."""

from dataclasses import dataclass

from assistant.kernel.types import Facts
from gui.view.fields import Rows, flag, number, objects, rows, text

# For a question whose event does not say how long it is open.
_USUAL_OPEN_S = 45.0
_IRREVERSIBLE = "irreversible"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an answer.

    Attributes:
        id: What an answer must name, so that it never answers another question.
        session: The conversation that it was asked in.
        targets: The exact objects, a line each, with what would become of them; a line of one cell is a note.
        changes: What a text would lose and get: lines of a sign and a text.
        demands_code: A yes counts only with the code that the question tells.
        is_for_good: One of the steps can't be undone.
        until_s: When it closes, on the clock of whoever feeds the model.
        open_s: How long it is open altogether.
    """

    id: str
    session: str
    text: str
    targets: Rows
    changes: Rows
    demands_code: bool
    is_for_good: bool
    until_s: float
    open_s: float

    def left(self, now_s: float) -> float:
        """Return the part of its time that is left, 0..1."""
        return max(0.0, min(1.0, (self.until_s - now_s) / self.open_s)) if self.open_s > 0 else 0.0


class QuestionModel:
    """Keeps the open question, at most one: the newest."""

    def __init__(self) -> None:
        self.open: OpenQuestion | None = None

    def take(self, event: Facts, now_s: float) -> None:
        """Take an event into account."""
        match text(event, "type"):
            case "approval_requested":
                self.open = _asked(event, now_s)
            case "approval_given" | "plan":  # Who asks for something else has not said yes.
                self.open = None

    def close(self) -> None:
        """Forget the question: it was answered here, or its time is over."""
        self.open = None

    def expire(self, now_s: float) -> bool:
        """Close a question whose time is over; return whether there was one."""
        is_over = self.open is not None and now_s >= self.open.until_s
        if is_over:
            self.open = None
        return is_over


def _asked(event: Facts, now_s: float) -> OpenQuestion:
    open_s = number(event, "open_s") or _USUAL_OPEN_S
    # A window that comes later, or again, is told how much of the time has gone by.
    left_s = open_s - number(event, "age_s")
    return OpenQuestion(
        id=text(event, "id"),
        session=text(event, "session") or "main",
        text=text(event, "question"),
        targets=rows(event, "targets"),
        changes=rows(event, "changes"),
        demands_code=text(event, "demand") == "code",
        is_for_good=any(text(step, "risk") == _IRREVERSIBLE for step in objects(event, "steps"))
        or flag(event, "is_for_good"),
        until_s=now_s + left_s,
        open_s=open_s,
    )
