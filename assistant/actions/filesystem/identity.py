"""Whether something is still the same thing: what is remembered of a file, folder or link, and how it is compared."""

import os
import stat
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.syscalls import look


@storable
@dataclass(frozen=True, slots=True)
class Identity:
    """What a thing was when it was looked at; a symbolic link is looked at itself.

    Attributes:
        kind: The type bits of `st_mode`.
        born_ns: When the inode was made, 0 where the file system does not tell. A number is soon used again for another
            inode; with the time it is its own.
    """

    dev: int
    ino: int
    kind: int
    size_bytes: int
    mtime_ns: int
    born_ns: int = 0

    @property
    def is_folder(self) -> bool:
        """Tell whether it is a folder."""
        return stat.S_ISDIR(self.kind)

    @property
    def is_file(self) -> bool:
        """Tell whether it is a plain file."""
        return stat.S_ISREG(self.kind)

    def is_same(self, other: "Identity | None") -> bool:
        """Tell whether it is the same inode, and a file's content untouched.

        A folder stays the same when something is put into it: the deeds of a plan do that themselves.
        """
        if other is None or not self.is_same_inode(other):
            return False
        return self.is_folder or (self.size_bytes, self.mtime_ns) == (other.size_bytes, other.mtime_ns)

    def is_same_inode(self, other: "Identity | None") -> bool:
        """Tell whether it is the same inode, whatever it holds now."""
        if other is None or (self.dev, self.ino, self.kind) != (other.dev, other.ino, other.kind):
            return False
        return self.born_ns == other.born_ns or 0 in (self.born_ns, other.born_ns)

    def is_alike(self, other: "Identity | None") -> bool:
        """Tell whether it is the same, or was brought back exactly.

        What went to another file system and came back has a number of its own, but the size and the nanosecond.
        """
        if other is None or self.kind != other.kind:
            return False
        if self.is_folder:
            return self.is_same_inode(other) or self.mtime_ns == other.mtime_ns
        return (self.size_bytes, self.mtime_ns) == (other.size_bytes, other.mtime_ns)


def identity_at(folder: int, name: str) -> Identity:
    """Look at a name in an open folder; with an empty name, at what is open itself.

    Raises:
        OSError: Nothing is there, or it cannot be looked at.
    """
    found = look(folder, name)
    if found is None:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False) if name else os.fstat(folder)
        return Identity(status.st_dev, status.st_ino, stat.S_IFMT(status.st_mode), status.st_size, status.st_mtime_ns)
    return Identity(found.dev, found.ino, stat.S_IFMT(found.mode), found.size_bytes, found.mtime_ns, found.born_ns)
