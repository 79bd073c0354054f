"""Whether something is still the same thing: what is remembered of a file, folder or link, and how it is compared."""

import os
import stat
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable


@storable
@dataclass(frozen=True, slots=True)
class Identity:
    """What a thing was when it was looked at; a symbolic link is looked at itself.

    Attributes:
        kind: The type bits of `st_mode`.
    """

    dev: int
    ino: int
    kind: int
    size_bytes: int
    mtime_ns: int

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
        return other is not None and (self.dev, self.ino, self.kind) == (other.dev, other.ino, other.kind)

    def is_alike(self, other: "Identity | None") -> bool:
        """Tell whether it is the same, or was brought back exactly.

        What went to another file system and came back has a number of its own, but the size and the nanosecond.
        """
        if other is None or self.kind != other.kind:
            return False
        if self.is_folder:
            return self.is_same_inode(other) or self.mtime_ns == other.mtime_ns
        return (self.size_bytes, self.mtime_ns) == (other.size_bytes, other.mtime_ns)


def identity_of(status: os.stat_result) -> Identity:
    """Return the identity of what `status` describes."""
    return Identity(status.st_dev, status.st_ino, stat.S_IFMT(status.st_mode), status.st_size, status.st_mtime_ns)
