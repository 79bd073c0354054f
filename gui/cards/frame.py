"""What all cards have: a panel of one width, a title, a way to close it, and room for what is on it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.overlay.glyphs import glyph
from gui.overlay.panel import Panel
from gui.theme.look import Look
from gui.theme.tokens import CARD_WIDTH, GAP_L, GAP_M, GAP_S, GAP_XL, PANEL_RADIUS, SHADOW
from gui.view import words


class CardFrame(Panel):
    """A card.

    Signals:
        closed: The user has done with it.
        undo_wanted: What was done is to be taken back.
        said: The user asks for something by a click; carries the words.
        keyboard_wanted: The card is to be given the keyboard, on purpose.
        hovered: The mouse is over it, or no longer: while it is, the card stays.
    """

    closed = Signal()
    undo_wanted = Signal()
    said = Signal(str)
    keyboard_wanted = Signal()
    hovered = Signal(bool)

    def __init__(self, look: Look, title: str, *, width: int = CARD_WIDTH) -> None:
        super().__init__(look, PANEL_RADIUS)
        self._width = look.px(width)
        self.setAccessibleName(title or "Zenus")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        margin = look.px(SHADOW)
        self.setFixedWidth(self._width + 2 * margin)
        self._column = QVBoxLayout(self)
        edge = margin + look.px(GAP_XL)
        self._column.setContentsMargins(edge, margin + look.px(GAP_XL - GAP_M), edge, margin + look.px(GAP_XL))
        self._column.setSpacing(look.px(GAP_L))
        self._header = QHBoxLayout()
        self._header.setSpacing(look.px(GAP_M))
        self._column.addLayout(self._header)
        self._title = self.label(title.upper() if title else "", "label", is_secondary=True, is_bold=True)
        self._title.setAccessibleName(title)
        self._header.addWidget(self._title, 1)
        self._header.addWidget(self._make_close())
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def body(self) -> QVBoxLayout:
        """Where what is on the card goes, from top to bottom."""
        return self._column

    @property
    def inner_width(self) -> int:
        """The width that is left for what is on the card, in px."""
        return self._width - 2 * self.look.px(GAP_XL)

    def fit(self) -> None:
        """Make the card as high as what is on it; call it when the card stands on its window, whose style counts."""
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()
        self._column.invalidate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    def mark(self, name: str, color: str) -> None:
        """Put an icon before the title, and give the title its colour."""
        sign = QLabel(self)
        side = self.look.px(18)
        sign.setPixmap(glyph(name, self.look.color(color)).pixmap(QSize(side, side)))
        sign.setAccessibleName(name)
        self._header.insertWidget(0, sign)
        self._title.setStyleSheet(f"color: {getattr(self.look.palette, color)};")

    def label(self, text: str, kind: str = "body", *, is_secondary: bool = False, is_bold: bool = False) -> QLabel:
        """Return a label of plain text that wraps within the card and can be copied from."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.look.font(kind, is_bold=is_bold))
        label.setWordWrap(True)
        label.setProperty("secondary", is_secondary)
        return label

    def button(self, text: str, kind: str = "") -> QPushButton:
        """Return a push button: `primary`, `danger`, `key`, or plain."""
        button = QPushButton(text, self)
        button.setFont(self.look.font("body"))
        button.setProperty("kind", kind)
        button.setAccessibleName(text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAutoDefault(False)
        return button

    def keyboard_button(self, help_text: str) -> QPushButton:
        """Return a button that asks for the keyboard; the help says what keys do then."""
        keyboard = self.button("")
        keyboard.setObjectName("keyboard")
        keyboard.setIcon(glyph("keyboard", self.look.color("secondary")))
        keyboard.setIconSize(QSize(self.look.px(20), self.look.px(20)))
        keyboard.setFixedWidth(self.look.px(44))
        keyboard.setAccessibleName(words.KEYBOARD)
        keyboard.setToolTip(help_text)
        keyboard.setAccessibleDescription(help_text)
        keyboard.setStyleSheet("padding: 0;")
        keyboard.clicked.connect(self.keyboard_wanted)
        return keyboard

    def add_undo(self) -> None:
        """Offer to take back what was done."""
        undo = self.button(words.UNDO)
        undo.setIcon(glyph("undo", self.look.color("text")))
        undo.setToolTip(words.UNDO_HELP)
        undo.setAccessibleDescription(words.UNDO_HELP)
        undo.clicked.connect(self.undo_wanted)
        line = QHBoxLayout()
        line.addWidget(undo)
        line.addStretch(1)
        self._column.addLayout(line)

    def inputs(self) -> list[QWidget]:
        """Return the widgets that take the mouse; elsewhere it passes through the card."""
        kinds: tuple[type[QWidget], ...] = (QPushButton, QToolButton, *self.input_kinds())
        return [widget for widget in self.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisible()]

    def input_kinds(self) -> tuple[type[QWidget], ...]:
        """Return further kinds of widgets on this card that take the mouse."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Return the widget that gets the keyboard first when the card is given it."""
        return None

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802  Qt's name
        """Tell that the mouse is here."""
        self.hovered.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Tell that the mouse is gone."""
        self.hovered.emit(False)
        super().leaveEvent(event)

    def _make_close(self) -> QToolButton:
        close = QToolButton(self)
        close.setObjectName("plain")
        side = self.look.px(14)
        close.setIcon(glyph("close", self.look.color("secondary")))
        close.setIconSize(QSize(side, side))
        close.setAccessibleName(words.CLOSE)
        close.setToolTip(words.CLOSE)
        close.setCursor(Qt.CursorShape.PointingHandCursor)
        close.clicked.connect(self.closed)
        close.setStyleSheet(f"min-height: {self.look.px(26)}px; min-width: {self.look.px(26)}px;")
        close.setContentsMargins(0, 0, 0, self.look.px(GAP_S))
        return close
