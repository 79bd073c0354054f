"""The one card that is shown: the open question first, otherwise the newest answer, for as long as it is wanted."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from gui.cards.build import build_card
from gui.cards.confirmation import ConfirmationCard
from gui.cards.frame import CardFrame
from gui.overlay.current import CurrentOverlay
from gui.view.cards import CardContent, CardKind
from gui.view.question import QuestionModel

# A question comes within this time after what leads to it was asked for.
_EXPECTED_S = 3.0


class CardSlot(QObject):
    """Puts a card on the overlay, and takes it away.

    Args:
        question: Tells which question is open.

    Signals:
        answered: A question, by its id, was answered: whether with yes, and the code that was entered.
        undo_wanted: What was done is to be taken back.
        said: The user asks for something by a click; carries the words.
        shown: There is another answer to be seen.
    """

    answered = Signal(str, bool, str)
    undo_wanted = Signal()
    said = Signal(str)
    shown = Signal()

    def __init__(self, overlay: CurrentOverlay, question: QuestionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._overlay = overlay
        self._question = question
        self._content: CardContent | None = None
        self._is_hovered = False
        self._keyboard_until_s = 0.0
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._retire)

    @property
    def card(self) -> CardFrame | None:
        """The card that is shown."""
        return self._overlay.window.card

    def expect_question(self) -> None:
        """The user is at the settings window: a question that follows from that may have the keyboard."""
        self._keyboard_until_s = time.monotonic() + _EXPECTED_S

    def show_question(self) -> None:
        """Show the question that is open, or take away the one that no longer is."""
        question, card = self._question.open, self.card
        if question is None:
            if isinstance(card, ConfirmationCard):
                self._overlay.window.hide_card()
            return
        if isinstance(card, ConfirmationCard) and card.question.id == question.id:
            return
        self._content = None
        asking = ConfirmationCard(self._overlay.look, question)
        asking.answered.connect(lambda is_granted, code: self.answered.emit(question.id, is_granted, code))
        self._put(asking)
        if time.monotonic() < self._keyboard_until_s:
            self._overlay.window.take_keyboard()

    def show_left(self, now_s: float) -> None:
        """Show how much of the question's time is left."""
        question, card = self._question.open, self.card
        if question is not None and isinstance(card, ConfirmationCard):
            card.show_left(question.left(now_s))

    def show_content(self, content: CardContent) -> None:
        """Show an answer, unless a question is open: that comes first, and the answer is among the last ones."""
        if self._question.open is not None:
            return
        card = build_card(self._overlay.look, content)
        card.closed.connect(self._close)
        card.undo_wanted.connect(self.undo_wanted)
        card.said.connect(self.said)
        card.hovered.connect(self._hover)
        self._content = content
        self._put(card)
        self._due.start(round(content.shown_for_s * 1000))
        self.shown.emit()

    def show_again(self) -> None:
        """Show on a window that was made anew what was on the one before."""
        self.show_question()
        if self._content is not None:
            self.show_content(self._content)

    def drop_choices(self) -> None:
        """Take choices away: one was chosen, or something else was asked for."""
        if self._content is not None and self._content.kind is CardKind.CHOICES:
            self._close()

    def _put(self, card: CardFrame) -> None:
        card.keyboard_wanted.connect(self._overlay.window.take_keyboard)
        self._overlay.window.show_card(card)

    def _hover(self, is_over: bool) -> None:
        self._is_hovered = is_over

    def _retire(self) -> None:
        """Take an answer away that was shown for long enough, unless the user is at it."""
        if self._content is None:
            return
        if self._is_hovered or self._overlay.window.has_keyboard:
            self._due.start(round(self._content.shown_for_s * 1000))
        else:
            self._close()

    def _close(self) -> None:
        self._content = None
        self._is_hovered = False
        self._overlay.window.hide_card()
