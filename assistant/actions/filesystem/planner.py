"""Planning: from what is wanted to complete operations, looking but not touching.

Operations planned by one planner build on each other: what an earlier one makes or moves away is there or gone for the
later ones.
"""

import secrets
import stat
from collections.abc import Sequence

from assistant.actions.filesystem.archives import FromFiles, Packed
from assistant.actions.filesystem.creating import Create
from assistant.actions.filesystem.destroying import Destroy
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.folders import Stamp, stamp_of
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.making import MakeFolder
from assistant.actions.filesystem.mounts import mount_of
from assistant.actions.filesystem.operation import Operation
from assistant.actions.filesystem.places import check, is_folder, name_of, parent_of
from assistant.actions.filesystem.renaming import Rename
from assistant.actions.filesystem.replacing import Replace, is_ours
from assistant.actions.filesystem.rewriting import Rewrite
from assistant.actions.filesystem.sources import FromCopy, Source
from assistant.actions.filesystem.transferring import Transfer
from assistant.actions.filesystem.unpacking import FromArchive, Limits
from assistant.actions.filesystem.view import View
from assistant.actions.filesystem.weighing import weigh

# What will be there, but isn't yet.
_NEW_FOLDER = Identity(0, 0, stat.S_IFDIR, 0, 0)
_NEW_THING = Identity(0, 0, stat.S_IFREG, 0, 0)


