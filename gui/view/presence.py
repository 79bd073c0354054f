"""Everything that is shown, fed from one place: face, question, cards."""

from dataclasses import dataclass

from assistant.kernel.types import Facts
from gui.view.cards import CardContent, CardModel
from gui.view.face import FaceModel
from gui.view.fields import number, text
from gui.view.question import QuestionModel


@dataclass(frozen=True, slots=True)
class Change:
    """What an event changed.

    Attributes:
        card: A card to be shown, if the event brought one.
        has_question_changed: A question was asked, answered or dropped.
    """

    card: CardContent | None = None
    has_question_changed: bool = False


class Presence:
    """The view models together. `now_s` is monotonic seconds, on any clock."""

    def __init__(self) -> None:
        self.face = FaceModel()
        self.question = QuestionModel()
        self.cards = CardModel()

    def take(self, event: Facts, now_s: float) -> Change:
        """Take one event."""
        before = self.question.open
        self.face.take(event, now_s)
        self.question.take(event, now_s)
        return Change(self.cards.take(event), self.question.open is not before)

    def catch_up(self, events: list[Facts], core_now_s: float, now_s: float) -> None:
        """Take events from before this window was there.

        Args:
            events: As a snapshot of the core holds them, oldest first.
            core_now_s: The core's seconds since start when the snapshot was made.
            now_s: The same moment on this side.
        """
        for event in events:
            age_s = core_now_s - number(event, "t_s")
            aged = {**event, "age_s": age_s} if text(event, "type") == "approval_requested" else event
            self.face.take(aged, now_s - age_s)
            self.question.take(aged, now_s)
            self.cards.take(aged)

    def disconnect(self) -> None:
        """The core is gone: nothing that it asked can be answered."""
        self.face.disconnect()
        self.question.close()
