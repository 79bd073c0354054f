"""The card that asks before something is done: the question, the exact targets, and an answer that is no by default.

A yes that comes within the first moment after the card has appeared counts for nothing: it was meant for whatever was
there before.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.cards.diff_lines import DiffLines
from gui.cards.elided import ElidedLabel
from gui.cards.frame import CardFrame
from gui.cards.keypad import Keypad
from gui.cards.time_bar import TimeBar
from gui.theme.look import Look
from gui.theme.tokens import GAP_M, GAP_S
from gui.view import words
from gui.view.question import OpenQuestion

# People need a quarter of a second to react to what they see; a click before that is none.
GUARD_MS = 700
_MOST_ROWS = 5
_ROW = 30
_DIFF_HEIGHT = 150


class ConfirmationCard(CardFrame):
    """Asks.

    Signals:
        answered: Whether it is a yes, and the code that was entered.
    """

    answered = Signal(bool, str)

    def __init__(self, look: Look, question: OpenQuestion) -> None:
        for_good = question.is_for_good or question.demands_code
        super().__init__(look, words.CONFIRM_FOR_GOOD if for_good else words.CONFIRM_TITLE)
        self._question = question
        self._is_guarded = True
        self._keypad: Keypad | None = None
        self.mark("alert" if for_good else "shield", "danger" if for_good else "warning")
        self.body.addWidget(self.label(question.text, "lead", is_bold=True))
        self._add_targets()
        self._add_changes()
        if question.demands_code:
            self._keypad = Keypad(look, self)
            self._keypad.changed.connect(self._weigh)
            self.body.addWidget(self._keypad)
        self._yes, self.no = self._add_answers(is_for_good=for_good)
        self._bar = TimeBar(look, self)
        self.body.addWidget(self._bar)
        self._weigh()
        QTimer.singleShot(GUARD_MS, self, self._lower_guard)

    @property
    def question(self) -> OpenQuestion:
        """What is asked."""
        return self._question

    def show_left(self, part: float) -> None:
        """Show which part of the time is left, 0..1."""
        self._bar.show_part(part)

    def first_focus(self) -> QPushButton:
        """Return the no: nobody should agree by a key that was meant for something else."""
        return self.no

    def input_kinds(self) -> tuple[type[QWidget], ...]:
        """The list of targets can be scrolled."""
        return (QScrollArea,)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Y is yes, N and Escape are no, digits enter the code."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_N):
            self._answer(is_granted=False)
        elif key == Qt.Key.Key_Y:
            self._answer(is_granted=True)
        elif self._keypad and (text.isdigit() or key == Qt.Key.Key_Backspace):
            self._keypad.press(text if text.isdigit() else "")
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------------------ its parts

    def _add_targets(self) -> None:
        notes = [row[0] for row in self._question.targets if len(row) == 1]
        targets = [row for row in self._question.targets if len(row) > 1]
        for note in notes:
            self.body.addWidget(self.label(note, "body", is_secondary=True))
        if not targets:
            return
        if len(targets) > 1:
            self.body.addWidget(self.label(words.targets(len(targets)), "small", is_secondary=True))
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(GAP_S))
        for row in targets:
            column.addWidget(self._target(row, holder))
        self._add_scrolled(holder, len(targets), _MOST_ROWS * self.look.px(_ROW + GAP_S), words.targets(len(targets)))

    def _add_changes(self) -> None:
        changes = self._question.changes
        if changes:
            lines = DiffLines(self.look, changes, self)
            self._add_scrolled(lines, len(changes), self.look.px(_DIFF_HEIGHT), words.CHANGES)

    def _add_scrolled(self, widget: QWidget, rows: int, height: int, name: str) -> None:
        """Add what has many rows, so that the answers stay in sight."""
        if rows <= _MOST_ROWS:
            self.body.addWidget(widget)
            return
        area = QScrollArea(self)
        area.setWidget(widget)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFixedHeight(height)
        area.setAccessibleName(name)
        self.body.addWidget(area)

    def _target(self, row: tuple[str, ...], parent: QWidget) -> QWidget:
        """Return a line: the object, and what would become of it."""
        line = QWidget(parent)
        line.setFixedHeight(self.look.px(_ROW))
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(self.look.px(GAP_M))
        target = ElidedLabel(row[0], self.look.font("body"), line)
        across.addWidget(target, 1)
        for fate in row[1:]:
            chip = self.label(fate, "small")
            chip.setWordWrap(False)
            chip.setProperty("chip", True)
            across.addWidget(chip)
        return line

    def _add_answers(self, *, is_for_good: bool) -> tuple[QPushButton, QPushButton]:
        yes = self.button(words.YES, "danger" if is_for_good else "")
        no = self.button(words.NO, "primary")
        keyboard = self.keyboard_button(words.KEYBOARD_HELP)
        line = QHBoxLayout()
        line.setSpacing(self.look.px(GAP_M))
        for widget, stretch in ((no, 1), (yes, 1), (keyboard, 0)):
            line.addWidget(widget, stretch)
        self.body.addLayout(line)
        yes.clicked.connect(lambda: self._answer(is_granted=True))
        no.clicked.connect(lambda: self._answer(is_granted=False))
        self.closed.connect(lambda: self._answer(is_granted=False))
        return yes, no

    # ------------------------------------------------------------------------------------------------------ answering

    def _code(self) -> str:
        return self._keypad.code if self._keypad else ""

    def _lower_guard(self) -> None:
        self._is_guarded = False
        self._weigh()

    def _weigh(self) -> None:
        """Let a yes be given only when it would count."""
        has_code = self._keypad is None or self._keypad.is_complete
        self._yes.setEnabled(has_code and not self._is_guarded)

    def _answer(self, *, is_granted: bool) -> None:
        if not is_granted or self._yes.isEnabled():
            self.answered.emit(is_granted, self._code() if is_granted else "")
