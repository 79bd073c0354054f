"""A file deed before it is done: its operations, and which of them finish which of the things that it is about."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias, cast

from assistant.actions.files.tools import failed
from assistant.actions.filesystem import FileError, Operation, Planner, operation_from_json
from assistant.actions.filesystem.places import join
from assistant.kernel.types import Facts, JsonValue

# Planned at once; what is about more things is planned part by part, so that a look at it does not take longer.
MOST_AT_ONCE = 200
_PRIVATE = 0o700
# Stands for the folder of saved originals of a deed that has no number yet.
_UNNUMBERED = "deed-to-be"


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What a file deed, or a part of one, will do.

    Attributes:
        items: The things it is about, in order.
        ends: For each, how many operations are done when it is done.
        kept_bytes: How much it keeps among the saved originals; None if it keeps nothing there.
        can_be_undone: All of it can be taken back exactly.
    """

    operations: tuple[Operation, ...]
    items: tuple[str, ...]
    ends: tuple[int, ...]
    kept_bytes: int | None
    can_be_undone: bool

    def done_items(self, done_operations: int) -> int:
        """Return how many things are done after so many operations."""
        return bisect_right(self.ends, done_operations)

    def as_undo(self) -> Facts:
        """Return what the undo needs, as JSON."""
        operations = [operation.to_json() for operation in self.operations]
        return {"operations": operations, "keeps": self.kept_bytes is not None}


Plan: TypeAlias = Callable[[Sequence[str]], FilePlan]
"""Plans what is to be done with some of the things that a deed is about, all of which are there."""


@dataclass(frozen=True, slots=True)
class LongPlan:
    """A deed on many things: each part is planned and kept in the journal just before it is done."""

    items: tuple[str, ...]
    plan: Plan

    @property
    def part_count(self) -> int:
        """Return how many parts there are."""
        return -(-len(self.items) // MOST_AT_ONCE)

    def part(self, number: int) -> FilePlan:
        """Plan a part, counted from 0.

        Raises:
            ActionFailedError: `files.failed`.
        """
        start = number * MOST_AT_ONCE
        return self.plan(self.items[start : start + MOST_AT_ONCE])


class FilePlanner:
    """Plans operations thing by thing.

    Attributes:
        planner: Plans the operations.
        can_be_undone: Everything that was planned can be taken back exactly.
    """

    def __init__(self) -> None:
        self.planner = Planner()
        self.can_be_undone = True
        self._items: list[str] = []
        self._ends: list[int] = []
        self._kept_bytes: int | None = None

    @contextmanager
    def item(self, path: str) -> Iterator[Planner]:
        """Plan, within the block, all that one thing needs.

        Raises:
            ActionFailedError: `files.failed`, with the code of what stands against it.
        """
        try:
            yield self.planner
        except FileError as error:
            raise failed(error.code, error.path or path) from None
        self._items.append(path)
        self._ends.append(self.planner.count)

    def keep(self, originals_folder: str, size_bytes: int) -> str:
        """Plan a folder among the saved originals, once, and return the path of one more thing to be kept there."""
        folder = join(originals_folder, _UNNUMBERED)
        if self._kept_bytes is None:
            self._kept_bytes = 0
            self.planner.make_folders(originals_folder, _PRIVATE, is_shared=True)
            self.planner.make_folder(folder, _PRIVATE)
        self._kept_bytes += size_bytes
        return join(folder, str(self.planner.count))

    def plan(self) -> FilePlan:
        """Return what was planned."""
        return FilePlan(
            tuple(self.planner.operations),
            tuple(self._items),
            tuple(self._ends),
            self._kept_bytes,
            self.can_be_undone,
        )


def operations_of(undo: Facts, originals_folder: str, deed: int) -> Sequence[Operation]:
    """Return the operations of the deed of that number.

    Raises:
        ValueError: They are none.
    """
    listed = cast(Sequence[Facts], undo["operations"])
    if undo["keeps"]:
        unnumbered, numbered = join(originals_folder, _UNNUMBERED), join(originals_folder, str(deed))
        listed = cast(Sequence[Facts], _numbered(listed, unnumbered, numbered))
    return [operation_from_json(facts) for facts in listed]


def _numbered(value: JsonValue, unnumbered: str, numbered: str) -> JsonValue:
    if isinstance(value, str):
        is_saved = value == unnumbered or value.startswith(f"{unnumbered}/")
        return numbered + value[len(unnumbered) :] if is_saved else value
    if isinstance(value, Mapping):
        return {name: _numbered(each, unnumbered, numbered) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_numbered(each, unnumbered, numbered) for each in value]
    return value
