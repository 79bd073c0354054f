"""Small line icons for buttons, drawn in the colour of the text beside them."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_SIDE = 24
# Lines as points on a grid of 24; an icon is a list of lines.
_LINES: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "close": (((6, 6), (18, 18)), ((18, 6), (6, 18))),
    "stop": (((6.5, 6.5), (17.5, 6.5), (17.5, 17.5), (6.5, 17.5), (6.5, 6.5)),),
    "undo": (((9, 5), (4.5, 9.5), (9, 14)), ((4.5, 9.5), (14, 9.5), (18, 11), (19.5, 14.5), (18, 18), (14, 19.5))),
    "keyboard": (
        ((3, 7), (21, 7), (21, 17), (3, 17), (3, 7)),
        ((7, 10.5), (7.01, 10.5)),
        ((12, 10.5), (12.01, 10.5)),
        ((17, 10.5), (17.01, 10.5)),
        ((8.5, 14), (15.5, 14)),
    ),
    "shield": (
        ((12, 3), (19, 6), (19, 11.5), (16.5, 17), (12, 21), (7.5, 17), (5, 11.5), (5, 6), (12, 3)),
        ((12, 8), (12, 13)),
        ((12, 16.5), (12.01, 16.5)),
    ),
    "alert": (((12, 4), (21, 19.5), (3, 19.5), (12, 4)), ((12, 10), (12, 14)), ((12, 16.8), (12.01, 16.8))),
    "search": (
        ((10.5, 4.5), (15, 6.5), (16.5, 10.5), (15, 14.5), (10.5, 16.5), (6, 14.5), (4.5, 10.5), (6, 6.5), (10.5, 4.5)),
        ((15.2, 15.2), (20, 20)),
    ),
    "voice": (
        ((12, 3), (9.5, 5), (9.5, 11), (12, 13.5), (14.5, 11), (14.5, 5), (12, 3)),
        ((5.5, 11), (6.5, 14.5), (9, 16.8), (12, 17.5), (15, 16.8), (17.5, 14.5), (18.5, 11)),
        ((12, 17.5), (12, 21)),
    ),
    "understanding": (
        ((4, 5), (20, 5), (20, 16), (11, 16), (7, 20), (7, 16), (4, 16), (4, 5)),
        ((8, 9), (16, 9)),
        ((8, 12), (13, 12)),
    ),
    "appearance": (
        ((3, 12), (6, 8), (12, 6), (18, 8), (21, 12), (18, 16), (12, 18), (6, 16), (3, 12)),
        ((12, 9.5), (14.5, 12), (12, 14.5), (9.5, 12), (12, 9.5)),
    ),
    "history": (
        ((12, 3.5), (18, 6), (20.5, 12), (18, 18), (12, 20.5), (6, 18), (3.5, 12), (6, 6), (12, 3.5)),
        ((12, 7.5), (12, 12), (15.5, 14)),
    ),
    "privacy": (
        ((6, 11), (18, 11), (18, 20), (6, 20), (6, 11)),
        ((8.5, 11), (8.5, 7), (10, 4.5), (12, 4), (14, 4.5), (15.5, 7), (15.5, 11)),
        ((12, 14.5), (12, 16.5)),
    ),
    "more": (((6, 12), (6.01, 12)), ((12, 12), (12.01, 12)), ((18, 12), (18.01, 12))),
    "backspace": (
        ((9, 6), (20, 6), (20, 18), (9, 18), (3.5, 12), (9, 6)),
        ((11.5, 9.5), (16.5, 14.5)),
        ((16.5, 9.5), (11.5, 14.5)),
    ),
}


def glyph(name: str, color: QColor) -> QIcon:
    """Return an icon that stays sharp up to four times its size."""
    icon = QIcon()
    for scale in (1, 2, 4):
        icon.addPixmap(_painted(name, color, _SIDE * scale))
    return icon


def _painted(name: str, color: QColor, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _SIDE, side / _SIDE)
    painter.setPen(QPen(color, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    for line in _LINES[name]:
        path = QPainterPath(QPointF(*line[0]))
        for point in line[1:]:
            path.lineTo(QPointF(*point))
        painter.drawPath(path)
    painter.end()
    return pixmap
