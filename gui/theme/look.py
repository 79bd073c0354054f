"""The look that is in force: palette, text scale and motion, from what the user chose and what the desktop asks for."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from gui.memory import Remembered
from gui.theme.tokens import DARK, LIGHT, TYPE, Palette, contrasting


@dataclass(frozen=True, slots=True)
class Look:
    """What widgets paint with.

    Attributes:
        scale: Factor of every measure.
        is_moving: Things may move; otherwise they appear and change at once.
        has_compositor: What is translucent is seen through; otherwise it would be black.
    """

    palette: Palette
    scale: float
    is_moving: bool
    has_compositor: bool = True

    def px(self, measure: float) -> int:
        """Return a measure at the text scale."""
        return round(measure * self.scale)

    def font(self, kind: str, *, is_bold: bool = False) -> QFont:
        """Return the desktop's font in one of the sizes of `TYPE`."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(self.px(TYPE[kind]))
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return font

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """Return a colour of the palette by its field."""
        color = QColor(str(getattr(self.palette, name)))
        color.setAlphaF(alpha)
        return color

    def mood(self, mood: str) -> tuple[QColor, QColor]:
        """Return the two ends of the orb's gradient."""
        light, deep = self.palette.moods[mood]
        return QColor(light), QColor(deep)


def current_look(chosen: Remembered, *, has_compositor: bool) -> Look:
    """Return the look for what the user chose; what is left to the desktop is asked of it."""
    hints = QGuiApplication.styleHints()
    is_dark = chosen.theme == "dark" or (chosen.theme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    palette = DARK if is_dark else LIGHT
    wants_contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    if chosen.is_contrast_high or wants_contrast:
        palette = contrasting(palette)
    return Look(palette, chosen.text_scale, not chosen.is_motion_reduced, has_compositor)
