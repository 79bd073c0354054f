"""Cards of many lines: a table to sort and filter, numbered choices, and what can be said."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gui.cards.frame import CardFrame
from gui.theme.look import Look
from gui.view import words
from gui.view.cards import CardContent
from gui.view.table import Table

_MOST_SHOWN = 7
# Fewer lines are seen at a glance.
_FILTERED_FROM = 6


class TableCard(CardFrame):
    """Numbered lines; a double click, or Enter, opens one as saying "open 3" does."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        self._table = Table(content.rows)
        self._columns = content.columns
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
        view.setAccessibleDescription(words.OPEN_HELP)
        view.setToolTip(words.OPEN_HELP)
        view.setShowGrid(False)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTabKeyNavigation(False)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setWordWrap(False)
        view.verticalHeader().setVisible(False)
        view.verticalHeader().setDefaultSectionSize(self.look.px(34))
        self._arrange_header(view)
        view.itemActivated.connect(self._open)
        return view

    def _arrange_header(self, view: QTableWidget) -> None:
        header = view.horizontalHeader()
        header.setFont(self.look.font("small"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(min(1, self._table.width), QHeaderView.ResizeMode.Stretch)
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
        header = self._view.horizontalHeader()
        header_height = header.sizeHint().height() if not header.isHidden() else 0
        shown = min(_MOST_SHOWN, max(1, len(self._table)))
        self._view.setFixedHeight(shown * self.look.px(34) + header_height + 4)

    def _item(self, cell: str, column: int, number: int) -> QTableWidgetItem:
        item = QTableWidgetItem(cell)
        item.setData(Qt.ItemDataRole.UserRole, number)
        item.setToolTip(cell)
        if column != 1:
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
        shown = min(_MOST_SHOWN, max(1, len(lines)))
        self._list.setFixedHeight(shown * (self._list.sizeHintForRow(0) if lines else self.look.px(30)) + 4)

    def _choose(self, item: QListWidgetItem) -> None:
        said = item.data(Qt.ItemDataRole.UserRole)
        if said:
            self.said.emit(said)


class ChoicesCard(_ListCard):
    """Numbered choices: say the number, or click."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title)
        self.body.addWidget(self.label(content.text, "lead", is_bold=True))
        self.body.addWidget(self._list)
        self.body.addWidget(self.label(words.CHOOSE, "small", is_secondary=True))
        self._put([
            (f"{number}   {'  ·  '.join(row)}", f"number {number}") for number, row in enumerate(content.rows, 1)
        ])  # fmt: skip


class HelpCard(_ListCard):
    """What can be said, with a search; a click says it."""

    def __init__(self, look: Look, content: CardContent) -> None:
        super().__init__(look, content.title or words.HELP_TITLE)
        self._lines = [" · ".join(row) for row in content.rows]
        self._search = _search_line(look, words.SEARCH, self)
        self._nothing = self.label(words.NOTHING_FOUND, "body", is_secondary=True)
        for widget in (self._search, self._list, self._nothing):
            self.body.addWidget(widget)
        self._search.textChanged.connect(self._find)
        self._find("")
        self._list.setFixedHeight(self._list.height())

    def first_focus(self) -> QWidget:
        """Return the search."""
        return self._search

    def _find(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [line for line in self._lines if all(word in line.casefold() for word in wanted)]
        height = self._list.height()
        self._put([(f"“{line}”", line) for line in found])
        if text:
            self._list.setFixedHeight(height)
        self._nothing.setVisible(not found)


def _search_line(look: Look, name: str, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setFont(look.font("body"))
    line.setPlaceholderText(name)
    line.setAccessibleName(name)
    line.setClearButtonEnabled(True)
    return line
