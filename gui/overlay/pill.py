"""The pill: the orb, what is being said, and a button that stops it; at rest a dot."""

import html

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.overlay.glyphs import glyph
from gui.overlay.orb import Orb
from gui.overlay.panel import Panel
from gui.theme.look import Look
from gui.theme.tokens import DOT, GAP_L, GAP_M, GAP_S, ORB, PILL_RADIUS, PILL_TEXT_WIDTH, SHADOW
from gui.view import words
from gui.view.face import BUSY, Face, Mood

# More would be a wall of text; the card holds the rest.
_MOST_LINES = 4


class Pill(Panel):
    """Shows a face."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, PILL_RADIUS, parent)
        self._face = Face()
        self.orb = Orb(look, look.px(ORB), self)
        self._title, self._detail = QLabel(self), QLabel(self)
        self.stop = QToolButton(self)
        self._arrange()

    def _arrange(self) -> None:
        look = self.look
        self._title.setFont(look.font("body"))
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._detail.setFont(look.font("small"))
        self._detail.setProperty("secondary", True)
        self.stop.setObjectName("plain")
        self.stop.setIcon(glyph("stop", look.color("secondary")))
        self.stop.setIconSize(QSize(look.px(16), look.px(16)))
        self.stop.setAccessibleName(words.ORB_STOP)
        self.stop.setToolTip(words.STOP_HELP)
        self.stop.setCursor(Qt.CursorShape.PointingHandCursor)
        text = QVBoxLayout()
        text.setSpacing(look.px(2))
        text.addWidget(self._title)
        text.addWidget(self._detail)
        line = QHBoxLayout(self)
        line.setSpacing(look.px(GAP_L))
        line.addWidget(self.orb, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(text, 1)
        line.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)
        margin = look.px(SHADOW)
        pad = look.px(GAP_M)
        line.setContentsMargins(margin + pad, margin + pad, margin + pad, margin + pad)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_face(self, face: Face) -> bool:
        """Show a face; return whether the pill has changed its size."""
        before, self._face = self._face, face
        self.orb.show_face(face)
        if _is_same_text(before, face) and before.is_resting == face.is_resting:
            return False
        size_before = self.size()
        self._show_text(face)
        self.setFixedSize(self.sizeHint())
        return self.size() != size_before

    @property
    def is_dot(self) -> bool:
        """Whether nothing but the orb is to be seen."""
        return self._face.is_resting

    def _show_text(self, face: Face) -> None:
        look = self.look
        is_dot = face.is_resting
        self.orb.setFixedSize(*(look.px(DOT if is_dot else ORB),) * 2)
        for widget, is_shown in (
            (self._title, bool(face.title)),
            (self._detail, bool(face.detail)),
            (self.stop, face.mood in BUSY),
        ):
            widget.setVisible(is_shown)
        self._title.setText(self._marked(face))
        self._detail.setText(face.detail)
        self.setAccessibleName(f"{words.MOODS[face.mood]}. {face.title}")
        if face.title:
            self._fit(face)
        margin, pad = look.px(SHADOW), look.px(GAP_S if is_dot else GAP_M)
        end = pad if is_dot else look.px(GAP_M if face.mood in BUSY else GAP_L + GAP_S)
        layout = self.layout()
        assert layout is not None, "arranged when it was made"
        layout.setContentsMargins(margin + pad, margin + pad, margin + end, margin + pad)
        layout.activate()

    def _fit(self, face: Face) -> None:
        """Give the lines the room that their words need, so that the pill hugs them."""
        metrics = QFontMetrics(self._title.font())
        most = self.look.px(PILL_TEXT_WIDTH)
        bounds = metrics.boundingRect(QRect(0, 0, most, 10_000), Qt.TextFlag.TextWordWrap, face.title)
        detail = QFontMetrics(self._detail.font()).horizontalAdvance(face.detail) if face.detail else 0
        lines = min(_MOST_LINES, round(bounds.height() / metrics.lineSpacing()) or 1)
        # A pixel more than measured: rich text is laid out in fractions.
        self._title.setFixedSize(min(most, max(bounds.width(), detail)) + 4, lines * metrics.lineSpacing() + 2)
        self._detail.setFixedWidth(min(most, detail) + 4)

    def _marked(self, face: Face) -> str:
        """Return the title as rich text: what was said already stands out from what comes."""
        text = html.escape(face.title[: face.heard_chars]), html.escape(face.title[face.heard_chars :])
        dim = self.look.palette.secondary
        if face.is_tentative:
            return f'<span style="color:{dim}">{text[0]}{text[1]} …</span>'
        if face.mood is Mood.SPEAKING:
            return f'{text[0]}<span style="color:{dim}">{text[1]}</span>'
        return text[0] + text[1]


def _is_same_text(before: Face, after: Face) -> bool:
    shown = [(f.mood, f.title, f.heard_chars, f.is_tentative, f.detail) for f in (before, after)]
    return shown[0] == shown[1]
