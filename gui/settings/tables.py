"""The controls of settings that are tables: their lines, each with a way to remove it, and a line to add one.

A table's columns are texts, or lists of things that may be done; of several such lists a new line fills one.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from assistant.kernel.types import JsonValue
from gui.settings.combo import Combo
from gui.settings.controls import Control, browse_button
from gui.settings.flow import drop
from gui.settings.parts import button, icon_button, label
from gui.theme.look import Look
from gui.theme.tokens import GAP_M, GAP_S
from gui.view import settings_words as words
from gui.view.settings import Field, Part

_Line = Mapping[str, JsonValue]


class TableControl(Control):
    """The table."""

    is_wide = True

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._lines: list[_Line] = []
        self._texts = [part for part in field.parts if not part.choices]
        self._lists = [part for part in field.parts if part.choices]
        self._shown = QVBoxLayout()
        self._shown.setSpacing(look.px(GAP_S))
        column = QVBoxLayout()
        column.setSpacing(look.px(GAP_S))
        column.addLayout(self._shown)
        column.addLayout(self._make_adding())
        self.line.addLayout(column)

    def show_value(self, value: JsonValue) -> None:
        """Show the lines."""
        self._lines = list(cast(Sequence[_Line], value or ()))
        while (item := self._shown.takeAt(0)) is not None:
            drop(item)
        for place, line in enumerate(self._lines):
            self._shown.addWidget(self._line(place, line))

    def _line(self, place: int, line: _Line) -> QWidget:
        told = " · ".join(str(line.get(part.name, "")) for part in self._texts)
        shown = QWidget()
        across = QHBoxLayout(shown)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(label(self.look, told, "body"), 1)
        for part in self._lists:
            chosen = ", ".join(map(str, cast(Sequence[JsonValue], line.get(part.name) or ())))
            if chosen:
                chip = label(self.look, f"{part.title}: {chosen}", "small")
                chip.setWordWrap(False)
                chip.setProperty("chip", True)
                across.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        remove = icon_button(self.look, "close", words.REMOVE.format(item=told))
        remove.clicked.connect(lambda: self.changed.emit([each for at, each in enumerate(self._lines) if at != place]))
        across.addWidget(remove)
        return shown

    def _make_adding(self) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(self.look.px(GAP_M))
        self._edits = {part.name: self._edit(part) for part in self._texts}
        for name, edit in self._edits.items():
            across.addWidget(edit, 1)
            if name == "path":
                across.addWidget(browse_button(self.look, edit))
        if self._lists:
            self._list = Combo(self.look, [part.title for part in self._lists])
            self.named(self._list, f"{self.field.title}: {words.RULING}")
            self._choice = Combo(self.look, list(self._lists[0].choices))
            self._choice.setCurrentIndex(self._choice.count() - 1)
            self.named(self._choice, f"{self.field.title}: {words.ACCESS}")
            across.addWidget(self._list)
            across.addWidget(self._choice)
        add = button(self.look, words.ADD_LINE, name=f"{self.field.title}: {words.ADD_LINE}")
        add.clicked.connect(self._take)
        across.addWidget(add)
        return across

    def _edit(self, part: Part) -> QLineEdit:
        edit = QLineEdit()
        edit.setPlaceholderText(part.title)
        self.named(edit, f"{self.field.title}: {part.title}")
        edit.setAccessibleDescription(part.help)
        edit.setToolTip(part.help)
        edit.returnPressed.connect(self._take)
        return edit

    def _take(self) -> None:
        line: dict[str, JsonValue] = {name: edit.text().strip() for name, edit in self._edits.items()}
        if not all(line.values()):
            return
        if self._lists:
            line[self._lists[self._list.currentIndex()].name] = [self._choice.currentText()]
        for edit in self._edits.values():
            edit.clear()
        self.changed.emit([*self._lines, line])
