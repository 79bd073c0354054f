"""The controls of settings that are lists: names from a closed set, and places with what may be done there."""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assistant.kernel.types import JsonValue
from gui.overlay.glyphs import glyph
from gui.settings.combo import Combo
from gui.settings.controls import Control
from gui.settings.parts import button, icon_button, label
from gui.theme.look import Look
from gui.theme.tokens import GAP_M, GAP_S
from gui.view import settings_words as words
from gui.view.settings import Field

_RULINGS = {"allow": words.RULE_ALLOW, "ask": words.RULE_ASK, "deny": words.RULE_DENY}


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


class PlacesControl(Control):
    """Places with what is allowed, asked about or never done there: a line each, and a line to add one."""

    is_wide = True

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._rules: list[Mapping[str, JsonValue]] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(look.px(GAP_S))
        self.line.addLayout(self._column)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(look.px(GAP_S))
        self._column.addLayout(self._shown)
        self._column.addLayout(self._make_adding())

    def show_value(self, value: JsonValue) -> None:
        """Show the places."""
        self._rules = list(cast(Sequence[Mapping[str, JsonValue]], value or ()))
        while (item := self._shown.takeAt(0)) is not None:
            drop(item)
        for place, rule in enumerate(self._rules):
            self._shown.addWidget(self._line(place, rule))

    def _line(self, place: int, rule: Mapping[str, JsonValue]) -> QWidget:
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(label(self.look, str(rule.get("path", "")), "body"), 1)
        for ruling, shown in _RULINGS.items():
            accesses = ", ".join(map(str, cast(Sequence[JsonValue], rule.get(ruling) or ())))
            if accesses:
                chip = label(self.look, f"{shown}: {accesses}", "small")
                chip.setWordWrap(False)
                chip.setProperty("chip", True)
                across.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        remove = icon_button(self.look, "close", words.REMOVE.format(item=rule.get("path", "")))
        remove.clicked.connect(lambda: self.changed.emit([r for at, r in enumerate(self._rules) if at != place]))
        across.addWidget(remove)
        return line

    def _make_adding(self) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(self.look.px(GAP_M))
        self._path = QLineEdit()
        self._path.setPlaceholderText(words.PLACE)
        self.named(self._path, words.PLACE)
        browse = icon_button(self.look, "search", words.PLACE)
        browse.clicked.connect(self._browse)
        self._ruling = Combo(self.look, list(_RULINGS.values()))
        self.named(self._ruling, f"{self.field.title}: {words.RULE_ALLOW}, {words.RULE_ASK}, {words.RULE_DENY}")
        accesses = dict(self.field.parts).get("deny", ())
        self._access = Combo(self.look, list(accesses))
        self._access.setCurrentText("all")
        self.named(self._access, f"{self.field.title}: {', '.join(accesses)}")
        add = button(self.look, words.ADD_RULE)
        add.clicked.connect(self._take)
        for widget, stretch in ((self._path, 1), (browse, 0), (self._ruling, 0), (self._access, 0), (add, 0)):
            across.addWidget(widget, stretch)
        return across

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, words.PLACE)
        if chosen:
            self._path.setText(chosen)

    def _take(self) -> None:
        path = self._path.text().strip()
        if path:
            ruling = list(_RULINGS)[self._ruling.currentIndex()]
            self._path.clear()
            self.changed.emit([*self._rules, {"path": path, ruling: [self._access.currentText()]}])


class FlowLayout(QLayout):
    """Puts widgets beside each other, and goes on in the next line where there is no room left."""

    def __init__(self, parent: QWidget, spacing: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def clear(self) -> None:
        """Take everything away."""
        while self._items:
            drop(self._items.pop())

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  Qt's name
        """Add an item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  Qt's name
        """Return one item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  Qt's name
        """Take one item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802  Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  Qt's name
        """Return the height that a width needs."""
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return the least that is wanted."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802  Qt's name
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  Qt's name
        """Put everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        x, y, line_height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line_height = rect.x(), y + line_height + self.spacing(), 0
            if not is_trial:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line_height = max(line_height, size.height())
        return y + line_height - rect.y()


def drop(item: QLayoutItem) -> None:
    """Remove what is in an item of a layout, with all that is below it."""
    widget = item.widget()
    if widget is not None:
        widget.hide()
        widget.deleteLater()
