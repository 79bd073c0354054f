"""What is stored on this computer, with a way to have it forgotten. It never forgets by itself: the core asks first."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from gui.settings.parts import GroupBox, Line, button, label
from gui.theme.look import Look
from gui.view import settings_words as words
from gui.view.stored import StoredLine


class StoredBox(GroupBox):
    """The places.

    Signals:
        forget_wanted: The scope that is to be forgotten.
    """

    forget_wanted = Signal(str)

    def __init__(self, look: Look, lines: Sequence[StoredLine]) -> None:
        super().__init__(look, words.STORED, words.STORED_HELP)
        for line in lines:
            self.add(self._line(look, line))
        self.add(self._everything(look, is_enabled=any(line.scope and not line.is_empty for line in lines)))

    def _line(self, look: Look, line: StoredLine) -> Line:
        row = Line(look, line.title, line.help)
        row.help.setToolTip("\n".join(line.paths))
        holds = label(look, line.holds, "small", is_secondary=True)
        holds.setWordWrap(False)
        row.put(holds)
        forget = button(look, words.FORGET, name=f"{words.FORGET} {words.FORGET_NAMES.get(line.scope, line.title)}")
        forget.setAccessibleDescription(words.FORGET_ASKS)
        forget.setEnabled(not line.is_empty)
        forget.clicked.connect(lambda: self.forget_wanted.emit(line.scope))
        row.put(forget)
        policy = forget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        forget.setSizePolicy(policy)
        forget.setVisible(bool(line.scope))
        return row

    def _everything(self, look: Look, *, is_enabled: bool) -> Line:
        row = Line(look, words.FORGET_ALL, words.FORGET_ALL_HELP)
        forget = button(look, words.FORGET, "danger", name=words.FORGET_ALL)
        forget.setAccessibleDescription(words.FORGET_ASKS)
        forget.setToolTip(words.FORGET_ASKS)
        forget.setEnabled(is_enabled)
        forget.clicked.connect(lambda: self.forget_wanted.emit("all"))
        row.put(forget)
        return row
