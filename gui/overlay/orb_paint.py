"""Paints the orb, for the pill as for the tray: one gradient disc, and a glyph of white strokes for what goes on."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QRadialGradient

_WHITE = QColor("#ffffff")
# Of the glyph's strokes, for a disc of 1.
_STROKE = 0.085


@dataclass(frozen=True, slots=True)
class OrbState:
    """What the orb shows.

    Attributes:
        level: Loudness, 0..1.
        phase: Of whatever turns or swings, 0..1.
        progress: 0..1; None if unknown.
        countdown: Part of a time window that is left, 0..1.
        is_muted: A small mark says that the microphone is off.
    """

    mood: str
    level: float = 0.0
    phase: float = 0.0
    progress: float | None = None
    countdown: float = 0.0
    is_muted: bool = False


def paint_orb(painter: QPainter, rect: QRectF, colors: tuple[QColor, QColor], state: OrbState) -> None:
    """Paint the orb into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = rect.adjusted(*(edge * rect.width() for edge in (0.09, 0.09, -0.09, -0.09)))
    _paint_halo(painter, rect, disc, colors, state)
    gradient = QRadialGradient(disc.topLeft() + QPointF(disc.width() * 0.32, disc.height() * 0.26), disc.width() * 0.95)
    gradient.setColorAt(0.0, colors[0])
    gradient.setColorAt(1.0, colors[1])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    painter.drawEllipse(disc)
    pen = QPen(
        _WHITE, disc.width() * _STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _GLYPHS.get(state.mood, _paint_mark)(painter, disc, state)
    if state.is_muted and state.mood != "muted":
        _paint_badge(painter, rect)
    painter.restore()


def _paint_halo(painter: QPainter, rect: QRectF, disc: QRectF, colors: tuple[QColor, QColor], state: OrbState) -> None:
    """Paint what surrounds the disc: a ring that swells with the voice, or one that a time window empties."""
    if state.mood == "listening" and not state.countdown:
        glow = QColor(colors[0])
        glow.setAlphaF(0.25 + 0.35 * state.level)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glow)
        grown = (rect.width() - disc.width()) / 2 * (0.35 + 0.65 * state.level)
        painter.drawEllipse(disc.adjusted(-grown, -grown, grown, grown))
    part = state.countdown or state.progress or 0.0
    if part:
        ring = rect.adjusted(*(edge * rect.width() for edge in (0.03, 0.03, -0.03, -0.03)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors[1], rect.width() * 0.06, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * part))


def _at(disc: QRectF, x: float, y: float) -> QPointF:
    """Return a point of the disc, whose sides are 1 long."""
    return QPointF(disc.x() + disc.width() * x, disc.y() + disc.height() * y)


def _line(painter: QPainter, disc: QRectF, *points: tuple[float, float]) -> None:
    path = QPainterPath(_at(disc, *points[0]))
    for point in points[1:]:
        path.lineTo(_at(disc, *point))
    painter.drawPath(path)


def _paint_mark(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    """Zenus's own mark: a Z in one stroke, its diagonal a swinging string."""
    path = QPainterPath(_at(disc, 0.31, 0.33))
    path.lineTo(_at(disc, 0.69, 0.33))
    path.cubicTo(_at(disc, 0.50, 0.40), _at(disc, 0.50, 0.60), _at(disc, 0.31, 0.67))
    path.lineTo(_at(disc, 0.69, 0.67))
    painter.drawPath(path)


def _paint_bars(painter: QPainter, disc: QRectF, state: OrbState) -> None:
    """Four bars of a voice; without motion they stand still in an arc."""
    for index, rest in enumerate((0.12, 0.22, 0.22, 0.12)):
        swing = 0.07 * math.sin(2 * math.pi * (state.phase * 2 + index * 0.29)) if state.phase else 0.0
        half = max(0.03, rest + swing + 0.1 * state.level)
        x = 0.29 + 0.14 * index
        _line(painter, disc, (x, 0.5 - half), (x, 0.5 + half))


def _paint_dots(painter: QPainter, disc: QRectF, state: OrbState) -> None:
    """Three dots that take turns."""
    painter.setPen(Qt.PenStyle.NoPen)
    for index in range(3):
        rise = 0.06 * max(0.0, math.sin(2 * math.pi * (state.phase * 1.5 - index * 0.18))) if state.phase else 0.0
        painter.setBrush(_WHITE)
        radius = disc.width() * 0.068
        painter.drawEllipse(_at(disc, 0.30 + 0.20 * index, 0.5 - rise), radius, radius)


def _paint_bolt(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    _line(painter, disc, (0.55, 0.24), (0.37, 0.54), (0.63, 0.48), (0.45, 0.77))


def _paint_moon(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(_at(disc, 0.48, 0.52), disc.width() * 0.23, disc.width() * 0.23)
    bite.addEllipse(_at(disc, 0.61, 0.42), disc.width() * 0.19, disc.width() * 0.19)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(whole.subtracted(bite), _WHITE)


def _paint_microphone_off(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    body = QRectF(_at(disc, 0.415, 0.24), _at(disc, 0.585, 0.55))
    painter.drawRoundedRect(body, body.width() / 2, body.width() / 2)
    cradle = QRectF(_at(disc, 0.32, 0.34), _at(disc, 0.68, 0.66))
    painter.drawArc(cradle, 200 * 16, 140 * 16)
    _line(painter, disc, (0.5, 0.67), (0.5, 0.77))
    _line(painter, disc, (0.27, 0.27), (0.73, 0.75))


def _paint_warning(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    _line(painter, disc, (0.5, 0.27), (0.5, 0.55))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WHITE)
    painter.drawEllipse(_at(disc, 0.5, 0.72), disc.width() * 0.055, disc.width() * 0.055)


def _paint_gap(painter: QPainter, disc: QRectF, _state: OrbState) -> None:
    _line(painter, disc, (0.33, 0.5), (0.43, 0.5))
    _line(painter, disc, (0.57, 0.5), (0.67, 0.5))


def _paint_badge(painter: QPainter, rect: QRectF) -> None:
    """A crossed-out dot at the lower right: the microphone is off."""
    badge = QRectF(
        rect.x() + rect.width() * 0.62, rect.y() + rect.height() * 0.62, rect.width() * 0.36, rect.height() * 0.36
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#d23a4b"))
    painter.drawEllipse(badge)
    painter.setPen(QPen(_WHITE, badge.width() * 0.16, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    _line(painter, badge, (0.3, 0.3), (0.7, 0.7))


_GLYPHS: Mapping[str, Callable[[QPainter, QRectF, OrbState], None]] = {
    "idle": _paint_mark,
    "listening": _paint_bars,
    "thinking": _paint_dots,
    "acting": _paint_bolt,
    "speaking": _paint_bars,
    "asleep": _paint_moon,
    "muted": _paint_microphone_off,
    "error": _paint_warning,
    "offline": _paint_gap,
}
