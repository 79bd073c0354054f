"""The ground that pill and cards stand on: a rounded, lightly shadowed panel."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme.look import Look
from gui.theme.tokens import SHADOW

# The shadow is laid in thin rings that lie closer together towards the panel, so that it fades out softly.
_RINGS = 14
_SHADOW_ALPHA = {"light": 0.012, "dark": 0.035}
_DROP = 5


class Panel(QFrame):
    """A rounded panel with room for its shadow around it. Whoever lays widgets out on it leaves that room."""

    def __init__(self, look: Look, radius: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._radius = radius
        self._ground: QPixmap | None = None

    @property
    def look(self) -> Look:
        """What it is painted with."""
        return self._look

    def panel_rect(self) -> QRectF:
        """Return the panel without its shadow, in the widget's own coordinates."""
        margin = self._look.px(SHADOW)
        return QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)

    def shape(self) -> QRegion:
        """Return the panel as a region, for servers that can show nothing translucent."""
        path = QPainterPath()
        path.addRoundedRect(self.panel_rect(), self._corner(), self._corner())
        return QRegion(path.toFillPolygon().toPolygon())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the ground, from a picture that is painted anew only when the size has changed."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._ground is None or self._ground.size() != size:
            self._ground = self._painted(size, ratio)
        QPainter(self).drawPixmap(0, 0, self._ground)

    def let_go(self) -> None:
        """Free the picture at once: Python's object may outlive the widget until the next collection."""
        self._ground = None

    def _painted(self, size: QSize, ratio: float) -> QPixmap:
        """Return shadow, ground and border."""
        ground = QPixmap(size)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, corner = self.panel_rect(), self._corner()
        if self._look.has_compositor:
            self._paint_shadow(painter, rect, corner)
        painter.setPen(QPen(self._look.color("border"), 1.0))
        painter.setBrush(self._look.color("panel"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        painter.end()
        return ground

    def _paint_shadow(self, painter: QPainter, rect: QRectF, corner: float) -> None:
        dark = self._look.palette.name == "dark"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("shadow", _SHADOW_ALPHA["dark" if dark else "light"]))
        reach = self._look.px(SHADOW) - _DROP
        for ring in range(_RINGS):
            grown = reach * ((ring + 1) / _RINGS) ** 1.7
            painter.drawRoundedRect(
                rect.adjusted(-grown, -grown + _DROP, grown, grown + _DROP), corner + grown, corner + grown
            )

    def _corner(self) -> float:
        return min(self._look.px(self._radius), self.panel_rect().height() / 2)
