"""The controls: which one a setting gets follows from its type. All tell `changed` with the value that is wanted."""

from collections.abc import Callable, Mapping
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from assistant.kernel.types import JsonValue
from gui.settings.combo import Combo
from gui.settings.parts import button, icon_button
from gui.settings.switch import Switch
from gui.theme.look import Look
from gui.theme.tokens import GAP_L
from gui.view import settings_words as words
from gui.view.settings import MOST_SIDE_BY_SIDE, Field

# A slider that is dragged, or a field that is stepped through, tells once it has come to rest.
_REST_MS = 250
_SLIDER_WIDTH, _FIELD_WIDTH, _SPIN_WIDTH = 170, 230, 88
# A slider of more steps than these could not be set to one of them.
_MOST_SLIDER_STEPS = 400


class Control(QWidget):
    """A control of one setting.

    Signals:
        changed: The user wants this value.
    """

    changed = Signal(object)
    is_wide = False

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__()
        self.look = look
        self.field = field
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(look.px(GAP_L))

    def show_value(self, value: JsonValue) -> None:
        """Show a value, and tell nobody."""
        raise NotImplementedError

    def named(self, widget: QWidget, name: str = "") -> QWidget:
        """Give a widget the setting's name and help, for those who do not see where it stands."""
        told = name or self.field.title
        widget.setAccessibleName(told)
        widget.setAccessibleDescription(self.field.help)
        if isinstance(widget, QComboBox):
            # Under X, Qt calls a combo box by what is chosen in it; a label beside it says what it is.
            label = QLabel(told, self)
            label.setBuddy(widget)
            label.hide()
        widget.setFont(self.look.font("body"))
        return widget


class SwitchControl(Control):
    """On or off."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._switch = Switch(look)
        self.line.addWidget(self.named(self._switch))
        self._switch.toggled.connect(lambda is_on: self.changed.emit(is_on))

    def show_value(self, value: JsonValue) -> None:
        """Show on or off."""
        with QSignalBlocker(self._switch):
            self._switch.setChecked(value is True)


class SideBySideControl(Control):
    """One of a few, all of which are seen."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self.line.setSpacing(0)
        self._group = QButtonGroup(self)
        sides = ["first", *["middle"] * (len(field.choices) - 2), "last"] if len(field.choices) > 1 else ["only"]
        self._buttons: list[tuple[JsonValue, QPushButton]] = []
        for (value, shown), side in zip(field.choices, sides, strict=True):
            choice = button(look, shown, name=f"{field.title}: {shown}")
            choice.setAccessibleDescription(field.help)
            choice.setCheckable(True)
            choice.setAutoExclusive(True)
            choice.setProperty("side", side)
            # The one that is chosen is written in bold, which must not change its width.
            width = QFontMetrics(look.font("body", is_bold=True)).horizontalAdvance(shown)
            choice.setMinimumWidth(width + look.px(3 * GAP_L))
            # Not `clicked`: a screen reader checks it without a click.
            choice.toggled.connect(lambda is_on, value=value: self._choose(value) if is_on else None)
            self._group.addButton(choice)
            self._buttons.append((value, choice))
            self.line.addWidget(choice)

    def show_value(self, value: JsonValue) -> None:
        """Show which one it is."""
        for each, choice in self._buttons:
            with QSignalBlocker(choice):
                choice.setChecked(each == value)

    def _choose(self, value: JsonValue) -> None:
        self.changed.emit(value)


