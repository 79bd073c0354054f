"""A field for the code of a question, with keys to click, so that it needs no keyboard."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.overlay.glyphs import glyph
from gui.theme.look import Look
from gui.theme.tokens import GAP_M, GAP_S
from gui.view import words

# The core's codes have two digits.
CODE_LENGTH = 2
_ACROSS = 5


class Keypad(QWidget):
    """The field and its keys.

    Signals:
        changed: A digit came or went.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.code = ""
        self.setAccessibleName(words.CODE_HELP)
        self._field = QLabel(self)
        self._field.setFont(look.font("figure", is_bold=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(GAP_M))
        head = QHBoxLayout()
        help_line = QLabel(words.CODE_HELP, self)
        help_line.setFont(look.font("small"))
        help_line.setProperty("secondary", True)
        head.addWidget(help_line, 1)
        head.addWidget(self._field)
        head.addWidget(self._make_clear())
        column.addLayout(head)
        column.addLayout(self._make_keys())
        self._show()

    @property
    def is_complete(self) -> bool:
        """Whether as many digits were entered as the code has."""
        return len(self.code) == CODE_LENGTH

    def press(self, digit: str) -> None:
        """Enter a digit; an empty one takes the last away."""
        self.code = (self.code + digit)[:CODE_LENGTH] if digit else self.code[:-1]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._field.setText(" ".join(self.code.ljust(CODE_LENGTH, "–")))
        self._field.setAccessibleName(self.code or words.CODE_HELP)

    def _make_clear(self) -> QPushButton:
        clear = self._key("")
        clear.setIcon(glyph("backspace", self._look.color("secondary")))
        clear.setIconSize(QSize(self._look.px(18), self._look.px(18)))
        clear.setFixedWidth(self._look.px(44))
        clear.setAccessibleName(words.CODE_CLEAR)
        clear.clicked.connect(lambda: self.press(""))
        return clear

    def _make_keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._look.px(GAP_S))
        for place, digit in enumerate("1234567890"):
            key = self._key(digit)
            key.clicked.connect(lambda _checked=False, digit=digit: self.press(digit))
            grid.addWidget(key, place // _ACROSS, place % _ACROSS)
        return grid

    def _key(self, text: str) -> QPushButton:
        key = QPushButton(text, self)
        key.setFont(self._look.font("body"))
        key.setProperty("kind", "key")
        key.setAccessibleName(text)
        key.setAutoDefault(False)
        return key
