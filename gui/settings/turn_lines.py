"""How a turn looks in the list: what was said, what was answered, when, and how it ended."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.theme.look import Look
from gui.theme.tokens import CONTROL_RADIUS, GAP_L, GAP_M
from gui.view import settings_words as words
from gui.view.history import TurnLine

_ROW = 60
_DOT = 8
_LINE = Qt.ItemDataRole.UserRole


class TurnList(QListWidget):
    """Turns, the newest first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._row = look.px(_ROW)
        self.setObjectName("turns")
        self.setAccessibleName(words.HISTORY_LIST)
        self.setItemDelegate(_TurnDelegate(look))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setAccessibleName(words.HISTORY_LIST)
        self.setUniformItemSizes(True)

    def show_lines(self, lines: list[TurnLine]) -> None:
        """Show lines; the one that was chosen stays so if it is still there."""
        chosen = self.chosen
        self.clear()
        for line in lines:
            item = QListWidgetItem(self)
            item.setData(_LINE, line)
            item.setSizeHint(QSize(0, self._row))
            outcome = words.OUTCOMES.get(line.outcome, "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.when}, {line.said}: {line.reply} {outcome}")
            if line.turn == chosen:
                self.setCurrentItem(item)

    @property
    def chosen(self) -> int:
        """The number of the turn that is chosen; 0 if none is."""
        item = self.currentItem()
        line = item.data(_LINE) if item is not None else None
        return line.turn if isinstance(line, TurnLine) else 0

    def choose(self, turn: int) -> None:
        """Choose a turn; 0 chooses the newest."""
        for row in range(self.count()):
            if turn in (0, self.item(row).data(_LINE).turn):
                self.setCurrentRow(row)
                return


class _TurnDelegate(QStyledItemDelegate):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: TurnLine = index.data(_LINE)
        look, rect = self._look, option.rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(rect, look.px(CONTROL_RADIUS), look.px(CONTROL_RADIUS))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look.color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(CONTROL_RADIUS), look.px(CONTROL_RADIUS))
        self._paint_words(painter, rect, line)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, line: TurnLine) -> None:
        look = self._look
        inner = rect.adjusted(look.px(GAP_L), look.px(GAP_M), -look.px(GAP_L), -look.px(GAP_M))
        half = inner.height() // 2
        small = look.font("small")
        when_width = QFontMetrics(small).horizontalAdvance(line.when) + look.px(GAP_M)
        top = QRect(inner.left(), inner.top(), inner.width(), half)
        below = QRect(inner.left(), inner.top() + half, inner.width() - look.px(_DOT + GAP_M), half)
        self._text(painter, small, "secondary", top, line.when, Qt.AlignmentFlag.AlignRight)
        said = top.adjusted(0, 0, -when_width, 0)
        self._text(painter, look.font("body", is_bold=True), "text", said, line.said, Qt.AlignmentFlag.AlignLeft)
        self._text(painter, small, "secondary", below, line.reply, Qt.AlignmentFlag.AlignLeft)
        color = "good" if line.outcome in words.GOOD else "danger" if line.outcome in words.BAD else "warning"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(color))
        side = look.px(_DOT)
        painter.drawEllipse(inner.right() - side, inner.top() + half + (half - side) // 2, side, side)

    def _text(self, painter: QPainter, font: QFont, color: str, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(font)
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
