"""The left side of the settings window: a search over all settings, and the pages."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.overlay.glyphs import glyph
from gui.settings.parts import label, search_line
from gui.theme.look import Look
from gui.theme.tokens import GAP_L, GAP_M
from gui.view import settings_words as words
from gui.view.settings import Page

_WIDTH, _ROW = 228, 40
_ICONS = {"safety": "shield"}


def untinted(icon: QIcon) -> QIcon:
    """Return an icon that looks the same on a line that is selected, which the style would tint."""
    for size in icon.availableSizes():
        icon.addPixmap(icon.pixmap(size), QIcon.Mode.Selected)
    return icon


class Sidebar(QWidget):
    """The side.

    Signals:
        chosen: The name of the page that is to be seen.
        searched: What was typed.
    """

    chosen = Signal(str)
    searched = Signal(str)

    def __init__(self, look: Look, pages: Sequence[Page]) -> None:
        super().__init__()
        self._look = look
        self._pages = pages
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(look.px(_WIDTH))
        self.search = search_line(look, words.SEARCH)
        self.search.textChanged.connect(self.searched)
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setFont(look.font("body"))
        self.pages.setAccessibleName(words.PAGES_NAME)
        self.pages.setIconSize(QSize(look.px(18), look.px(18)))
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.verticalScrollBar().setAccessibleName(words.PAGES_NAME)
        for page in pages:
            item = QListWidgetItem(page.title, self.pages)
            item.setSizeHint(QSize(0, look.px(_ROW)))
        self._nothing = label(look, "", "small", is_secondary=True)
        self._nothing.hide()
        self._arrange()
        self.pages.currentRowChanged.connect(self._choose)

    def choose(self, name: str) -> None:
        """Choose a page by its name; one that is not there changes nothing."""
        names = [page.name for page in self._pages]
        if name in names:
            self.pages.setCurrentRow(names.index(name))

    def offer(self, names: Collection[str], searched: str) -> None:
        """Show only these pages, and go to the first of them if the present one is not among them."""
        for row, page in enumerate(self._pages):
            self.pages.item(row).setHidden(page.name not in names)
        self._nothing.setText(words.NOTHING_FOUND.format(text=searched))
        self._nothing.setVisible(not names)
        shown = [row for row, page in enumerate(self._pages) if page.name in names]
        if shown and self.pages.currentRow() not in shown:
            self.pages.setCurrentRow(shown[0])

    def _arrange(self) -> None:
        look = self._look
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(GAP_L), look.px(GAP_L + GAP_M), look.px(GAP_L), look.px(GAP_L))
        column.setSpacing(look.px(GAP_L))
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.pages, 1)

    def _choose(self, row: int) -> None:
        for place, page in enumerate(self._pages):
            color = self._look.color("on_accent" if place == row else "secondary")
            icon = _ICONS.get(page.name, page.name)
            self.pages.item(place).setIcon(untinted(glyph(icon, color)))
        if row >= 0:
            self.chosen.emit(self._pages[row].name)