class Planner:
    """Makes the operations of one deed. Paths are absolute and real: see `places.real_path`."""

    def __init__(self) -> None:
        self._view = View()
        self._operations: list[Operation] = []
        self._stamps: dict[str, Stamp | None] = {}
        self._mounts: dict[str, int] = {}
        self._transferred: set[str] = set()

    @property
    def operations(self) -> Sequence[Operation]:
        """Return what was planned so far, in order."""
        return tuple(self._operations)

    @property
    def count(self) -> int:
        """Return how many operations were planned so far."""
        return len(self._operations)

    def identity(self, path: str) -> Identity | None:
        """Return what will be at `path` after what was planned; None if nothing will.

        Raises:
            FileError: It cannot be looked at.
        """
        return self._view.identity(path)

    def make_folder(self, path: str, mode: int = 0o777, *, is_shared: bool = False) -> None:
        """Plan an empty folder; its own folder must be there or planned. Undo leaves a shared one that is in use.

        Raises:
            FileError: `name-taken`, `not-found`, `invalid-path`.
        """
        self._require_free(path)
        self._add(MakeFolder(path, staging_name(), mode, is_shared, folders=self._stamped(path)))
        self._view.put(path, _NEW_FOLDER)

    def make_folders(self, path: str, mode: int = 0o777, *, is_shared: bool = False) -> None:
        """Plan a folder with all that are missing above it; nothing if it is there."""
        missing = []
        while not self._view.is_folder(path):
            missing.append(path)
            path = parent_of(path)
        for each in reversed(missing):
            self.make_folder(each, mode, is_shared=is_shared)

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

    def move(self, source: str, target: str) -> None:
        """Plan another name or folder, wherever that is.

        Raises:
            FileError: As for `rename` and `transfer`.
        """
        if self._mount(parent_of(source)) == self._mount(parent_of(target)):
            self.rename(source, target)
        else:
            self.transfer(source, target)

    def transfer(self, source: str, target: str, *, is_exact: bool = True) -> None:
        """Plan moving to another file system, for which all of the source is looked at.

        With `is_exact`, it is refused if undo could not bring back everything.

        Raises:
            FileError: `not-found`, `name-taken`, `not-exact`, `other-file-system` at a mount point.
        """
        identity = self._require(source)
        self._require_free(target)
        real = self._view.real(source)
        size_bytes, can_come_back = weigh(real) if real else (0, True)
        if is_exact and not can_come_back:
            raise FileError("not-exact", source)
        names = (staging_name(), staging_name())
        stamps = self._stamped(source, target)
        self._add(Transfer(source, target, *names, identity, size_bytes, is_exact, folders=stamps))
        self._transferred.add(target)
        self._view.remove(source)
        self._view.put(target, _NEW_FOLDER if identity.is_folder else _NEW_THING)

    def create(self, target: str, source: Source) -> None:
        """Plan something that was not there.

        Raises:
            FileError: `name-taken`, `not-found`.
        """
        self._require_free(target)
        self._add(Create(target, staging_name(), source, folders=self._stamped(target)))
        self._view.put(target, _NEW_FOLDER if source.makes_folder else _NEW_THING)

    def copy(self, source: str, target: str, size_bytes: int = 0) -> None:
        """Plan a copy of a file, link or tree with its metadata; `size_bytes` is for progress alone.

        Raises:
            FileError: `not-found`, `name-taken`, `inside-itself`.
        """
        identity = self._require(source)
        _require_outside(source, target)
        self.create(target, FromCopy(source, identity, size_bytes or identity.size_bytes))

    def pack(self, paths: Sequence[str], target: str, size_bytes: int = 0) -> None:
        """Plan a zip of files and folders, each under its own name; `size_bytes` is for progress alone.

        Raises:
            FileError: `not-found`, `name-taken`, also if two of them have one name.
        """
        names = [name_of(path) for path in paths]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise FileError("name-taken", paths[index])
        things = tuple(Packed(path, self._require(path)) for path in paths)
        self.create(target, FromFiles(things, size_bytes))

    def unpack(self, archive: str, target: str, limits: Limits, size_bytes: int = 0) -> None:
        """Plan a folder with what a zip or tar archive holds; `size_bytes` is for progress alone.

        Raises:
            FileError: `not-found`, `name-taken`.
        """
        self.create(target, FromArchive(archive, self._require(archive), limits, size_bytes))

    def overwrite(self, target: str, content: bytes, saved: str, *, is_exact: bool = True) -> None:
        """Plan giving a file that is there other content; its original is kept at `saved`.

        With `is_exact`, it is refused if undo could not bring back everything: the times of somebody else's file.

        Raises:
            FileError: `not-found`, `not-a-file`, `not-exact`.
        """
        self._replace(target, saved, Rewrite(0, content), is_exact)

    def append(self, target: str, content: bytes, saved: str, *, is_exact: bool = True) -> None:
        """Plan adding to the end of a file that is there; otherwise like `overwrite`.

        Raises:
            FileError: `not-found`, `not-a-file`, `not-exact`.
        """
        self._replace(target, saved, Rewrite(self._require(target).size_bytes, content), is_exact)

    def _replace(self, target: str, saved: str, rewrite: Rewrite, is_exact: bool) -> None:
        identity = self._require(target)
        check(saved)
        if not identity.is_file:
            raise FileError("not-a-file", target)
        real = self._view.real(target)
        if is_exact and real and not is_ours(real):
            raise FileError("not-exact", target)
        stamps = self._stamped(target)
        self._add(Replace(target, staging_name(), saved, identity, rewrite, is_exact, folders=stamps))
        self._view.put(target, _NEW_THING)

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
        if identity in (_NEW_FOLDER, _NEW_THING):
            raise ValueError("a deed cannot plan with the identity of what it makes itself")
        return identity

    def _require_free(self, path: str) -> None:
        check(path)
        if not self._view.is_folder(parent_of(path)):
            raise FileError("not-found", parent_of(path))
        if self._view.identity(path) is not None:
            raise FileError("name-taken", path)

    def _mount(self, folder: str) -> int:
        """Return the mount of a folder, or of what is above it if it is only planned."""
        real = self._view.real(folder)
        while real is None or not is_folder(real):
            folder = parent_of(folder)
            real = self._view.real(folder)
        if real not in self._mounts:
            self._mounts[real] = mount_of(real)
        return self._mounts[real]

    def _stamped(self, *paths: str) -> tuple[Stamp, ...]:
        """Return the stamps of the folders that hold these paths; what the deed makes has none."""
        for path in paths:
            self._require_unmoved(parent_of(path))
        found = (self._stamp(folder) for folder in dict.fromkeys(parent_of(path) for path in paths))
        return tuple(stamp for stamp in found if stamp)

    def _require_unmoved(self, folder: str) -> None:
        while self._transferred and folder != "/":
            if folder in self._transferred:
                raise ValueError("a deed cannot change what it moves to another file system itself")
            folder = parent_of(folder)

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
