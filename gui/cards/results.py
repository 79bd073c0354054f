"""The cards of plain results: a figure, words, an error with its one fix, a picture, a difference."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel

from gui.cards.diff_lines import DiffLines
from gui.cards.elided import ElidedLabel
from gui.cards.frame import CardFrame
from gui.theme.look import Look
from gui.view import words
from gui.view.cards import CardContent

# What is longer than this is no figure but a text.
_LONGEST_FIGURE = 18
_PICTURE_HEIGHT = 240


class TextCard(CardFrame):
    """Words, and small lines below them."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        self.body.addWidget(self.label(content.text, "lead"))
        if content.can_undo:
            self.add_undo()


class FigureCard(CardFrame):
    """One line: its first cell large, the others below it."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        first, *rest = [cell for cell in content.rows[0] if cell] or [content.text]
        size = "figure" if len(first) <= _LONGEST_FIGURE else "lead"
        self.body.addWidget(self.label(first, size, is_bold=size == "figure"))
        if rest:
            self.body.addWidget(self.label(" · ".join(rest), "body", is_secondary=True))
        if content.can_undo:
            self.add_undo()


class ErrorCard(CardFrame):
    """What is wrong, and the one thing to do about it."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        self.mark("alert", "danger")
        self.body.addWidget(self.label(content.text, "lead", is_bold=True))
        if content.hint:
            self.body.addWidget(self.label(content.hint, "body", is_secondary=True))


class PictureCard(CardFrame):
    """A picture from a file, made to fit; and where it lies."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title or words.PICTURE)
        picture = QLabel(self)
        picture.setPixmap(self._fitting(content.path))
        picture.setAccessibleName(words.PICTURE)
        self.body.addWidget(picture)
        self.body.addWidget(ElidedLabel(content.path, look.font("small"), self))
        if content.can_undo:
            self.add_undo()

    def _fitting(self, path: str) -> QPixmap:
        """Read the picture no larger than it is shown; empty if it can't be read."""
        reader = QImageReader(path)
        ratio = self.devicePixelRatioF()
        room = QSize(self.inner_width, self.look.px(_PICTURE_HEIGHT)) * ratio
        reader.setScaledSize(reader.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        pixmap = QPixmap.fromImage(reader.read())
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


class DiffCard(CardFrame):
    """What a change takes away and what it brings."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        if content.text:
            self.body.addWidget(self.label(content.text, "body"))
        self.body.addWidget(DiffLines(look, content.rows, self))
        if content.can_undo:
            self.add_undo()
