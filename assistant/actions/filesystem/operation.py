"""What every primitive operation is: a plain record that can be done, looked for, confirmed, taken back and tidied."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto

from assistant.actions.filesystem.codec import decode, encode
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.folders import Stamp, Watch
from assistant.actions.filesystem.places import OpenedFolder, Place, parent_of
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts, JsonValue

Note = Callable[[int, Facts], None]
Notes = Mapping[int, Facts]
# Makes something at the place; calls the second argument often, with the bytes done since.
Producer = Callable[[Place, Callable[[int], None]], None]


class State(Enum):
    """How far an operation got, as the file system shows it."""

    UNBEGUN = auto()
    HALF = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why an operation cannot be taken back exactly.

    Attributes:
        code: One of the codes of `errors.py`.
        path: What stands in the way.
        index: Which operation.
    """

    code: str
    path: str
    index: int = -1


class Run:
    """What an operation works with while it is done or taken back."""

    def __init__(
        self,
        note: Note,
        is_halted: Callable[[], bool],
        tick: Callable[[int], None],
        producers: Mapping[str, Producer] | None = None,
    ) -> None:
        self.watch = Watch()
        self.producers = producers or {}
        self._note = note
        self._is_halted = is_halted
        self._tick = tick
        self._index = 0
        self._facts: dict[str, JsonValue] = {}
        self._stamps: dict[str, Stamp] = {}

    @property
    def facts(self) -> Facts:
        """Return what is noted about the operation."""
        return self._facts

    def begin(self, index: int, operation: "Operation", facts: Facts) -> None:
        """Turn to another operation, of which this much is noted."""
        self._index = index
        self._facts = dict(facts)
        self._stamps = {stamp.path: stamp for stamp in operation.folders}

    def note(self, **facts: JsonValue) -> None:
        """Add to what is noted about the operation, durably, before the next step."""
        self._facts.update(facts)
        self._note(self._index, dict(self._facts))

    def check_halt(self) -> None:
        """Stop here if the user said so.

        Raises:
            FileError: `halted`.
        """
        if self._is_halted():
            raise FileError("halted")

    def tick(self, done_bytes: int) -> None:
        """Count bytes that were worked through, and stop here if the user said so.

        Raises:
            FileError: `halted`.
        """
        self.check_halt()
        self._tick(done_bytes)

    def folder_of(self, path: str) -> OpenedFolder:
        """Open the folder that holds `path`.

        Raises:
            FileError: `changed-since` if another folder has taken its place.
        """
        folder = OpenedFolder(parent_of(path))
        stamp = self._stamps.get(parent_of(path))
        if stamp is not None:
            status = os.fstat(folder.fd)
            if (status.st_dev, status.st_ino) != (stamp.dev, stamp.ino):
                os.close(folder.fd)
                raise FileError("changed-since", stamp.path)
        return folder

    def changing(self, *places: Place) -> AbstractContextManager[None]:
        """Surround a change of ours to the names in the folders of these places."""
        return self.watch.changing(*(place.folder for place in places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(ABC):
    """One primitive change, complete before it begins.

    Attributes:
        folders: The folders whose names it changes, as they were when it was planned; those that the same deed makes
            are missing.
    """

    folders: tuple[Stamp, ...] = ()

    @property
    def weight(self) -> int:
        """Return how much work it is, in steps of 64 KiB."""
        return 1

    @property
    @abstractmethod
    def subject(self) -> str:
        """Return the path of what it makes, changes or takes away."""

    @property
    def may_stay(self) -> bool:
        """Tell whether undo is content with leaving what was made."""
        return False

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the paths of the hidden names that it uses on its way."""
        return ()

    @abstractmethod
    def perform(self, run: Run) -> None:
        """Do it whole, or leave everything as it was.

        Raises:
            FileError: It could not be done.
        """

    @abstractmethod
    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell how far it got, or why that can't be taken back; nothing is touched.

        Raises:
            FileError: Something cannot be looked at.
        """

    @abstractmethod
    def revert(self, view: View) -> None:
        """Think of it as taken back."""

    @abstractmethod
    def undo(self, run: Run) -> None:
        """Take it back, from wherever it got to. Doing so again does nothing.

        Raises:
            FileError: It could not be taken back; nothing is lost.
        """

    @abstractmethod
    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether a look of its own finds the effect; files are read anew.

        Raises:
            FileError: Something cannot be looked at.
        """

    def tidy(self, run: Run) -> None:  # noqa: B027  # not all use hidden names
        """Remove what a crash left under hidden names.

        Raises:
            FileError: It cannot be removed.
        """

    def to_json(self) -> Facts:
        """Return it as plain JSON values."""
        return encode(self)


def operation_from_json(facts: Facts) -> Operation:
    """Return what `to_json` gave.

    Raises:
        ValueError: It is no operation.
    """
    operation = decode(facts)
    if not isinstance(operation, Operation):
        raise ValueError("not an operation")
    return operation
