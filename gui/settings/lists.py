"""The control of a setting that is a list of names from a closed set."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from assistant.kernel.types import JsonValue
from gui.overlay.glyphs import glyph
from gui.settings.combo import Combo
from gui.settings.controls import Control
from gui.settings.flow import FlowLayout
from gui.settings.parts import button, label
from gui.theme.look import Look
from gui.theme.tokens import GAP_S
from gui.view import settings_words as words
from gui.view.settings import Field


class ChipsControl(Control):
    """Names from a closed set: those that are in it with a button to remove each, and a list to add from."""

    is_wide = True

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._chosen: list[str] = []
        self._rest: list[str] = []
        holder = QWidget()
        self._flow = FlowLayout(holder, look.px(GAP_S))
        self.line.addWidget(holder, 1)
        self._add = Combo(look, [])
        self.named(self._add, f"{field.title}: {words.ADD}")
        self._add.setFixedWidth(look.px(170))
        self._add.view().setMinimumWidth(look.px(320))
        self._add.activated.connect(self._take)
        self.line.addWidget(self._add, 0, Qt.AlignmentFlag.AlignTop)

    def show_value(self, value: JsonValue) -> None:
        """Show the names."""
        self._chosen = [str(name) for name in cast(Sequence[JsonValue], value or ())]
        self._flow.clear()
        for name in self._chosen:
            self._flow.addWidget(self._chip(name))
        if not self._chosen:
            self._flow.addWidget(label(self.look, words.EMPTY, "small", is_secondary=True))
        self._add.clear()
        # What a package adds has a name that no list can know.
        self._rest = [str(name) for name, _ in self.field.choices if name not in self._chosen and str(name).islower()]
        self._add.addItems([words.ADD, *map(self._shown, self._rest)])

    def _chip(self, name: str) -> QPushButton:
        told = words.REMOVE.format(item=self._shown(name))
        chip = button(self.look, self._shown(name), name=told)
        chip.setObjectName("chip")
        chip.setFont(self.look.font("small"))
        chip.setIcon(glyph("close", self.look.color("secondary")))
        side = self.look.px(12)
        chip.setIconSize(QSize(side, side))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(f"{told} ({name})")
        chip.clicked.connect(lambda: self.changed.emit([each for each in self._chosen if each != name]))
        return chip

    def _take(self, place: int) -> None:
        if place > 0:
            self.changed.emit([*self._chosen, self._rest[place - 1]])

    def _shown(self, name: str) -> str:
        return dict(self.field.choices).get(name, name)
