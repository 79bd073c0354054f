"""Cards of many lines: a table to sort and filter, numbered choices, and what can be said."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QWidget,
)

from gui.cards.frame import CardFrame
from gui.theme.look import Look
from gui.theme.tokens import CARD_WIDTH, GAP_L, WIDE_CARD_WIDTH
from gui.view import words
from gui.view.cards import CardContent
from gui.view.table import Table

_MOST_SHOWN = 7
_ROW = 34
_NUMBER_WIDTH, _MOST_COLUMN_WIDTH = 34, 140
# Fewer lines are seen at a glance.
_FILTERED_FROM = 6


class TableCard(CardFrame):
    """Numbered lines; a double click, or Enter, opens one as saying "open 3" does, where that can be said."""

    def __init__(self, look: Look, content: CardContent) -> None:
        table = Table(content.rows)
        super().__init__(look, content.title, width=WIDE_CARD_WIDTH if table.width > 2 else CARD_WIDTH)
        self._table = table
        self._columns = content.columns
        self._can_open = content.can_open
        if content.text:
            self.body.addWidget(self.label(content.text, "body"))
        self._search = _search_line(look, words.FILTER, self)
        self._search.setVisible(len(self._table) >= _FILTERED_FROM)
        self.body.addWidget(self._search)
        self._view = self._make_view()
        self.body.addWidget(self._view)
        self._count = self.label("", "small", is_secondary=True)
        self.body.addWidget(self._count)
        self._fill()
        self._search.textChanged.connect(self._filter)
        if content.can_undo:
            self.add_undo()

    def fit(self) -> None:
        """Share the width among the columns as well: what they need is known when they have their style."""
        self._view.ensurePolished()
        self._share_width()
        super().fit()

    def input_kinds(self) -> tuple[type[QWidget], ...]:
        """Lines and filter take the mouse."""
        return (QTableWidget, QLineEdit)

    def first_focus(self) -> QWidget:
        """Return the lines."""
        return self._view

    def _make_view(self) -> QTableWidget:
        view = QTableWidget(0, self._table.width + 1, self)
        view.setFont(self.look.font("body"))
        view.setAccessibleName(self.accessibleName())
        if self._can_open:
            view.setAccessibleDescription(words.OPEN_HELP)
            view.setToolTip(words.OPEN_HELP)
            view.itemActivated.connect(self._open)
        view.setShowGrid(False)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTabKeyNavigation(False)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setWordWrap(False)
        view.verticalHeader().setVisible(False)
        view.verticalHeader().setDefaultSectionSize(self.look.px(_ROW))
        self._arrange_header(view)
        return view

    def _arrange_header(self, view: QTableWidget) -> None:
        header = view.horizontalHeader()
        header.setFont(self.look.font("small"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(self.look.px(_NUMBER_WIDTH))
        header.setStretchLastSection(self._table.width < 2)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        header.setVisible(bool(self._columns) and len(self._table) > 1)

    def _sort(self, section: int) -> None:
        if section > 0:
            self._table.sort(section - 1)
            self._fill()

    def _filter(self, text: str) -> None:
        self._table.filter(text)
        self._fill()

    def _fill(self) -> None:
        lines = self._table.lines()
        names = [*self._columns, *([""] * self._table.width)][: self._table.width]
        sorted_by = self._table.sorted_by
        if sorted_by:
            names[sorted_by[0]] += " ↓" if sorted_by[1] else " ↑"
        self._view.setHorizontalHeaderLabels(["#", *names])
        self._view.setRowCount(len(lines))
        for place, (number, cells) in enumerate(lines):
            for column, cell in enumerate((str(number), *cells)):
                self._view.setItem(place, column, self._item(cell, column, number))
        self._count.setText(words.found(len(lines), len(self._table)) if len(lines) < len(self._table) else "")
        self._count.setVisible(len(lines) < len(self._table))
        self._share_width()
        header = self._view.horizontalHeader()
        header_height = header.sizeHint().height() if not header.isHidden() else 0
        shown = min(_MOST_SHOWN, max(1, len(self._table)))
        self._view.setFixedHeight(shown * self.look.px(_ROW) + header_height + 4)

    def _share_width(self) -> None:
        """Give the further columns what they need, within bounds, and the first the rest: it names the thing."""
        most = self.look.px(_MOST_COLUMN_WIDTH)
        widths = [min(most, self._view.sizeHintForColumn(column)) for column in range(2, self._table.width + 1)]
        number = self.look.px(_NUMBER_WIDTH)
        self._view.setColumnWidth(0, number)
        # The scroll bar lies within the view.
        self._view.setColumnWidth(1, max(most, self.inner_width - number - sum(widths) - self.look.px(GAP_L)))
        for column, width in enumerate(widths, 2):
            self._view.setColumnWidth(column, width)

    def _item(self, cell: str, column: int, number: int) -> QTableWidgetItem:
        item = QTableWidgetItem(cell)
        item.setData(Qt.ItemDataRole.UserRole, number)
        item.setToolTip(cell)
        if column != 1:
            item.setFont(self.look.font("small"))
            item.setForeground(QColor(self.look.palette.secondary))
        return item

    def _open(self, item: QTableWidgetItem) -> None:
        self.said.emit(f"open {item.data(Qt.ItemDataRole.UserRole)}")


class _ListCard(CardFrame):
    """Lines of which one is chosen by a click or by Enter."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look, title)
        self._list = QListWidget(self)
        self._list.setFont(look.font("body"))
        self._list.setAccessibleName(title)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setCursor(Qt.CursorShape.PointingHandCursor)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)

    def input_kinds(self) -> tuple[type[QWidget], ...]:
        """The lines and the search take the mouse."""
        return (QListWidget, QLineEdit)

    def first_focus(self) -> QWidget:
        """Return the lines."""
        return self._list

    def _put(self, lines: list[tuple[str, str]]) -> None:
        """Show lines, each with what is said when it is chosen."""
        self._list.clear()
        for text, said in lines:
            item = QListWidgetItem(text, self._list)
            item.setData(Qt.ItemDataRole.UserRole, said)
            item.setSizeHint(QSize(0, self.look.px(_ROW)))

    def _make_room(self, lines: int) -> None:
        self._list.setFixedHeight(min(_MOST_SHOWN, max(1, lines)) * self.look.px(_ROW) + 4)

    def _choose(self, item: QListWidgetItem) -> None:
        said = item.data(Qt.ItemDataRole.UserRole)
        if said:
            self.said.emit(said)


