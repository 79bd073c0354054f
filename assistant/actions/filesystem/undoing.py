"""Taking a deed back: whole, from wherever it got to, and again after a crash in the middle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.folders import set_mtime
from assistant.actions.filesystem.operation import Conflict, Note, Notes, Operation, Run, State
from assistant.actions.filesystem.performing import DEED, Failure, Progress
from assistant.actions.filesystem.reviewing import Review, review
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts

_NOTHING: Facts = {}


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of an undo.

    Attributes:
        is_complete: Everything is as it was before the deed.
        conflicts: Why nothing was touched.
        failure: What ended it in the middle; undo can be asked for again.
    """

    is_complete: bool
    conflicts: tuple[Conflict, ...] = ()
    failure: Failure | None = None
    is_halted: bool = False


def undo(
    operations: Sequence[Operation],
    notes: Notes,
    *,
    note: Note,
    is_halted: Callable[[], bool],
    progress: Callable[[int, int], None],
) -> Undone:
    """Take back what was done of the operations, the last first; all of it, or nothing if something stands in the way.

    Doing so again, also after a crash in the middle, finishes it; what is finished is not touched again.

    Args:
        operations: As they were performed, whole or in part.
        notes: What was noted meanwhile, also by an undo that a crash cut short.
        note: Keeps facts durably, as in `perform`.
        is_halted: Asked between operations and often within long ones.
        progress: Told how much of how much work is done.
    """
    found = review(operations, notes)
    if found.conflicts:
        return Undone(False, found.conflicts)
    deed = notes.get(DEED, _NOTHING)
    if "undoing" not in deed:
        # Without this, a second attempt would take the folder times that the first one left for somebody else's.
        undoing: Facts = {
            "begun_count": found.begun_count,
            "reached_count": found.reached_count,
            "foreign": sorted(found.foreign),
        }
        note(DEED, {**deed, "undoing": undoing})
    bar = Progress(operations, progress)
    return _take_back(operations, notes, found, Run(note, is_halted, bar.tick), bar)


def _take_back(operations: Sequence[Operation], notes: Notes, found: Review, run: Run, bar: Progress) -> Undone:
    for index in reversed(range(len(operations))):
        operation = operations[index]
        run.begin(index, operation, notes.get(index, _NOTHING))
        try:
            if found.states[index] is not State.UNBEGUN:
                run.check_halt()
                with Naming(""):
                    operation.undo(run)
            if index < found.begun_count:
                _restore_times(operation, operations[index - 1] if index else None, found.foreign)
        except FileError as error:
            halted = error.code == "halted"
            return Undone(False, failure=None if halted else Failure(index, error.code, error.path), is_halted=halted)
        bar.finish(operation)
    return Undone(True)


def _restore_times(operation: Operation, following: Operation | None, foreign: frozenset[str]) -> None:
    """Put back the times of the folders, except those that the operation to be taken back next puts back itself."""
    later = following.folders if following else ()
    for stamp in operation.folders:
        if stamp.label not in foreign and stamp not in later:
            set_mtime(stamp.path, stamp.mtime_ns)


def verify(operations: Sequence[Operation], notes: Notes) -> tuple[Operation, ...]:
    """Return the operations whose effect a look of its own does not find; files are read anew.

    Each is judged in the file system as it would be if those after it were taken back, so a thing that was moved twice
    is found both times.
    """
    view = View()
    unconfirmed = []
    for index in reversed(range(len(operations))):
        operation = operations[index]
        try:
            is_confirmed = operation.is_confirmed(notes.get(index, _NOTHING), view)
        except FileError:
            is_confirmed = False
        if is_confirmed:
            operation.revert(view)
        else:
            unconfirmed.append(operation)
    return tuple(reversed(unconfirmed))


def tidy(operations: Sequence[Operation], notes: Notes, *, note: Note) -> tuple[Conflict, ...]:
    """Remove what a crash left under hidden names, and return what could not be removed.

    What bears its real name is left alone. A deed can still be taken back afterwards.
    """
    run = Run(note, lambda: False, lambda _bytes: None)
    left = []
    for index, operation in enumerate(operations):
        run.begin(index, operation, notes.get(index, _NOTHING))
        try:
            operation.tidy(run)
        except FileError as error:
            if error.code not in ("not-found", "changed-since"):
                left.append(Conflict(error.code, error.path, index))
    return tuple(left)
