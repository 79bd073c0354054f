"""The overlay window: keeps pill and card on top of everything, takes the mouse on controls alone, and no keyboard.

The keyboard is given to it on purpose only (`take_keyboard`), and goes back to whoever had it when that is over.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QRegion, QScreen, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.cards.frame import CardFrame
from gui.memory import Remembered
from gui.overlay.panel import Panel
from gui.overlay.pill import Pill
from gui.overlay.placing import Area, Place
from gui.overlay.reveal import fade_in
from gui.theme.look import Look
from gui.theme.sheet import sheet
from gui.theme.tokens import GAP_L, SHADOW
from gui.view.face import Face
from gui.x11.server import Box, XServer

_FLAGS = (
    Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.Tool
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.NoDropShadowWindowHint
)


class OverlayWindow(QWidget):
    """The window.

    Signals:
        moved: It was dragged to another place.
    """

    moved = Signal(object)

    def __init__(self, look: Look, remembered: Remembered, server: XServer | None) -> None:
        super().__init__(None, _FLAGS)
        self._look = look
        self._server = server
        self._monitor = remembered.monitor
        self._place = Place(remembered.at_x, remembered.at_y)
        self._is_hidden_at_rest = False
        self._card: CardFrame | None = None
        self._has_keyboard = False
        self._focused_before = 0
        self.setWindowTitle("Zenus")
        self.setAccessibleName("Zenus")
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, look.has_compositor)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowOpacity(remembered.opacity)
        self.setStyleSheet(sheet(look))
        self.pill = Pill(look, self)
        self._reshape = _later(self, self._shape)
        self.pill.orb.dragged.connect(self._drag)
        self.pill.orb.dropped.connect(lambda: self.moved.emit(self._place))
        for screen in QGuiApplication.screens():
            screen.availableGeometryChanged.connect(self.place)

    # ------------------------------------------------------------------------------------------------------- contents

    @property
    def card(self) -> CardFrame | None:
        """The card that is shown."""
        return self._card

    def show_face(self, face: Face) -> None:
        """Show a face."""
        if self.pill.show_face(face) or not self.isVisible():
            self.place()

    def show_card(self, card: CardFrame) -> None:
        """Show a card in the place of the one before."""
        self._drop_card()
        self._card = card
        card.setParent(self)
        card.show()
        card.fit()
        for line in card.findChildren(QLineEdit):
            line.installEventFilter(self)
        self.place()
        if self._look.is_moving and self._look.has_compositor:
            fade_in(card)

    def hide_card(self) -> None:
        """Take the card away, and the keyboard from it."""
        had_keyboard = self._has_keyboard
        self._drop_card()
        self.place()
        if had_keyboard:
            self.release_keyboard()

    def hide_at_rest(self, is_hidden: bool) -> None:
        """Show nothing at all while there is nothing to tell, in the place of a dot."""
        self._is_hidden_at_rest = is_hidden
        self.place()

    def _drop_card(self) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.let_go()
            self._card.deleteLater()
            self._card = None

    # ------------------------------------------------------------------------------------------------------- keyboard

    @property
    def has_keyboard(self) -> bool:
        """Whether the user has given it the keyboard."""
        return self._has_keyboard

    def take_keyboard(self) -> None:
        """Let the card have the keyboard: the user has asked for it by a click or a key."""
        handle = self.windowHandle()
        if handle is None or self._card is None:
            return
        if not self._has_keyboard and self._server is not None:
            self._focused_before = self._server.focused()
        self._has_keyboard = True
        handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, False)
        handle.requestActivate()
        first = self._card.first_focus()
        if first is not None and not isinstance(QGuiApplication.focusObject(), QLineEdit):
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def release_keyboard(self) -> None:
        """Give the keyboard back to the window that had it before."""
        handle = self.windowHandle()
        if handle is None or not self._has_keyboard:
            return
        self._has_keyboard = False
        handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, True)
        if self._server is not None:
            self._server.give_focus(self._focused_before)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape closes the card, or gives the keyboard back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._card is not None:
            self._card.closed.emit()
        else:
            self.release_keyboard()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A click into a line of text asks for the keyboard."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QLineEdit) and not self._has_keyboard:
            watched.setFocus(Qt.FocusReason.MouseFocusReason)
            self.take_keyboard()
        return False

    # ---------------------------------------------------------------------------------------------------------- place

    def place(self) -> None:
        """Make the window as large as what is on it, put it where it belongs, and show or hide it."""
        if self._is_hidden_at_rest and self.pill.is_dot and self._card is None:
            self.hide()
            return
        card = (self._card.width(), self._card.height()) if self._card else None
        # Panels bring room for their shadows; between two of them less is wanted.
        layout = self._place.layout(self._pill_size(), card, self._look.px(GAP_L) - 2 * self._look.px(SHADOW))
        at = self._place.window(self._free(), layout.size, self._pill_size())
        self.setGeometry(QRect(at.x, at.y, at.width, at.height))
        self.pill.move(*layout.pill)
        if self._card is not None:
            self._card.move(*layout.card)
        if not self.isVisible():
            self.show()
        self._reshape()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Shape the input as soon as there is a window to shape."""
        super().showEvent(event)
        self._reshape()

    def _drag(self, by: QPoint) -> None:
        self._place = self._place.moved(self._free(), (by.x(), by.y()), self._pill_size())
        self.place()

    def _pill_size(self) -> tuple[int, int]:
        return self.pill.width(), self.pill.height()

    def _free(self) -> Area:
        """Return the area of the monitor that no panel covers."""
        rect = self._screen().availableGeometry()
        return Area(rect.x(), rect.y(), rect.width(), rect.height())

    def _screen(self) -> QScreen:
        named = [screen for screen in QGuiApplication.screens() if screen.name() == self._monitor]
        return named[0] if named else QGuiApplication.primaryScreen()

    # ---------------------------------------------------------------------------------------------------------- shape

    def _shape(self) -> None:
        """Let the mouse reach the controls alone, and without a compositor show the panels alone."""
        if not self.isVisible():
            return
        if not self._look.has_compositor:
            self.setMask(self._panels())
        if self._server is not None:
            self._server.set_input_shape(int(self.winId()), [self._box(widget) for widget in self._inputs()])
        elif QGuiApplication.platformName() == "wayland":
            region = QRegion()
            for widget in self._inputs():
                region += QRect(widget.mapTo(self, QPoint()), widget.size())
            self.setMask(region)

    def _inputs(self) -> list[QWidget]:
        controls: list[QWidget] = [self.pill.orb]
        if self.pill.stop.isVisible():
            controls.append(self.pill.stop)
        return controls + (self._card.inputs() if self._card else [])

    def _panels(self) -> QRegion:
        region = QRegion()
        panels: list[Panel] = [self.pill, *([self._card] if self._card else [])]
        for panel in panels:
            region += panel.shape().translated(panel.mapTo(self, QPoint()))
        return region

    def _box(self, widget: QWidget) -> Box:
        """Return where a widget lies in the window, in device pixels."""
        ratio = self.devicePixelRatioF()
        at = widget.mapTo(self, QPoint())
        return (
            round(at.x() * ratio),
            round(at.y() * ratio),
            round(widget.width() * ratio),
            round(widget.height() * ratio),
        )


def _later(parent: QObject, do: Callable[[], None]) -> Callable[[], None]:
    """Return a function after whose calls `do` runs once, when Qt has laid everything out."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(do)
    return timer.start
