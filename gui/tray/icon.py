"""The icon in the desktop's tray: Qt speaks StatusNotifier where a host is there, and XEmbed otherwise.

A desktop whose panel comes after us, or that has no tray at all, is looked at again now and then.
"""

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from gui.overlay.orb_paint import OrbState, paint_orb
from gui.theme.look import Look
from gui.view import words
from gui.view.face import Face, Mood

_SIDES = (16, 22, 24, 32, 48, 64)
_LOOK_AGAIN_MS = 5000


class TrayIcon(QObject):
    """The icon.

    Signals:
        clicked: With the main button.
        availability_changed: A tray has come or gone.
    """

    clicked = Signal()
    availability_changed = Signal(bool)

    def __init__(self, look: Look, menu: QMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._menu = menu
        self._shown: tuple[Mood, bool] | None = None
        self._icons: dict[tuple[Mood, bool], QIcon] = {}
        self._icon: QSystemTrayIcon | None = None
        self._face = Face()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look_for_tray)
        self._timer.start()

    @property
    def is_available(self) -> bool:
        """Whether there is a tray that shows the icon."""
        return self._icon is not None

    def open(self) -> None:
        """Look for a tray now."""
        self._look_for_tray()

    def show_face(self, face: Face) -> None:
        """Show the mood; drawn anew only when that has changed."""
        self._face = face
        if self._icon is None or (face.mood, face.is_muted) == self._shown:
            return
        self._shown = (face.mood, face.is_muted)
        self._icon.setIcon(self._painted(*self._shown))
        self._icon.setToolTip(f"Zenus: {words.MOODS[face.mood]}")

    def _look_for_tray(self) -> None:
        is_there = QSystemTrayIcon.isSystemTrayAvailable()
        if is_there == self.is_available:
            return
        if is_there:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activate)
            self._shown = None
            self.show_face(self._face)
            self._icon.show()
        elif self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        self.availability_changed.emit(is_there)

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

    def _painted(self, mood: Mood, is_muted: bool) -> QIcon:
        key = (mood, is_muted)
        if key not in self._icons:
            icon = QIcon()
            for side in _SIDES:
                pixmap = QPixmap(side, side)
                pixmap.fill(Qt.GlobalColor.transparent)
                painter = QPainter(pixmap)
                paint_orb(painter, QRectF(0, 0, side, side), self._look.mood(mood), OrbState(mood, is_muted=is_muted))
                painter.end()
                icon.addPixmap(pixmap)
            self._icons[key] = icon
        return self._icons[key]
