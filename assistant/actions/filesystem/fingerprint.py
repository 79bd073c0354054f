"""Whether a thing, with all that is in it, is still what it was: digests of what can be seen, and of what is in it.

- *look*: every name with inode, mode, owner, size and time of change. Costs no reading of content.
- *content*: every name with its type and content.
- *attributes*: every name with mode, owner and extended attributes, and all but folders with time of change; no inodes.

What went to another file system and came back has another look, but the same content and attributes.
"""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from assistant.actions.filesystem.attributes import read_xattrs, reference
from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import Place
from assistant.actions.filesystem.trees import Event, Step, walk

_DIGEST_BYTES = 16
_CHUNK_BYTES = 1 << 20
# Reading this much is not felt. A change within one tick of a coarse clock that keeps the size is seen only by reading.
_ALWAYS_READ_BYTES = 4 << 20


@storable
@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The three digests of a tree, and the bytes of its files together."""

    look: str
    content: str
    attributes: str
    size_bytes: int


def look_of(place: Place, *, check_halt: Callable[[], None] | None = None) -> str:
    """Return the digest of what can be seen of `place` without reading files.

    Raises:
        FileError: Something cannot be read or is not what it was; `not-found`.
    """
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for step in walk(place):
        if check_halt:
            check_halt()
        if step.event is not Event.LEAVE:
            digest.update(_seen(step))
    return digest.hexdigest()


def fingerprint(
    place: Place, *, check_halt: Callable[[], None] | None = None, drops_cache: bool = False
) -> Fingerprint:
    """Read all of `place` and return its digests.

    `check_halt` is called often; what it raises ends the reading. With `drops_cache`, files are read from the disk
    rather than from memory, as far as the system lets itself be asked.

    Raises:
        FileError: Something cannot be read or is not what it was; `not-found`.
    """
    look, content, attributes = (blake2b(digest_size=_DIGEST_BYTES) for _ in range(3))
    size_bytes = 0
    for step in walk(place):
        if check_halt:
            check_halt()
        if step.event is Event.LEAVE:
            continue
        name = _framed(step.inside)
        look.update(_seen(step))
        content.update(name + _content(step, check_halt, drops_cache))
        attributes.update(name + _attributes(step))
        size_bytes += step.status.st_size if stat.S_ISREG(step.status.st_mode) else 0
    return Fingerprint(look.hexdigest(), content.hexdigest(), attributes.hexdigest(), size_bytes)


def content_digest(content: bytes) -> str:
    """Return the digest of the content of a plain file with these bytes."""
    digest = blake2b(str(stat.S_IFREG).encode(), digest_size=_DIGEST_BYTES)
    digest.update(content)
    return blake2b(_framed("") + digest.digest(), digest_size=_DIGEST_BYTES).hexdigest()


def is_unchanged(place: Place, noted: Fingerprint, *, check_halt: Callable[[], None] | None = None) -> bool:
    """Tell whether `place` is still what the fingerprint was taken of, or has been brought back exactly.

    Raises:
        FileError: Something cannot be read; `not-found`.
    """
    has_same_look = look_of(place, check_halt=check_halt) == noted.look
    if has_same_look and noted.size_bytes > _ALWAYS_READ_BYTES:
        return True
    found = fingerprint(place, check_halt=check_halt)
    return (found.content, found.attributes) == (noted.content, noted.attributes)


def _framed(text: str) -> bytes:
    """Return `text` so that its end cannot be mistaken."""
    data = os.fsencode(text)
    return len(data).to_bytes(8, "big") + data


def _seen(step: Step) -> bytes:
    status = step.status
    # The size of a folder depends on its past, not on its content.
    size = 0 if step.event is Event.ENTER else status.st_size
    numbers = (status.st_ino, status.st_mode, status.st_uid, status.st_gid, size, status.st_mtime_ns)
    return _framed(f"{step.inside}\0{numbers}")


def _attributes(step: Step) -> bytes:
    status = step.status
    xattrs = sorted(read_xattrs(reference(step.place)).items())
    # A folder's time changes with what comes and goes in it; what is in it now is digested by itself.
    mtime_ns = 0 if step.event is Event.ENTER else status.st_mtime_ns
    return _framed(f"{status.st_mode} {status.st_uid} {status.st_gid} {mtime_ns} {xattrs}")


def _content(step: Step, check_halt: Callable[[], None] | None, drops_cache: bool) -> bytes:
    kind = stat.S_IFMT(step.status.st_mode)
    digest = blake2b(str(kind).encode(), digest_size=_DIGEST_BYTES)
    if stat.S_ISLNK(kind):
        with Naming(step.place.path):
            digest.update(os.fsencode(os.readlink(step.place.name, dir_fd=step.place.folder)))
    elif stat.S_ISREG(kind):
        # Not blocking, should a pipe have taken the file's name meanwhile.
        fd = step.place.open(os.O_RDONLY | os.O_NONBLOCK)
        try:
            if os.fstat(fd).st_ino != step.status.st_ino:
                raise FileError("changed-since", step.place.path)
            with Naming(step.place.path):
                if drops_cache:
                    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
                while chunk := os.read(fd, _CHUNK_BYTES):
                    digest.update(chunk)
                    if check_halt:
                        check_halt()
        finally:
            os.close(fd)
    return digest.digest()
