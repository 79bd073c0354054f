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
from assistant.actions.filesystem.places import read_status
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
        foreign: Labels of folders whose times are somebody else's now.
    """

    states: Sequence[State]
    conflicts: tuple[Conflict, ...]
    begun_count: int
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
        if isinstance(found, Conflict) and self._is_settled(index, found):
            found = State.UNBEGUN
        if isinstance(found, Conflict):
            found = replace(found, index=index)
        self._found[index] = found
        if isinstance(found, State) and found is not State.UNBEGUN:
            operation.revert(self._view)
            for path in operation.hidden if found is State.HALF else ():
                self._view.remove(path)
        if self._after is not None and not self._undoing:
            self._look_at_folders(operation)

    def _is_settled(self, index: int, conflict: Conflict) -> bool:
        """Tell whether a conflict is none: the operation was not reached, or was taken back before a crash."""
        if self._done_count is not None and index >= self._done_count:
            return True
        return self._undoing is not None and conflict.code in ("missing", "not-undoable")

    def _look_at_folders(self, operation: Operation) -> None:
        for stamp in operation.folders:
            if stamp.label in self._foreign or self._after is None:
                continue
            real = self._view.real(stamp.path)
            status = read_status(real) if real else None
            left_ns = self._after.get(stamp.label)
            self._foreign[stamp.label] = left_ns is None or status is None or status.st_mtime_ns != left_ns

    def result(self) -> Review:
        unbegun = next((index for index, found in enumerate(self._found) if found is State.UNBEGUN), len(self._found))
        begun_count = self._begun_count(unbegun)
        if self._done_count is None and self._undoing is None:
            # They ran in order: what comes after one that was not reached was not reached either.
            self._found[unbegun:] = [
                State.UNBEGUN if isinstance(found, Conflict) and found.code == "missing" else found
                for found in self._found[unbegun:]
            ]
        conflicts = tuple(found for found in reversed(self._found) if isinstance(found, Conflict))
        states = [State.UNBEGUN if isinstance(found, Conflict) else found for found in self._found]
        return Review(states, conflicts, begun_count, self._foreign_labels())

    def _begun_count(self, unbegun: int) -> int:
        if self._undoing is not None:
            return cast(int, self._undoing["begun_count"])
        if self._done_count is not None:
            return self._done_count
        # The one that a crash cut short may have left no more than the time of a folder.
        return min(unbegun + 1, len(self._found))

    def _foreign_labels(self) -> frozenset[str]:
        if self._undoing is not None:
            return frozenset(cast("Sequence[str]", self._undoing["foreign"]))
        return frozenset(label for label, is_foreign in self._foreign.items() if is_foreign)
