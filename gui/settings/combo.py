"""A list to choose one thing from. The wheel scrolls the page that it stands on, and does not turn it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox

from gui.theme.look import Look


class Combo(QComboBox):
    """The list, closed until it is clicked or opened by a key."""

    def __init__(self, look: Look, choices: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self.setFont(look.font("body"))
        self.addItems(list(choices))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802  Qt's name
        """Name the list, and what opens below it."""
        super().setAccessibleName(name)
        self.view().setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the box, and a small chevron: a style sheet could only take one from a file."""
        super().paintEvent(event)
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("secondary"), look.px(2) * 0.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y, reach = self.width() - look.px(17), self.height() / 2, look.px(4)
        painter.drawPolyline(
            QPolygonF([QPointF(x - reach, y - reach / 2), QPointF(x, y + reach / 2), QPointF(x + reach, y - reach / 2)])
        )
