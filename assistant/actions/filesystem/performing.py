"""Doing a list of operations in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.operation import Note, Operation, Producer, Run
from assistant.kernel.types import JsonValue

# Facts of the deed as a whole are noted here.
DEED = -1

_STEP_BYTES = 1 << 16


@storable
@dataclass(frozen=True, slots=True)
class Failure:
    """Which operation failed and why: a code of `errors.py`, and the path that it is about."""

    index: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Performed:
    """How far a run came: `done_count` operations are done, the rest are not.

    The one that failed changed nothing either, or can be taken back. A halt is no failure.
    """

    done_count: int
    failure: Failure | None = None
    is_halted: bool = False


class Progress:
    """Turns finished operations and copied bytes into one count of work."""

    def __init__(self, operations: Sequence[Operation], tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._total = sum(operation.weight for operation in operations)
        self._done = 0
        self._bytes = 0

    def tick(self, done_bytes: int) -> None:
        """Count bytes within the operation under way."""
        self._bytes += done_bytes
        if done_bytes:
            self._tell(min(self._done + self._bytes // _STEP_BYTES, self._total), self._total)

    def finish(self, operation: Operation) -> None:
        """Count an operation as finished."""
        self._done += operation.weight
        self._bytes = 0
        self._tell(self._done, self._total)


def perform(
    operations: Sequence[Operation],
    *,
    note: Note,
    is_halted: Callable[[], bool],
    progress: Callable[[int, int], None],
    producers: Mapping[str, Producer] | None = None,
) -> Performed:
    """Do the operations in order until all are done, one fails, or the user says stop.

    Args:
        operations: Complete, and journalled before this is called.
        note: Keeps facts about an operation durably before it returns; a later note about the same operation replaces
            the earlier. Index -1 (`DEED`) is the deed as a whole. What it raises ends the run as a crash would.
        is_halted: Asked between operations and often within long ones.
        progress: Told how much of how much work is done; only their ratio means something.
        producers: For `FromProducer`.
    """
    bar = Progress(operations, progress)
    run = Run(note, is_halted, bar.tick, producers)
    done_count, failure = 0, None
    for index, operation in enumerate(operations):
        failure = _perform_one(index, operation, run)
        if failure:
            break
        done_count += 1
        bar.finish(operation)
    halted = failure is not None and failure.code == "halted"
    _note_end(run, note, done_count)
    return Performed(done_count, None if halted else failure, halted)


def _perform_one(index: int, operation: Operation, run: Run) -> Failure | None:
    run.begin(index, operation, {})
    run.watch.begin(operation.folders)
    try:
        run.check_halt()
        with Naming(""):
            operation.perform(run)
    except FileError as error:
        run.watch.take_back(operation.folders)
        return Failure(index, error.code, error.path)
    return None


def _note_end(run: Run, note: Note, done_count: int) -> None:
    after: dict[str, JsonValue] = dict(run.watch.after)
    for label in run.watch.foreign:
        after[label] = None
    note(DEED, {"done_count": done_count, "after": after})
