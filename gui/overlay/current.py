"""The overlay window of the moment: in the look that is in force, where it was left, made anew when that changes.

What changes it comes from the settings, from the tray and from the desktop: its colours, monitors and compositor.
"""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from gui.memory import Memory
from gui.overlay.placing import Place
from gui.overlay.window import OverlayWindow
from gui.theme.look import Look, current_look
from gui.view.face import Face
from gui.x11.server import XServer

_COMPOSITOR_MS = 2000


class CurrentOverlay(QObject):
    """Makes the window and keeps it as it should be.

    Args:
        server: None where there is no X server.

    Signals:
        pressed: The orb was clicked.
        stop_wanted: The button beside it was.
        menu_wanted: The menu is asked for, at a place on the screen; a null one is that of the mouse.
        made_anew: There is another window, with nothing on it yet.
    """

    pressed = Signal()
    stop_wanted = Signal()
    menu_wanted = Signal(QPoint)
    made_anew = Signal()

    def __init__(self, memory: Memory, server: XServer | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._server = server
        self._has_tray = False
        self._look = self._current_look()
        self._window = self._make_window()
        self._watch_desktop()

    @property
    def look(self) -> Look:
        """The look that is in force."""
        return self._look

    @property
    def window(self) -> OverlayWindow:
        """The window; another one after `made_anew`."""
        return self._window

    def rebuild(self) -> None:
        """Make the window anew: its look, or what it stands on, has changed."""
        self._look = self._current_look()
        before, self._window = self._window, self._make_window()
        before.close()
        before.deleteLater()
        self._apply_rest()
        self.made_anew.emit()

    def rely_on_tray(self, is_there: bool) -> None:
        """Take notice of a tray. Without one there would be nothing left to click, so the dot stays."""
        self._has_tray = is_there
        self._apply_rest()

    def _apply_rest(self) -> None:
        self._window.hide_at_rest(self._memory.now.idle == "hidden" and self._has_tray)

    def _current_look(self) -> Look:
        has_compositor = self._server.has_compositor() if self._server else True
        return current_look(self._memory.now, has_compositor=has_compositor)

    def _make_window(self) -> OverlayWindow:
        window = OverlayWindow(self._look, self._memory.now, self._server)
        window.moved.connect(self._remember_place)
        window.pill.orb.clicked.connect(self.pressed)
        window.pill.orb.menu_wanted.connect(self.menu_wanted)
        window.pill.stop.clicked.connect(self.stop_wanted)
        window.show_face(Face())
        return window

    def _remember_place(self, place: Place) -> None:
        self._memory.keep(at_x=place.at_x, at_y=place.at_y)

    def _watch_desktop(self) -> None:
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self.rebuild())
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "made before the window"
        for changed in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            changed.connect(lambda _screen: self.rebuild())
        if self._server is not None:
            timer = QTimer(self)
            timer.timeout.connect(self._look_for_compositor)
            timer.start(_COMPOSITOR_MS)

    def _look_for_compositor(self) -> None:
        if self._server is not None and self._server.has_compositor() != self._look.has_compositor:
            self.rebuild()
