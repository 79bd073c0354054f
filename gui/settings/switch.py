"""A switch: a check box that looks like what it does. Space and a click turn it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from gui.theme.look import Look

_WIDTH, _HEIGHT, _PAD, _RING = 44, 24, 3, 3


class Switch(QCheckBox):
    """The switch."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return its size, with room for the ring that shows the focus."""
        look = self._look
        return QSize(look.px(_WIDTH) + 2 * _RING, look.px(_HEIGHT) + 2 * _RING)

    def hitButton(self, _pos: object) -> bool:  # noqa: N802  Qt's name
        """All of it can be clicked."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint track, knob and ring; the knob has a mark as well, so that colour is not all that tells."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)
        round_px = track.height() / 2
        is_on = self.isChecked()
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(QPen(look.color("accent" if is_on else "secondary"), 1.4))
        painter.setBrush(look.color("accent") if is_on else look.color("raised"))
        painter.drawRoundedRect(track.adjusted(0.7, 0.7, -0.7, -0.7), round_px, round_px)
        side = track.height() - 2 * look.px(_PAD)
        left = track.right() - look.px(_PAD) - side if is_on else track.left() + look.px(_PAD)
        knob = QRectF(left, track.top() + look.px(_PAD), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("on_accent" if is_on else "secondary"))
        painter.drawEllipse(knob)
        if is_on:
            painter.setPen(QPen(look.color("accent"), 1.8))
            middle = knob.center()
            up = QPointF(0, side / 5)
            painter.drawLine(middle - up, middle + up)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), round_px + _RING, round_px + _RING)
