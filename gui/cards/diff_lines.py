"""The lines of a difference: what goes in one colour, what comes in another, each with its sign."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.theme.look import Look
from gui.view import words
from gui.view.fields import Rows

_NAMES: Mapping[str, str] = {"-": words.BEFORE, "+": words.AFTER}


class DiffLines(QWidget):
    """Lines of a sign ("-", "+" or " ") and a text, one below the other; each has a name that says which it is."""

    def __init__(self, look: Look, lines: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(look.font("small").pixelSize())
        colors = {"-": look.palette.danger, "+": look.palette.good}
        for sign, *rest in lines:
            text = " ".join(rest)
            label = QLabel(f"{sign} {text}", self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(fixed)
            label.setWordWrap(True)
            label.setStyleSheet(f"color: {colors.get(sign, look.palette.secondary)};")
            label.setAccessibleName(f"{_NAMES.get(sign, '')} {text}".strip())
            column.addWidget(label)
