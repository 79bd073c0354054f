"""The row of one setting: its title and help, its control, a way back to the default, and what was wrong."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assistant.kernel.types import JsonValue
from gui.settings.controls import CONTROLS, Control, kind_of
from gui.settings.lists import ChipsControl
from gui.settings.parts import Line, icon_button, label, mark
from gui.settings.tables import TableControl
from gui.theme.look import Look
from gui.view import settings_words as words
from gui.view.settings import Field

_CONTROLS = {**CONTROLS, "chips": ChipsControl, "table": TableControl}


class SettingRow(Line):
    """The row.

    Signals:
        wanted: The setting's key and the value that it is to have.
        reset_wanted: The key of a setting that is to have its default again.
    """

    wanted = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field.title, field.help)
        self.key = field.key
        self._note = label(look, "", "small", is_secondary=True)
        self._error = label(look, "", "small")
        self._error.setProperty("error", True)
        self.told.addWidget(self._note)
        self.told.addWidget(self._error)
        self._reset = icon_button(look, "undo", "")
        self._reset.clicked.connect(lambda: self.reset_wanted.emit(self.key))
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self.control: Control = _CONTROLS[kind_of(field)](look, field)
        self.control.changed.connect(lambda value: self.wanted.emit(self.key, value))
        self.put(self._reset)
        self.put(self.control, is_wide=self.control.is_wide)
        self.show_field(field)

    def show_field(self, field: Field) -> None:
        """Show another value of the same setting."""
        self.control.setEnabled(not field.is_fixed)
        self.control.show_value(field.value)
        note = words.FIXED if field.is_fixed else words.RESTART if field.needs_restart else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        told = f"{field.title}: {words.RESET.format(default=field.default_text)}"
        self._reset.setAccessibleName(told)
        self._reset.setToolTip(words.RESET.format(default=field.default_text))
        self._reset.setVisible(not field.is_default and not field.is_fixed)

    def show_error(self, text: str, value: JsonValue) -> None:
        """Say what was wrong with a value, and show the one that holds; an empty text takes that back."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        mark(self._error, "error", True)
        self.setAccessibleDescription(text)
        if text:
            self.control.show_value(value)

    def first_focus(self) -> QWidget:
        """Return the control."""
        return self.control
