"""Places: a name within a folder that is held open, so that nobody can turn the way there into another one.

A path is absolute and real: no component but the last may be a symbolic link, and the last is never followed. A place
is reached by walking the path without following links; from then on every call is relative to the open folder.
"""

import errno
import os
from dataclasses import dataclass
from types import TracebackType

from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity, identity_at
from assistant.actions.filesystem.syscalls import open_below, rename_exclusively

# Enough to search and change a folder; unlike O_RDONLY it needs no permission to list it.
_HOLD = os.O_PATH | os.O_DIRECTORY

_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


@dataclass(frozen=True, slots=True)
class Place:
    """A name in an open folder.

    Attributes:
        folder: Descriptor of the folder; owned by whoever made the place.
        name: Its last component.
        path: Where it is, for errors alone.
    """

    folder: int
    name: str
    path: str

    def beside(self, name: str) -> "Place":
        """Return the place of another name in the same folder."""
        return Place(self.folder, name, join(parent_of(self.path), name))

    def identity(self) -> Identity | None:
        """Return what is there now; None if nothing is.

        Raises:
            FileError: It cannot be looked at.
        """
        with Naming(self.path):
            try:
                return identity_at(self.folder, self.name)
            except FileNotFoundError:
                return None

    def status(self) -> os.stat_result | None:
        """Return the status of what is there now, not following a link; None if nothing is.

        Raises:
            FileError: It cannot be looked at.
        """
        with Naming(self.path):
            try:
                return os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)
            except FileNotFoundError:
                return None

    def require(self, expected: Identity) -> None:
        """Make sure that the thing which was planned with is still there, untouched.

        Raises:
            FileError: `not-found` or `changed-since`.
        """
        found = self.identity()
        if found is None:
            raise FileError("not-found", self.path)
        if not expected.is_same(found):
            raise FileError("changed-since", self.path)

    def require_free(self) -> None:
        """Make sure that the name is free.

        Raises:
            FileError: `name-taken`.
        """
        if self.status() is not None:
            raise FileError("name-taken", self.path)

    def open(self, flags: int, mode: int = 0o600) -> int:
        """Open it, never through a link; the caller closes the descriptor.

        Raises:
            FileError: It cannot be opened.
        """
        with Naming(self.path):
            return os.open(self.name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=self.folder)

    def rename_to(self, target: "Place") -> None:
        """Give it another name on the same file system; never overwrite.

        Raises:
            FileError: `name-taken` about the target; otherwise about this place.
        """
        try:
            with Naming(self.path):
                rename_exclusively(self.folder, self.name, target.folder, target.name)
        except FileError as error:
            raise FileError(error.code, target.path if error.code == "name-taken" else self.path) from None


class OpenedFolder:
    """A folder that is held open for the length of a `with` block.

    Raises:
        FileError: `changed-since` if a component is a link now, `not-found`, `no-permission`.
    """

    __slots__ = ("_path", "fd")

    def __init__(self, path: str) -> None:
        check(path)
        self._path = path
        with Naming(path):
            self.fd = open_below(-1, path, _HOLD, stays_on_disk=False)

    def __enter__(self) -> "OpenedFolder":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        os.close(self.fd)

    def place(self, name: str) -> Place:
        """Return the place of a name in it."""
        return Place(self.fd, name, join(self._path, name))


def read_identity(path: str) -> Identity | None:
    """Look at `path` by a walk of its own; None if it, or a folder on the way, is not there (any more).

    Raises:
        FileError: It cannot be looked at.
    """
    fd = -1
    with Naming(path):
        try:
            fd = open_below(-1, parent_of(path), _HOLD, stays_on_disk=False)
            # The root has no name, and is the folder itself.
            return identity_at(fd, name_of(path))
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None
            raise
        finally:
            if fd >= 0:
                os.close(fd)


def is_folder(path: str) -> bool:
    """Tell whether `path` is a folder, and no link to one."""
    found = read_identity(path)
    return found is not None and found.is_folder


def real_path(path: str) -> str:
    """Return `path` as operations want it: absolute, the parents resolved, the last component as it is."""
    folder, name = os.path.split(path.rstrip("/"))
    if name in ("", ".", ".."):
        return os.path.realpath(path)
    return join(os.path.realpath(folder), name)


def check(path: str) -> None:
    """Make sure that `path` is absolute and plain.

    Raises:
        FileError: `invalid-path`.
    """
    is_odd = "//" in path or "/." in path or path.endswith("/")
    if not path.startswith("/") or "\0" in path or (is_odd and (os.path.normpath(path) != path or "//" in path)):
        raise FileError("invalid-path", path)


def parent_of(path: str) -> str:
    """Return the folder that holds `path`."""
    return path.rpartition("/")[0] or "/"


def name_of(path: str) -> str:
    """Return the last component of `path`."""
    return path.rpartition("/")[2]


def join(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}{name}" if folder == "/" else f"{folder}/{name}"
