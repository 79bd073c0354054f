"""Planning: from what is wanted to complete operations, looking but not touching.

Operations planned by one planner build on each other: what an earlier one makes or moves away is there or gone for the
later ones.
"""

import secrets
import stat
from collections.abc import Sequence

from assistant.actions.filesystem.creating import Create
from assistant.actions.filesystem.destroying import Destroy
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.folders import Stamp, stamp_of
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.making import MakeFolder
from assistant.actions.filesystem.operation import Operation
from assistant.actions.filesystem.places import check, parent_of
from assistant.actions.filesystem.renaming import Rename
from assistant.actions.filesystem.sources import FromCopy, Source
from assistant.actions.filesystem.view import View

# What will be there, but isn't yet.
_NEW_FOLDER = Identity(0, 0, stat.S_IFDIR, 0, 0)
_NEW_THING = Identity(0, 0, stat.S_IFREG, 0, 0)


class Planner:
    """Makes the operations of one deed. Paths are absolute and real: see `places.real_path`."""

    def __init__(self) -> None:
        self._view = View()
        self._operations: list[Operation] = []
        self._stamps: dict[str, Stamp | None] = {}

    @property
    def operations(self) -> Sequence[Operation]:
        """Return what was planned so far, in order."""
        return tuple(self._operations)

    def identity(self, path: str) -> Identity | None:
        """Return what will be at `path` after what was planned; None if nothing will.

        Raises:
            FileError: It cannot be looked at.
        """
        return self._view.identity(path)

    def make_folder(self, path: str, mode: int = 0o777) -> None:
        """Plan an empty folder; its own folder must be there or planned.

        Raises:
            FileError: `name-taken`, `not-found`, `invalid-path`.
        """
        self._require_free(path)
        self._add(MakeFolder(path, staging_name(), mode, folders=self._stamped(path)))
        self._view.put(path, _NEW_FOLDER)

    def make_folders(self, path: str, mode: int = 0o777) -> None:
        """Plan a folder with all that are missing above it; nothing if it is there."""
        missing = []
        while not self._view.is_folder(path):
            missing.append(path)
            path = parent_of(path)
        for each in reversed(missing):
            self.make_folder(each, mode)

    def rename(self, source: str, target: str) -> None:
        """Plan another name or folder on the same file system.

        Raises:
            FileError: `not-found`, `name-taken`, `inside-itself`.
        """
        identity = self._require(source)
        self._require_free(target)
        _require_outside(source, target)
        self._add(Rename(source, target, identity, folders=self._stamped(source, target)))
        self._view.move(source, target)

    def create(self, target: str, source: Source) -> None:
        """Plan something that was not there.

        Raises:
            FileError: `name-taken`, `not-found`.
        """
        self._require_free(target)
        self._add(Create(target, staging_name(), source, folders=self._stamped(target)))
        self._view.put(target, source.identity if isinstance(source, FromCopy) else _NEW_THING)

    def copy(self, source: str, target: str, size_bytes: int = 0) -> None:
        """Plan a copy of a file, link or tree with its metadata; `size_bytes` is for progress alone.

        Raises:
            FileError: `not-found`, `name-taken`, `inside-itself`.
        """
        identity = self._require(source)
        _require_outside(source, target)
        self.create(target, FromCopy(source, identity, size_bytes or identity.size_bytes))

    def destroy(self, path: str) -> None:
        """Plan deleting something for good.

        Raises:
            FileError: `not-found`.
        """
        identity = self._require(path)
        self._add(Destroy(path, staging_name(), identity, folders=self._stamped(path)))
        self._view.remove(path)

    def _add(self, operation: Operation) -> None:
        self._operations.append(operation)

    def _require(self, path: str) -> Identity:
        check(path)
        identity = self._view.identity(path)
        if identity is None:
            raise FileError("not-found", path)
        return identity

    def _require_free(self, path: str) -> None:
        check(path)
        if not self._view.is_folder(parent_of(path)):
            raise FileError("not-found", parent_of(path))
        if self._view.identity(path) is not None:
            raise FileError("name-taken", path)

    def _stamped(self, *paths: str) -> tuple[Stamp, ...]:
        """Return the stamps of the folders that hold these paths, as far as they are there and stay where they are."""
        found = (self._stamp(folder) for folder in dict.fromkeys(parent_of(path) for path in paths))
        return tuple(stamp for stamp in found if stamp)

    def _stamp(self, folder: str) -> Stamp | None:
        real = self._view.real(folder)
        if real is None:
            return None
        if real not in self._stamps:
            self._stamps[real] = stamp_of(real)
        stamp = self._stamps[real]
        return stamp and Stamp(folder, stamp.dev, stamp.ino, stamp.mtime_ns)


def staging_name() -> str:
    """Return a hidden name that nothing else has."""
    return f".zenus-{secrets.token_hex(16)}"


def _require_outside(source: str, target: str) -> None:
    if target == source or target.startswith(f"{source}/"):
        raise FileError("inside-itself", target)
