"""Which card a result gets, and what stands on it: chosen from the kind of the result, not from its words."""

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.kernel.types import Facts
from gui.view import words
from gui.view.fields import Rows, facts, flag, objects, rows, text

_MOST_ANSWERS = 5
_LEAST_S, _LONGEST_S = 8.0, 45.0
_READING_S_PER_CHAR = 0.06
# Of the core's kinds the one that is shown as a table.
_ITEMS = "items"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


class CardKind(StrEnum):
    """The kinds of cards that results have."""

    FIGURE = "figure"
    TEXT = "text"
    TABLE = "table"
    CHOICES = "choices"
    DIFF = "diff"
    PICTURE = "picture"
    HELP = "help"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CardContent:
    """What stands on a card.

    Attributes:
        text: What was answered in words; of an error the sentence that says what is wrong.
        columns: Names of the columns of a table; empty where nobody named them.
        hint: Of an error: what the user can do.
        path: Of a picture: its file.
        can_open: "Open 3" opens the third line, so that a click may do so.
        can_undo: What was done in this turn can be taken back.
    """

    kind: CardKind
    title: str = ""
    text: str = ""
    rows: Rows = ()
    columns: tuple[str, ...] = ()
    hint: str = ""
    path: str = ""
    can_open: bool = False
    can_undo: bool = False
    turn: int = 0

    @property
    def shown_for_s(self) -> float:
        """How long the card stays by itself: long enough to read it, and to find a line of it."""
        chars = len(self.text) + len(self.hint) + sum(len(cell) for row in self.rows for cell in row)
        return min(_LONGEST_S, _LEAST_S + chars * _READING_S_PER_CHAR)


class CardModel:
    """Makes a card of each reply, from it and from what was done in its turn, and keeps the last answers."""

    def __init__(self) -> None:
        self.answers: deque[CardContent] = deque(maxlen=_MOST_ANSWERS)
        self._turn = 0
        self._actions: list[str] = []
        self._can_undo = False
        self._is_asking = False

    def take(self, event: Facts) -> CardContent | None:
        """Take an event into account; return the card that it brings, None if it brings none."""
        turn = event.get("turn")
        if isinstance(turn, int) and turn != self._turn:
            self._turn, self._actions, self._can_undo, self._is_asking = turn, [], False, False
        match text(event, "type"):
            case "plan":
                self._actions = [text(step, "action") for step in objects(event, "steps")]
            case "approval_requested":
                self._is_asking = True
            case "action_finished" if text(event, "action") == "memory.forget":
                self.answers.clear()
            case "action_finished":
                self._can_undo = self._can_undo or (flag(event, "undoable") and flag(event, "ok"))
            case "error":
                return _error(event, self._turn)
            case "reply" if not self._is_asking:
                return self._answer(event)
        return None

    def _answer(self, event: Facts) -> CardContent | None:
        content = content_of(facts(event, "card"), text(event, "text"), self._actions[-1] if self._actions else "")
        content = replace(content, turn=self._turn, can_undo=self._can_undo)
        if len(content.rows) > 1:
            self._end_opening()
        # What is to be chosen from is no answer, and is over when the choice is made.
        if content.kind is not CardKind.CHOICES:
            self.answers.appendleft(content)
        # A sentence alone stands in the pill already.
        return content if content.rows or content.can_undo else None

    def _end_opening(self) -> None:
        """The core counts on the newest list alone: nothing of those before it can be opened by number."""
        for place, content in enumerate(self.answers):
            self.answers[place] = replace(content, can_open=False)


def content_of(card: Facts, said: str, action: str) -> CardContent:
    """Return the card of a reply.

    Args:
        card: `{title, rows}`, with `kind` where the core knows better than can be told from outside.
        said: The reply in words.
        action: The action that it is about.
    """
    title, lines = text(card, "title"), rows(card, "rows")
    path = _picture_in(lines) if action.startswith("screen.") else ""
    kind = _named_kind(card) or _kind(lines, action, path)
    columns = next((names for prefix, names in words.COLUMNS.items() if action.startswith(prefix)), ())
    can_open = text(card, "kind") == _ITEMS
    return CardContent(kind, title, said, lines, columns, path=path, can_open=can_open)


def _named_kind(card: Facts) -> CardKind | None:
    name = text(card, "kind")
    return CardKind(name) if name in list(CardKind) else None


def _kind(lines: Rows, action: str, path: str) -> CardKind:
    if path:
        return CardKind.PICTURE
    if action == "dialog.help" and lines:
        return CardKind.HELP
    if not lines:
        return CardKind.TEXT
    return CardKind.FIGURE if len(lines) == 1 else CardKind.TABLE


def _picture_in(lines: Rows) -> str:
    cells = [cell for line in lines for cell in line]
    return next((cell for cell in cells if cell.startswith("/") and cell.lower().endswith(_PICTURES)), "")


def _error(event: Facts, turn: int) -> CardContent:
    return CardContent(
        kind=CardKind.ERROR, title=words.ERROR_TITLE, text=text(event, "message"), hint=text(event, "hint"), turn=turn
    )
