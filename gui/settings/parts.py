"""What all pages are built of: labels, buttons, groups with hairlines, and a page that scrolls to the focus."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.overlay.glyphs import glyph
from gui.theme.look import Look
from gui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL
from gui.view import settings_words as words


def label(look: Look, text: str, kind: str = "body", *, is_secondary: bool = False, is_bold: bool = False) -> QLabel:
    """Return a label of plain text that wraps and can be copied from."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(look.font(kind, is_bold=is_bold))
    made.setWordWrap(True)
    made.setProperty("secondary", is_secondary)
    return made


def button(look: Look, text: str, kind: str = "", *, name: str = "") -> QPushButton:
    """Return a push button; `name` is what it is called to those who do not see where it stands."""
    made = QPushButton(text)
    made.setFont(look.font("body"))
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def icon_button(look: Look, icon: str, name: str) -> QToolButton:
    """Return a button with nothing but an icon on it."""
    made = QToolButton()
    made.setObjectName("plain")
    side = look.px(16)
    made.setIcon(glyph(icon, look.color("secondary")))
    made.setIconSize(QSize(side, side))
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def search_line(look: Look, name: str) -> QLineEdit:
    """Return a line to search with, and with a button to clear it."""
    made = QLineEdit()
    made.setFont(look.font("body"))
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setClearButtonEnabled(True)
    for clear in made.findChildren(QToolButton):
        clear.setAccessibleName(f"{words.CLEAR}: {name}")
    return made


def mark(widget: QWidget, name: str, is_on: bool) -> None:
    """Set a property that the style sheet looks at, and have it looked at again."""
    if widget.property(name) != is_on:
        widget.setProperty(name, is_on)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class GroupBox(QFrame):
    """A rounded box of rows with hairlines between them, under a title and a sentence of help."""

    def __init__(self, look: Look, title: str, help_text: str = "") -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(GAP_S))
        heading = label(look, title, "lead", is_bold=True)
        self._column.addWidget(heading)
        if help_text:
            self._column.addWidget(label(look, help_text, "small", is_secondary=True))
        self._column.addSpacing(look.px(GAP_S))
        self._box = QFrame()
        self._box.setObjectName("group")
        self._rows = QVBoxLayout(self._box)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._column.addWidget(self._box)
        self._lines: list[tuple[QWidget, QFrame]] = []

    def add(self, row: QWidget) -> None:
        """Add a row."""
        hairline = QFrame()
        hairline.setObjectName("hairline")
        hairline.setFixedHeight(1)
        self._rows.addWidget(hairline)
        self._rows.addWidget(row)
        self._lines.append((row, hairline))
        self.settle()

    def settle(self) -> None:
        """Show a hairline between any two rows that are shown, and nothing at all where there are none."""
        shown = [(row, hairline) for row, hairline in self._lines if not row.isHidden()]
        for row, hairline in self._lines:
            hairline.setVisible(not row.isHidden() and row is not (shown[0][0] if shown else None))
        if not shown:
            self.hide()
        elif self.parentWidget() is not None:  # Without a parent it would be shown as a window.
            self.show()


class Line(QWidget):
    """A row: a title and help at the left, whatever it is about at the right, or below it where it needs the width."""

    def __init__(self, look: Look, title: str, help_text: str) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.px(GAP_L + GAP_S), look.px(GAP_L), look.px(GAP_L + GAP_S), look.px(GAP_L))
        self.column.setSpacing(look.px(GAP_M))
        self.across = QHBoxLayout()
        self.across.setSpacing(look.px(GAP_XL))
        self.column.addLayout(self.across)
        told = QVBoxLayout()
        told.setSpacing(look.px(2))
        told.addWidget(label(look, title, "body", is_bold=True))
        self.help = label(look, help_text, "small", is_secondary=True)
        self.help.setVisible(bool(help_text))
        told.addWidget(self.help)
        self.told = told
        self.across.addLayout(told, 1)

    def put(self, widget: QWidget, *, is_wide: bool = False) -> None:
        """Put a widget at the right, or below."""
        if is_wide:
            self.column.addWidget(widget)
        else:
            self.across.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class ScrollPage(QScrollArea):
    """A page that scrolls; whatever gets the focus comes into view."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setAccessibleName(title)
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body = QVBoxLayout(holder)
        self.body.setContentsMargins(look.px(GAP_XL), look.px(GAP_XL), look.px(GAP_XL), look.px(GAP_XL))
        self.body.setSpacing(look.px(GAP_XL))
        self.setWidget(holder)
        application = QApplication.instance()
        assert isinstance(application, QApplication), "made before its windows"
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 60)