class ComboControl(Control):
    """One of many."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._combo = Combo(look, [shown for _, shown in field.choices])
        self._combo.setFixedWidth(look.px(_FIELD_WIDTH))
        self.line.addWidget(self.named(self._combo))
        self._combo.activated.connect(lambda place: self.changed.emit(field.choices[place][0]))

    def show_value(self, value: JsonValue) -> None:
        """Show which one it is."""
        values = [each for each, _ in self.field.choices]
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(values.index(value) if value in values else -1)


class NumberControl(Control):
    """A number between bounds: a slider to try, a field to be exact."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._factor = 100.0 if field.unit == "%" else 1.0
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setFixedWidth(look.px(_SLIDER_WIDTH))
        self._slider.setRange(0, max(1, round((field.high - field.low) / field.step)))
        self._slider.setPageStep(max(1, self._slider.maximum() // 10))
        self._spin = self._make_spin()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self.changed.emit(self._value()))
        if self._slider.maximum() <= _MOST_SLIDER_STEPS:
            self.line.addWidget(self.named(self._slider))
        else:
            self.named(self._slider).setParent(self)
            self._slider.hide()
        self.line.addWidget(self.named(self._spin, f"{field.title}, exact"))
        self._slider.valueChanged.connect(self._take_slider)
        self._slider.sliderReleased.connect(self._rest.start)
        self._spin.valueChanged.connect(self._take_spin)

    def show_value(self, value: JsonValue) -> None:
        """Show a number."""
        shown = float(value) if isinstance(value, int | float) else self.field.low
        self._put(shown, is_slider_too=True)

    def _make_spin(self) -> QSpinBox | QDoubleSpinBox:
        field, factor = self.field, self._factor
        is_whole = field.kind == "whole" or factor > 1
        spin: QSpinBox | QDoubleSpinBox = QSpinBox() if is_whole else QDoubleSpinBox()
        if isinstance(spin, QDoubleSpinBox):
            spin.setDecimals(2 if field.step < 0.1 else 1)
            spin.setRange(field.low, field.high)
            spin.setSingleStep(field.step)
        else:
            spin.setRange(round(field.low * factor), round(field.high * factor))
            spin.setSingleStep(max(1, round(field.step * factor)))
        spin.setSuffix(" %" if field.unit == "%" else field.unit)
        spin.setFixedWidth(self.look.px(_SPIN_WIDTH if len(field.unit) < 4 else _SPIN_WIDTH + 24))
        spin.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        spin.setKeyboardTracking(False)  # Of "365" only the whole is wanted.
        spin.lineEdit().setAccessibleName(f"{field.title}, exact")
        return spin

    def _take_slider(self, place: int) -> None:
        self._put(self.field.low + place * self.field.step, is_slider_too=False)
        if not self._slider.isSliderDown():
            self._rest.start()

    def _take_spin(self) -> None:
        self._put(self._value(), is_slider_too=True)
        self._rest.start()

    def _put(self, value: float, *, is_slider_too: bool) -> None:
        with QSignalBlocker(self._spin):
            shown = value * self._factor
            self._spin.setValue(round(shown) if isinstance(self._spin, QSpinBox) else shown)  # type: ignore[arg-type]  # its own kind
        if is_slider_too:
            with QSignalBlocker(self._slider):
                self._slider.setValue(round((value - self.field.low) / self.field.step))

    def _value(self) -> float | int:
        value = self._spin.value() / self._factor
        return round(value) if self.field.kind == "whole" else round(value, 4)


class TextControl(Control):
    """Words; told when the user has done with them."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        self._shown = ""
        self._edit = QLineEdit()
        self._edit.setFixedWidth(look.px(_FIELD_WIDTH))
        self._edit.setPlaceholderText(words.LIST_HELP if field.kind == "list" else field.default_text)
        self.line.addWidget(self.named(self._edit))
        self._edit.editingFinished.connect(self._tell)

    def show_value(self, value: JsonValue) -> None:
        """Show words, or a list of them."""
        self._shown = value if isinstance(value, str) else ", ".join(map(str, cast("list[str]", value or [])))
        if not self._edit.hasFocus() or not self._edit.isModified():
            self._edit.setText(self._shown)

    def _tell(self) -> None:
        wanted = self._edit.text().strip()
        if wanted == self._shown:
            return
        self._edit.setModified(False)
        parts = [part.strip() for part in wanted.split(",") if part.strip()]
        self.changed.emit(parts if self.field.kind == "list" else wanted)


class PathControl(TextControl):
    """A file or folder: typed, or looked for."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, field)
        browse = browse_button(look, self._edit)
        browse.clicked.connect(self._tell)
        self.line.addWidget(browse)


def browse_button(look: Look, edit: QLineEdit) -> QToolButton:
    """Return a button that looks for a folder, and puts it into a line."""
    browse = icon_button(look, "search", f"{edit.accessibleName()}: {words.BROWSE}")

    def choose() -> None:
        chosen = QFileDialog.getExistingDirectory(browse.window(), words.BROWSE, edit.text())
        if chosen:
            edit.setText(chosen)

    browse.clicked.connect(choose)
    return browse


def kind_of(field: Field) -> str:
    """Return which control a field gets."""
    if field.kind == "choice":
        shown = sum(len(text) for _, text in field.choices)
        is_few = 1 < len(field.choices) <= MOST_SIDE_BY_SIDE and shown <= 36
        return "side-by-side" if is_few and not field.key.startswith(("audio.", "gui.monitor")) else "combo"
    if field.kind == "list":
        return "chips" if field.choices else "text"
    return field.kind


CONTROLS: Mapping[str, Callable[[Look, Field], Control]] = {
    "switch": SwitchControl,
    "side-by-side": SideBySideControl,
    "combo": ComboControl,
    "number": NumberControl,
    "whole": NumberControl,
    "text": TextControl,
    "path": PathControl,
}
