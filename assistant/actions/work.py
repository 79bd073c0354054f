"""What an action is given to work with besides its arguments: its resolved targets, and ways to be careful."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.kernel.effects import NOTHING_FORESEEN, Prospect
from assistant.kernel.types import Facts


def _ignore_note(_index: int, _facts: Facts) -> None:
    return None


def _ignore_progress(_done: int, _total: int) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Work:
    """The run of one deed. Any thread may use it.

    Attributes:
        deed: Its number in the journal; 0 if it changes nothing.
        prospect: What the action foresaw, as the gate has reviewed it.
        is_halted: Whether the user said stop since the deed began; asked before each further effect.
        note: Keeps, durably and before it returns, what undo must know of the part `index` about to be done.
        progress: Tells how many of how many parts are done.
    """

    deed: int = 0
    prospect: Prospect = NOTHING_FORESEEN
    is_halted: Callable[[], bool] = _never
    note: Callable[[int, Facts], None] = _ignore_note
    progress: Callable[[int, int], None] = _ignore_progress
