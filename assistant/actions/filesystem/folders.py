"""The times of the folders that a deed changes: before it, after it, and whether others came between.

Putting something into a folder changes the folder's `mtime`. Undo puts it back, unless somebody else changed the folder
as well: then its time is theirs.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.places import OpenedFolder, read_identity


@storable
@dataclass(frozen=True, slots=True)
class Stamp:
    """A folder as it was when the deed was planned."""

    path: str
    dev: int
    ino: int
    mtime_ns: int

    @property
    def label(self) -> str:
        """Return what the folder is called in notes; a path would change when the deed moves the folder."""
        return f"{self.dev}:{self.ino}"


def stamp_of(path: str) -> Stamp | None:
    """Return the stamp of a folder; None if there is none.

    Raises:
        FileError: It cannot be looked at.
    """
    found = read_identity(path)
    return None if found is None else Stamp(path, found.dev, found.ino, found.mtime_ns)


class Watch:
    """Follows the times of stamped folders through one run of operations."""

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}
        self._changed: set[str] = set()
        self._foreign: set[str] = set()
        self._before: dict[str, int] = {}

    @property
    def foreign(self) -> Sequence[str]:
        """Return the labels of folders that somebody else changed meanwhile."""
        return sorted(self._foreign)

    @property
    def after(self) -> Mapping[str, int]:
        """Return the time of each folder that was changed, as the last change of ours left it."""
        return {label: self._latest[label] for label in self._changed}

    def begin(self, stamps: Sequence[Stamp]) -> None:
        """Follow the folders of the operation that begins."""
        for stamp in stamps:
            self._latest.setdefault(stamp.label, stamp.mtime_ns)
        self._before = {stamp.label: self._latest[stamp.label] for stamp in stamps}

    @contextmanager
    def changing(self, *folders: int) -> Iterator[None]:
        """Surround a change of ours to the names in these open folders."""
        for fd in folders:
            label, mtime_ns = _look(fd)
            if self._latest.get(label, mtime_ns) != mtime_ns:
                self._foreign.add(label)
        try:
            yield
        finally:
            for fd in folders:
                label, mtime_ns = _look(fd)
                if label in self._latest:
                    self._latest[label] = mtime_ns
                    self._changed.add(label)

    def take_back(self, stamps: Sequence[Stamp]) -> None:
        """Give the folders of an operation that came to nothing the times they had before it."""
        for stamp in stamps:
            before = self._before[stamp.label]
            if self._latest[stamp.label] != before and stamp.label not in self._foreign:
                set_mtime(stamp.path, before, only_if=self._latest[stamp.label])
                self._latest[stamp.label] = before


def set_mtime(path: str, mtime_ns: int, *, only_if: int | None = None) -> None:
    """Give a folder a time of change where that is allowed, and, given `only_if`, where its time is that one now."""
    with suppress(FileError, OSError), OpenedFolder(path) as folder:
        status = os.fstat(folder.fd)
        if only_if in (None, status.st_mtime_ns) and status.st_mtime_ns != mtime_ns:
            os.utime(".", ns=(status.st_atime_ns, mtime_ns), dir_fd=folder.fd, follow_symlinks=False)


def _look(fd: int) -> tuple[str, int]:
    status = os.fstat(fd)
    return f"{status.st_dev}:{status.st_ino}", status.st_mtime_ns