class ChoicesCard(_ListCard):
    """Numbered choices: say the number, click, or press its digit once the card was given the keyboard."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        self.body.addWidget(self.label(content.text, "lead", is_bold=True))
        self.body.addWidget(self._list)
        below = QHBoxLayout()
        below.addWidget(self.label(words.CHOOSE, "small", is_secondary=True), 1)
        below.addWidget(self.keyboard_button(words.CHOOSE_BY_KEY))
        self.body.addLayout(below)
        self._make_room(len(content.rows))
        home = str(Path.home())
        shown = ["  ·  ".join(words.path(cell, home) for cell in row) for row in content.rows]
        self._put([(f"{number}   {line}", f"number {number}") for number, line in enumerate(shown, 1)])
        self._list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A digit chooses; the list would look for a line that begins with it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isdecimal():
            item = self._list.item(int(event.text()) - 1)
            if item is not None:
                self._choose(item)
            return True
        return super().eventFilter(watched, event)


class HelpCard(_ListCard):
    """What can be said, with a search; a click says it."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title or words.HELP_TITLE)
        self._lines = content.rows
        self._search = _search_line(look, words.SEARCH, self)
        self._nothing = self.label(words.NOTHING_FOUND, "body", is_secondary=True)
        for widget in (self._search, self._list, self._nothing):
            self.body.addWidget(widget)
        self._search.textChanged.connect(self._find)
        self._make_room(len(self._lines))
        self._find("")

    def first_focus(self) -> QWidget:
        """Return the search."""
        return self._search

    def _find(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [row for row in self._lines if all(word in " ".join(row).casefold() for word in wanted)]
        self._put([(f"“{row[0]}”", row[0]) for row in found])
        self._nothing.setVisible(not found)
        self._list.setVisible(bool(found))


def _search_line(look: Look, name: str, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setFont(look.font("body"))
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    line.setClearButtonEnabled(True)
    for clear in line.findChildren(QToolButton):
        clear.setAccessibleName(words.CLEAR)
    return line
