"""A thin line that empties as time goes by."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from gui.theme.look import Look
from gui.view import words

_HEIGHT = 3
_WHOLE = 1000


class TimeBar(QProgressBar):
    """Shows which part of a time is left; a progress bar to assistive technology."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setRange(0, _WHOLE)
        self.setValue(_WHOLE)
        self.setTextVisible(False)
        self.setFixedHeight(look.px(_HEIGHT))
        self.setAccessibleName(words.TIME_LEFT)

    def show_part(self, part: float) -> None:
        """Show a part, 0..1."""
        self.setValue(round(part * _WHOLE))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        painter.setBrush(self._look.color("border"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        rect.setWidth(rect.width() * self.value() / _WHOLE)
        painter.setBrush(self._look.color("warning"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
