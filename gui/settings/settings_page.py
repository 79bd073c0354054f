"""A page of settings: its groups, filtered by what is searched for."""

from collections.abc import Collection

from PySide6.QtCore import Signal

from assistant.kernel.types import JsonValue
from gui.settings.parts import GroupBox, ScrollPage
from gui.settings.setting_row import SettingRow
from gui.theme.look import Look
from gui.view.settings import Group, Page


class SettingsPage(ScrollPage):
    """The page.

    Signals:
        wanted: A setting's key and the value that it is to have.
        reset_wanted: The key of a setting that is to have its default again.
    """

    wanted = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__(look, page.title)
        self.look = look
        self._boxes: list[GroupBox] = []
        self.rows: dict[str, SettingRow] = {}
        for group in page.groups:
            self.body.addWidget(self._box(group))
        self.body.addStretch(1)

    def add(self, box: GroupBox, *, is_first: bool = False) -> None:
        """Put a box that is no group of settings after the others, or before them."""
        self.body.insertWidget(0 if is_first else self.body.count() - 1, box)

    def show_values(self, page: Page) -> None:
        """Show other values of the same settings."""
        for group in page.groups:
            for field in group.fields:
                self.rows[field.key].show_field(field)

    def filter(self, keys: Collection[str]) -> bool:
        """Show only these settings; return whether there are any here."""
        for key, row in self.rows.items():
            row.setVisible(key in keys)
        for box in self._boxes:
            box.settle()
        return any(key in keys for key in self.rows)

    def show_error(self, key: str, text: str, value: JsonValue) -> None:
        """Say at a setting what was wrong."""
        if key in self.rows:
            self.rows[key].show_error(text, value)

    def _box(self, group: Group) -> GroupBox:
        box = GroupBox(self.look, group.title, group.help)
        for field in group.fields:
            row = SettingRow(self.look, field)
            row.show_error("", field.value)
            row.wanted.connect(self.wanted)
            row.reset_wanted.connect(self.reset_wanted)
            self.rows[field.key] = row
            box.add(row)
        self._boxes.append(box)
        return box
