"""The style sheet of the settings window: that of the cards, with what only a window of forms needs."""

from string import Template

from gui.theme.look import Look
from gui.theme.sheet import sheet
from gui.theme.tokens import CONTROL_HEIGHT, CONTROL_RADIUS, GAP_L, GAP_M, GAP_S

_SHEET = Template("""
QMainWindow#window { background: $panel; }
QWidget#sidebar { background: $raised; border-right: 1px solid $border; }
QFrame#group { background: $ground; border: 1px solid $border; border-radius: ${group_r}px; }
QFrame#hairline { background: $border; border: 0; }
QLineEdit { placeholder-text-color: $secondary; }
QListWidget#pages { border: 0; background: transparent; }
QListWidget#pages::item { padding: 0 ${gap_l}px; border-radius: ${radius}px; margin: 1px 0; }
QListWidget#pages::item:selected { background: $accent; color: $on_accent; }
QListWidget#pages:focus { border: 0; }
QListWidget#pages::item:selected:focus { border: 2px solid $text; }
QListWidget#turns { background: $ground; border: 1px solid $border; border-radius: ${group_r}px; padding: ${gap_s}px; }
QListWidget#turns::item { border-radius: ${radius}px; }
QListWidget#turns:focus { border: 2px solid $focus; }
QLabel[error="true"] { color: $danger; }
QLabel[good="true"] { color: $good; }
QLabel[bad="true"] { color: $danger; }
QPushButton[side="first"] { border-top-right-radius: 0; border-bottom-right-radius: 0; border-right: 0; }
QPushButton[side="middle"] { border-radius: 0; border-right: 0; }
QPushButton[side="last"] { border-top-left-radius: 0; border-bottom-left-radius: 0; }
QPushButton[side]:checked { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[side]:focus { border: 2px solid $text; }
QPushButton#chip { min-height: ${chip_h}px; border-radius: ${chip_r}px; padding: 0 ${gap_l}px; }
QComboBox, QSpinBox, QDoubleSpinBox { border: 1px solid $border; border-radius: ${radius}px; background: $raised;
  min-height: ${height}px; padding: 0 ${gap_l}px; selection-background-color: $accent; selection-color: $on_accent; }
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { background: $hover; }
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $focus; }
QComboBox::drop-down { border: 0; width: ${arrow}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $border; padding: ${gap_s}px; outline: 0; }
QComboBox QAbstractItemView::item { min-height: ${chip_h}px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; }
QSlider { min-height: ${height}px; border: 2px solid transparent; border-radius: ${radius}px; }
QSlider:focus { border-color: $focus; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: ${knob}px; height: ${knob}px; margin: -${knob_half}px 0; border-radius: ${knob_r}px;
  background: $panel; border: 2px solid $accent; }
QSlider:disabled { color: $secondary; }
""")


def window_sheet(look: Look) -> str:
    """Return the style sheet for a look."""
    palette = look.palette
    names = (
        "text", "secondary", "panel", "raised", "border", "accent", "on_accent", "danger", "good", "hover", "focus",
    )  # fmt: skip
    knob = look.px(16)
    return sheet(look) + _SHEET.substitute(
        {name: getattr(palette, name) for name in names},
        ground=palette.panel,
        radius=look.px(CONTROL_RADIUS),
        group_r=look.px(14),
        height=look.px(CONTROL_HEIGHT) - 2,
        chip_h=look.px(26),
        chip_r=look.px(14),
        arrow=look.px(24),
        gap_s=look.px(GAP_S),
        gap_m=look.px(GAP_M),
        gap_l=look.px(GAP_L),
        knob=knob,
        knob_half=(knob + 4) // 2 - 2,
        knob_r=(knob + 4) // 2,
    )
