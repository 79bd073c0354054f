"""The sound check: a bar that shows how loud the microphone hears, and a sentence in the voice that is chosen."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar

from gui.settings.parts import GroupBox, Line, button, label
from gui.theme.look import Look
from gui.view import settings_words as words
from gui.view.meter import MeterModel

_BARS = 36
_LOUD_FROM = 0.92
_WIDTH, _HEIGHT = 290, 26


class LevelBar(QProgressBar):
    """Bars that light up from left to right; the loudest of late stays lit."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._level, self._peak = 0.0, 0.0
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(words.METER)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return its size."""
        return QSize(self._look.px(_WIDTH), self._look.px(_HEIGHT))

    def show_level(self, level: float, peak: float) -> None:
        """Show a level and the loudest of late, 0..1."""
        self._level, self._peak = level, peak
        self.setValue(round(level * 100))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the bars."""
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = self.width() / _BARS
        peak = min(_BARS - 1, int(self._peak * _BARS)) if self._peak > 0 else -1
        for place in range(_BARS):
            part = (place + 1) / _BARS
            is_lit = part <= self._level or place == peak
            color = ("danger" if part > _LOUD_FROM else "good") if is_lit else "hover"
            painter.setBrush(look.color(color))
            height = self.height() * (0.45 + 0.55 * part)
            bar = QRectF(place * room, (self.height() - height) / 2, room - look.px(3), height)
            painter.drawRoundedRect(bar, look.px(2), look.px(2))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class SoundCheck(GroupBox):
    """The check.

    Signals:
        preview_wanted: The voice is to be heard.
    """

    preview_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Sound check")
        self.bar = LevelBar(look)
        self._meter_line = Line(look, words.METER, words.METER_HELP)
        self._told = label(look, words.METER_QUIET, "small")
        self._meter_line.told.addWidget(self._told)
        self._meter_line.put(self.bar)
        self.add(self._meter_line)
        self._play = button(look, words.PREVIEW_BUTTON, "primary", name=words.PREVIEW)
        self._play.setAccessibleDescription(words.PREVIEW_HELP)
        self._play.clicked.connect(self.preview_wanted)
        self._preview_line = Line(look, words.PREVIEW, words.PREVIEW_HELP)
        self._error = label(look, "", "small")
        self._error.setProperty("error", True)
        self._error.hide()
        self._preview_line.told.addWidget(self._error)
        self._preview_line.put(self._play)
        self.add(self._preview_line)

    def show_meter(self, meter: MeterModel) -> None:
        """Show how loud it is, and what to make of it."""
        self.bar.show_level(meter.level, meter.peak)
        if meter.told != self._told.text():
            self._told.setText(meter.told)
            self.bar.setAccessibleDescription(meter.told)

    def show_preview(self, *, is_playing: bool, error: str = "") -> None:
        """Show whether the voice is being heard, and why it could not be."""
        self._play.setEnabled(not is_playing)
        self._play.setText(words.PREVIEWING if is_playing else words.PREVIEW_BUTTON)
        self._error.setText(error)
        self._error.setVisible(bool(error))
