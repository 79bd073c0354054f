"""The content of a file that changes: what it becomes, and writing it into the very inode where nothing else will do.

What a file becomes is the beginning of the old content, followed by given bytes. A file that is written in place and
cut short by a crash holds at every position a byte of the old or of the new content; so it can be told from one that
somebody else has changed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.actions.filesystem.attributes import Attributes, put_attributes_of_open
from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.content import write_at
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import Place

_CHUNK_BYTES = 1 << 20


@storable
@dataclass(frozen=True, slots=True)
class Rewrite:
    """What becomes of a file's content: `kept_bytes` of the old one, and then `content`."""

    kept_bytes: int
    content: bytes

    @property
    def size_bytes(self) -> int:
        """Return the size of the file afterwards."""
        return self.kept_bytes + len(self.content)

    def write(self, fd: int) -> None:
        """Turn an open file with the old content into one with the new, on the disk when this returns.

        Raises:
            OSError: It could not be written, or only in part.
        """
        write_at(fd, self.content, self.kept_bytes)
        os.ftruncate(fd, self.size_bytes)
        os.fsync(fd)

    def has_ended(self, place: Place) -> bool:
        """Tell, by reading, whether the file has the new size and ends in the new bytes.

        Raises:
            FileError: It cannot be read.
        """
        fd = place.open(os.O_RDONLY | os.O_NONBLOCK)
        try:
            with Naming(place.path):
                if os.fstat(fd).st_size != self.size_bytes:
                    return False
                return all(
                    os.pread(fd, len(piece), self.kept_bytes + start) == piece for start, piece in _pieces(self.content)
                )
        finally:
            os.close(fd)

    def is_between(self, place: Place, old: Place) -> bool:
        """Tell, by reading, whether the file holds nothing but the content of `old` and the new one.

        Raises:
            FileError: One of them cannot be read.
        """
        fd, old_fd = place.open(os.O_RDONLY | os.O_NONBLOCK), -1
        try:
            old_fd = old.open(os.O_RDONLY | os.O_NONBLOCK)
            with Naming(place.path):
                return self._is_between(fd, old_fd)
        finally:
            os.close(fd)
            if old_fd >= 0:
                os.close(old_fd)

    def _is_between(self, fd: int, old_fd: int) -> bool:
        size, old_size = os.fstat(fd).st_size, os.fstat(old_fd).st_size
        if not min(old_size, self.size_bytes) <= size <= max(old_size, self.size_bytes):
            return False
        for start in range(0, size, _CHUNK_BYTES):
            found = os.pread(fd, _CHUNK_BYTES, start)
            old = os.pread(old_fd, _CHUNK_BYTES, start)
            if found != old and not _is_mixed(found, old, self._new_chunk(old, start)):
                return False
        return True

    def _new_chunk(self, old: bytes, start: int) -> bytes:
        kept = max(0, min(len(old), self.kept_bytes - start))
        begin = max(0, start - self.kept_bytes)
        return old[:kept] + self.content[begin : begin + _CHUNK_BYTES - kept]


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(content), _CHUNK_BYTES):
        yield start, content[start : start + _CHUNK_BYTES]


def _is_mixed(found: bytes, old: bytes, new: bytes) -> bool:
    if found == new:
        return True
    padded = max(len(old), len(new), len(found))
    pairs = zip(found, old.ljust(padded, b"\0"), new.ljust(padded, b"\0"), strict=False)
    return all(byte in (one, other) for byte, one, other in pairs)


def restore_in_place(target: Place, saved: Place, wanted: Attributes) -> None:
    """Write the content of `saved` into the inode at `target`, and give it these attributes.

    Raises:
        FileError: It could not be written; `saved` is untouched.
    """
    status = saved.status()
    if status is None:
        raise FileError("original-gone", saved.path)
    saved_fd, fd = saved.open(os.O_RDONLY), -1
    try:
        fd = target.open(os.O_WRONLY | os.O_NONBLOCK)
        with Naming(target.path):
            # By hand, because holes have to be written as well.
            for start in range(0, status.st_size, _CHUNK_BYTES):
                write_at(fd, os.pread(saved_fd, _CHUNK_BYTES, start), start)
            os.ftruncate(fd, status.st_size)
            os.fsync(fd)
            put_attributes_of_open(fd, wanted)
    finally:
        os.close(saved_fd)
        if fd >= 0:
            os.close(fd)
