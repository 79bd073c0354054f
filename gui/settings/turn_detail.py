"""One turn in full: why it came to what was done, its deeds with a way back, and where the time went."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.settings.flow import drop
from gui.settings.parts import ScrollPage, button, label
from gui.theme.look import Look
from gui.theme.tokens import GAP_L, GAP_M, GAP_S
from gui.view import settings_words as words
from gui.view.history import DeedLine, Stage, TurnDetail

_TITLE_WIDTH = 96
_BAR_HEIGHT = 8


class TurnView(ScrollPage):
    """The turn that was chosen.

    Signals:
        undo_wanted: The number of a deed that is to be taken back.
    """

    undo_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look, words.SHOW_DETAILS)
        self._look = look
        margin = look.px(GAP_S)
        self.body.setContentsMargins(margin, 0, margin, margin)
        self.body.setSpacing(look.px(GAP_L))
        self.show_nothing(words.HISTORY_HELP)

    def show_nothing(self, told: str) -> None:
        """Show a sentence in the place of a turn."""
        self._clear()
        self.body.addWidget(label(self._look, told, "body", is_secondary=True))
        self.body.addStretch(1)

    def show_turn(self, turn: TurnDetail) -> None:
        """Show a turn."""
        self._clear()
        look = self._look
        self.body.addWidget(label(look, turn.said or words.MODALITIES["system"], "lead", is_bold=True))
        outcome = label(look, f"{words.OUTCOMES.get(turn.outcome, turn.outcome)} · {turn.when} · #{turn.turn}", "small")
        outcome.setProperty("good", turn.outcome in words.GOOD)
        outcome.setProperty("bad", turn.outcome in words.BAD)
        self.body.addWidget(outcome)
        self.body.addWidget(label(look, turn.told))
        for title, told in turn.facts:
            self.body.addWidget(self._fact(title, told))
        for deed in turn.deeds:
            self.body.addWidget(self._deed(deed))
        if turn.stages:
            self.body.addWidget(self._stages(turn.stages))
        self.body.addStretch(1)

    def show_error(self, text: str) -> None:
        """Say below the turn what did not work."""
        told = label(self._look, text, "small")
        told.setProperty("error", True)
        self.body.insertWidget(2, told)

    def _clear(self) -> None:
        while (item := self.body.takeAt(0)) is not None:
            drop(item)

    def _fact(self, title: str, told: str) -> QWidget:
        return self._titled(title, label(self._look, told, "body"))

    def _titled(self, title: str, content: QWidget) -> QWidget:
        line = QWidget()
        line.setAccessibleName(title)
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(self._look.px(GAP_M))
        heading = label(self._look, title, "small", is_secondary=True)
        heading.setFixedWidth(self._look.px(_TITLE_WIDTH))
        across.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(content, 1)
        return line

    def _deed(self, deed: DeedLine) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(GAP_S))
        column.addWidget(label(self._look, deed.name))
        column.addWidget(label(self._look, deed.state, "small", is_secondary=True))
        if deed.can_undo:
            undo = button(self._look, "Undo", name=words.UNDO_DEED.format(name=deed.name))
            undo.clicked.connect(lambda: self.undo_wanted.emit(deed.deed))
            column.addWidget(undo, 0, Qt.AlignmentFlag.AlignLeft)
        return self._titled(words.DONE, content)

    def _stages(self, stages: tuple[Stage, ...]) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(GAP_M))
        for stage in stages:
            across = QHBoxLayout()
            across.addWidget(label(self._look, stage.name, "small"), 1)
            took = QLabel(stage.shown)
            took.setFont(self._look.font("small", is_bold=True))
            across.addWidget(took)
            column.addLayout(across)
            column.addWidget(_Bar(self._look, stage))
        return self._titled(words.TOOK, content)


class _Bar(QWidget):
    """How long a stage took, beside the longest one."""

    def __init__(self, look: Look, stage: Stage) -> None:
        super().__init__()
        self._look = look
        self._part = stage.part
        self.setAccessibleName(f"{stage.name}: {stage.shown}")
        self.setMinimumHeight(look.px(_BAR_HEIGHT))

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return its height; it takes the width that is there."""
        return QSize(0, self._look.px(_BAR_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint track and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = self._look.px(_BAR_HEIGHT)
        painter.setBrush(self._look.color("border"))
        painter.drawRoundedRect(QRectF(0, 0, self.width(), height), height / 2, height / 2)
        painter.setBrush(self._look.color("accent"))
        painter.drawRoundedRect(QRectF(0, 0, max(height, self.width() * self._part), height), height / 2, height / 2)
