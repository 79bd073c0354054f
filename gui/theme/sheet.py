"""The style sheet of the standard widgets on a card, filled from the look."""

from string import Template

from gui.theme.look import Look
from gui.theme.tokens import CONTROL_HEIGHT, CONTROL_RADIUS, GAP_L, GAP_M, GAP_S

_SHEET = Template("""
QWidget { color: $text; background: transparent; }
QLabel { selection-background-color: $accent; selection-color: $on_accent; }
QLabel[secondary="true"] { color: $secondary; }
QLabel[chip="true"] { color: $secondary; background: $raised; border: 1px solid $border; border-radius: ${chip_r}px;
  padding: 1px ${gap_m}px; }
QPushButton, QToolButton#plain { border-radius: ${radius}px; padding: 0 ${gap_l}px; min-height: ${height}px;
  border: 1px solid $border; background: $raised; }
QToolButton#plain { padding: 0; min-width: ${height}px; border-color: transparent; background: transparent;
  color: $secondary; }
QPushButton:hover, QToolButton#plain:hover { background: $hover; }
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QAbstractItemView:focus { border: 2px solid $focus; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; background: transparent; font-weight: 600; }
QPushButton[kind="danger"]:hover { background: $danger; color: $on_danger; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="key"] { padding: 0; font-weight: 600; }
QPushButton:disabled, QPushButton[kind]:disabled { color: $secondary; border-color: $border; background: transparent; }
QLineEdit { border: 1px solid $border; border-radius: ${radius}px; min-height: ${height}px; padding: 0 ${gap_l}px;
  background: $raised; selection-background-color: $accent; selection-color: $on_accent; }
QAbstractItemView { border: 1px solid transparent; outline: 0; background: transparent;
  alternate-background-color: $raised; selection-background-color: $hover; selection-color: $text; }
QAbstractItemView::item { padding: ${gap_s}px ${gap_m}px; border-radius: ${gap_m}px; }
QAbstractItemView::item:hover { background: $hover; }
QTableView { gridline-color: transparent; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $secondary; border: 0; border-bottom: 1px solid $border;
  padding: ${gap_s}px ${gap_m}px; }
QHeaderView::section:hover { color: $text; }
QScrollBar:vertical { width: 8px; background: transparent; margin: 0; }
QScrollBar::handle:vertical { background: $border; border-radius: 4px; min-height: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { color: $text; background: $panel; border: 1px solid $border; padding: ${gap_s}px; }
QMenu { background: $panel; border: 1px solid $border; padding: ${gap_s}px; }
QMenu::item { padding: ${gap_m}px ${gap_l}px; border-radius: ${gap_m}px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $secondary; }
QMenu::separator { height: 1px; background: $border; margin: ${gap_s}px ${gap_m}px; }
""")


def sheet(look: Look) -> str:
    """Return the style sheet for a look."""
    palette = look.palette
    names = (
        "text", "secondary", "panel", "raised", "border", "accent", "on_accent", "danger", "on_danger", "hover", "focus"
    )  # fmt: skip
    return _SHEET.substitute(
        {name: getattr(palette, name) for name in names},
        radius=look.px(CONTROL_RADIUS),
        chip_r=look.px(9),
        height=look.px(CONTROL_HEIGHT) - 2,
        gap_s=look.px(GAP_S),
        gap_m=look.px(GAP_M),
        gap_l=look.px(GAP_L),
    )
