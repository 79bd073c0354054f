"""The orb: a button that is the face's eye and the overlay's handle. Click, drag, or ask for its menu."""

from PySide6.QtCore import QElapsedTimer, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from gui.overlay.orb_paint import OrbState, paint_orb
from gui.theme.look import Look
from gui.view import words
from gui.view.face import BUSY, Face, Mood

# Moods in which something swings or turns by itself; listening moves with the voice instead.
_MOVING = frozenset({Mood.THINKING, Mood.SPEAKING})
_FRAME_MS = 50
_PERIOD_S = 1.6
# A hand that trembles does not drag.
_DRAG_PX = 6


class Orb(QToolButton):
    """The orb.

    Signals:
        dragged: The mouse has moved it by so much since the last time.
        dropped: A drag is over.
        menu_wanted: Asked for at this place on the screen.
    """

    dragged = Signal(QPoint)
    dropped = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, look: Look, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._state = OrbState(Mood.OFFLINE)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._pressed_at: QPoint | None = None
        self._is_dragging = False
        self.setFixedSize(side, side)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return its side."""
        return QSize(self.width(), self.height())

    def show_face(self, face: Face) -> None:
        """Show a face; repaints only if something of it is to be seen here."""
        state = OrbState(
            mood=face.mood,
            level=round(face.level, 2),
            phase=self._phase() if self._moves(face.mood) else 0.0,
            progress=face.progress,
            countdown=round(face.countdown, 2),
            is_muted=face.is_muted,
        )
        if state != self._state:
            self._state = state
            self.update()
        does = words.ORB_STOP if face.mood in BUSY else words.ORB_LISTEN
        self.setAccessibleName(f"Zenus: {words.MOODS[face.mood]}")
        self.setToolTip(does)
        self._timer.start() if self._moves(face.mood) and self.isVisible() else self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the orb, and a ring around it while it has the keyboard."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_orb(painter, rect, self._look.mood(self._state.mood), self._state)
        if self.hasFocus():
            painter.setPen(self._look.color("focus"))
            painter.drawEllipse(rect.adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Begin a click or a drag, or ask for the menu."""
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(event.globalPosition().toPoint())
            return
        self._pressed_at = event.globalPosition().toPoint()
        self._is_dragging = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Drag."""
        if self._pressed_at is None:
            return
        at = event.globalPosition().toPoint()
        moved = at - self._pressed_at
        if self._is_dragging or moved.manhattanLength() >= _DRAG_PX:
            self._is_dragging = True
            self._pressed_at = at
            self.dragged.emit(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """End a drag, or a click."""
        self._pressed_at = None
        if self._is_dragging:
            self._is_dragging = False
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)

    def _moves(self, mood: Mood) -> bool:
        return self._look.is_moving and mood in _MOVING

    def _phase(self) -> float:
        return (self._clock.elapsed() / 1000 / _PERIOD_S) % 1.0 or 0.001

    def _tick(self) -> None:
        state = self._state
        self._state = OrbState(state.mood, state.level, self._phase(), state.progress, 0.0, state.is_muted)
        self.update()
