"""Finding out, from the file system and the notes, what of a deed can be taken back, and what stands in the way.

Operations are looked at in the order in which they would be taken back, each in the file system as it would be then.
After a crash this needs no notes beyond those which the operations made themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.operation import Conflict, Notes, Operation, State
from assistant.actions.filesystem.performing import DEED
from assistant.actions.filesystem.places import read_identity
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts

_NOTHING: Facts = {}


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to take back.

    Attributes:
        states: How far each operation got; `UNBEGUN` also where it was taken back already.
        conflicts: Why it cannot be taken back as a whole.
        begun_count: That many operations, the first ones, may have changed something.
        reached_count: That many of them are known to have.
        foreign: Labels of folders whose times are somebody else's now.
    """

    states: Sequence[State]
    conflicts: tuple[Conflict, ...]
    begun_count: int
    reached_count: int
    foreign: frozenset[str]


def review_undo(operations: Sequence[Operation], notes: Notes) -> tuple[Conflict, ...]:
    """Return why a deed cannot be taken back exactly; empty if it can. Nothing is touched."""
    return review(operations, notes).conflicts


def review(operations: Sequence[Operation], notes: Notes) -> Review:
    """Look at all operations; nothing is touched."""
    looker = _Looker(operations, notes)
    for index in reversed(range(len(operations))):
        looker.look(index)
    return looker.result()


class _Looker:
    def __init__(self, operations: Sequence[Operation], notes: Notes) -> None:
        self._operations = operations
        self._notes = notes
        self._view = View()
        self._found: list[State | Conflict] = [State.UNBEGUN] * len(operations)
        deed = notes.get(DEED, _NOTHING)
        self._done_count = cast("int | None", deed.get("done_count"))
        self._after = cast("Facts | None", deed.get("after"))
        self._undoing = cast("Facts | None", deed.get("undoing"))
        self._foreign: dict[str, bool] = {}

    def look(self, index: int) -> None:
        operation = self._operations[index]
        try:
            found = operation.find(self._notes.get(index, _NOTHING), self._view)
        except FileError as error:
            found = Conflict(error.code, error.path)
        if isinstance(found, Conflict) and self._done_count is not None and index >= self._done_count:
            # It was not reached, or failed.
            found = State.UNBEGUN
        elif found is State.UNBEGUN and self._was_done(index) and not operation.may_stay:
            # Somebody else has put it back, perhaps a later deed, which would be turned round when its own turn comes.
            found = Conflict("changed-since", operation.subject)
        if isinstance(found, Conflict):
            found = replace(found, index=index)
        self._found[index] = found
        if isinstance(found, State) and found is not State.UNBEGUN:
            operation.revert(self._view)
            for path in operation.hidden if found is State.HALF else ():
                self._view.remove(path)
        if self._after is not None and not self._undoing:
            self._look_at_folders(operation)

    def _was_done(self, index: int) -> bool:
        return self._undoing is None and self._done_count is not None and index < self._done_count

    def _look_at_folders(self, operation: Operation) -> None:
        for stamp in operation.folders:
            if stamp.label in self._foreign or self._after is None:
                continue
            real = self._view.real(stamp.path)
            found = read_identity(real) if real else None
            left_ns = self._after.get(stamp.label)
            self._foreign[stamp.label] = left_ns is None or found is None or found.mtime_ns != left_ns

    def result(self) -> Review:
        if self._undoing is not None:
            self._settle_undone(cast(int, self._undoing["reached_count"]))
        elif self._done_count is None:
            # They ran in order: what comes after one that was not reached was not reached either.
            self._settle(self._first_unreached(), ("missing",))
        conflicts = tuple(found for found in reversed(self._found) if isinstance(found, Conflict))
        states = [State.UNBEGUN if isinstance(found, Conflict) else found for found in self._found]
        reached_count = self._still()
        return Review(states, conflicts, self._begun_count(reached_count), reached_count, self._foreign_labels())

    def _settle_undone(self, reached_count: int) -> None:
        """Drop conflicts about operations that an undo which began earlier has taken back.

        It went from the last to the first. So what lies beyond one that is found taken back, or half, was taken back as
        well; and what is missing beyond all that are still done need not have been taken by somebody else.
        """
        first = self._still()
        self._settle(first, ("missing", "not-undoable"))
        back = (index for index in range(first, reached_count) if self._found[index] is State.UNBEGUN)
        is_half = first > 0 and self._found[first - 1] is State.HALF
        self._settle(first if is_half else next(back, len(self._found)), None)

    def _settle(self, start: int, codes: Sequence[str] | None) -> None:
        for index in range(start, len(self._found)):
            found = self._found[index]
            if isinstance(found, Conflict) and (codes is None or found.code in codes):
                self._found[index] = State.UNBEGUN

    def _still(self) -> int:
        """Return how many operations there are up to the last of which something is there to be taken back."""
        still = (index + 1 for index, found in enumerate(self._found) if found in (State.DONE, State.HALF))
        return max(still, default=0)

    def _first_unreached(self) -> int:
        """Return the first operation that was not begun before a crash; one before that may have come to nothing."""
        unbegun = (index for index in range(self._still(), len(self._found)) if self._found[index] is State.UNBEGUN)
        return next(unbegun, len(self._found))

    def _begun_count(self, reached_count: int) -> int:
        if self._undoing is not None:
            return cast(int, self._undoing["begun_count"])
        if self._done_count is not None:
            return max(self._done_count, reached_count)
        # The one that a crash cut short may have left no more than the time of a folder.
        return min(self._first_unreached() + 1, len(self._found))

    def _foreign_labels(self) -> frozenset[str]:
        if self._undoing is not None:
            return frozenset(cast("Sequence[str]", self._undoing["foreign"]))
        return frozenset(label for label, is_foreign in self._foreign.items() if is_foreign)
