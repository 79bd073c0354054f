"""The page of the history: a list with a search, and beside it the turn that was chosen."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.kernel.types import JsonValue
from gui.settings.parts import label, search_line
from gui.settings.turn_detail import TurnView
from gui.settings.turn_lines import TurnList
from gui.theme.look import Look
from gui.theme.tokens import GAP_L, GAP_XL
from gui.view import settings_words as words
from gui.view.history import HistoryModel, detail

_LIST_WIDTH = 310


class HistoryPage(QWidget):
    """The page.

    Signals:
        turn_wanted: The number of a turn that is to be told in full.
        undo_wanted: The number of a deed that is to be taken back.
    """

    turn_wanted = Signal(int)
    undo_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName(words.PAGES["history"][0])
        self._model = HistoryModel()
        self._search = search_line(look, words.HISTORY_SEARCH)
        self.turns = TurnList(look)
        self._empty = label(look, words.HISTORY_EMPTY, "body", is_secondary=True)
        self.view = TurnView(look)
        self._arrange(look)
        self._search.textChanged.connect(self._filter)
        self.turns.currentRowChanged.connect(lambda _row: self._choose())
        self.view.undo_wanted.connect(self.undo_wanted)

    def show_history(self, answer: JsonValue, now: datetime) -> None:
        """Show what the core answers to `history`."""
        # Who looks at the newest turn goes on to the next one when it comes; any other choice stays.
        follows = self.turns.currentRow() <= 0
        self._model.take(answer, now)
        self._show()
        if follows or not self.turns.chosen:
            self.turns.choose(0)
        self._choose()

    def show_turn(self, answer: JsonValue, now: datetime) -> None:
        """Show what the core answers to `turn`, unless another one was chosen meanwhile."""
        turn = detail(answer, now)
        if turn is not None and turn.turn == self.turns.chosen:
            self.view.show_turn(turn)

    def _arrange(self, look: Look) -> None:
        left = QVBoxLayout()
        left.setSpacing(look.px(GAP_L))
        for widget in (self._search, self.turns, self._empty):
            left.addWidget(widget)
        self.turns.setFixedWidth(look.px(_LIST_WIDTH))
        self._search.setFixedWidth(look.px(_LIST_WIDTH))
        across = QHBoxLayout(self)
        across.setContentsMargins(look.px(GAP_XL), look.px(GAP_XL), look.px(GAP_XL), look.px(GAP_XL))
        across.setSpacing(look.px(GAP_XL))
        across.addLayout(left)
        across.addWidget(self.view, 1)

    def _filter(self, text: str) -> None:
        self._model.filter(text)
        self._show()

    def _show(self) -> None:
        lines = self._model.lines()
        self.turns.show_lines(lines)
        self._empty.setVisible(not lines)
        if not lines:
            self.view.show_nothing(words.HISTORY_HELP)

    def _choose(self) -> None:
        if self.turns.chosen:
            self.turn_wanted.emit(self.turns.chosen)
