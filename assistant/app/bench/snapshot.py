"""Everything that lies in a tree, down to the nanosecond: taken before and after, and compared.

Reads with plain system calls alone, so that no mistake of the code that is measured can hide itself here.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seen:
    """One name in a tree.

    Attributes:
        mode: Kind and permission bits.
        content: Digest of what a file holds, where a link points to; empty for the rest.
        xattrs: Extended attributes, sorted.
        first_name: The first name of the same inode; that of a folder is its own.
    """

    mode: int
    uid: int
    gid: int
    mtime_ns: int
    content: str
    xattrs: tuple[tuple[str, bytes], ...]
    first_name: bytes


Snapshot = Mapping[bytes, Seen]


def snapshot(*tops: Path) -> Snapshot:
    """Return what every name at and below the tops is."""
    seen: dict[bytes, Seen] = {}
    first_names: dict[tuple[int, int], bytes] = {}
    for top in tops:
        for path in _names(os.fsencode(top)):
            seen[path] = _look(path, first_names)
    return seen


def differences(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """Return one line for each name that is gone, came, or is not what it was."""
    lines = []
    for path in sorted(before.keys() | after.keys()):
        was, now = before.get(path), after.get(path)
        if was == now:
            continue
        what = "gone" if now is None else "came" if was is None else ", ".join(_changed(was, now))
        lines.append(f"{os.fsdecode(path)!r}: {what}")
    return tuple(lines)


def content_digest(path: bytes | Path) -> str:
    """Return the digest of what a plain file holds."""
    with open(path, "rb") as file:
        return blake2b(file.read(), digest_size=16).hexdigest()


def contents(*snapshots: Snapshot) -> Counter[str]:
    """Return how often each content of a plain file occurs; names of one inode count once."""
    return Counter(
        seen.content
        for each in snapshots
        for path, seen in each.items()
        if stat.S_ISREG(seen.mode) and seen.first_name == path
    )


def _changed(was: Seen, now: Seen) -> Iterator[str]:
    for name in Seen.__slots__:
        old, new = getattr(was, name), getattr(now, name)
        if old != new:
            yield f"{name} {old!r} -> {new!r}"


def _names(top: bytes) -> Iterator[bytes]:
    yield top
    for folder, folders, files in os.walk(top):
        for name in sorted(folders + files):
            yield os.path.join(folder, name)


def _look(path: bytes, first_names: dict[tuple[int, int], bytes]) -> Seen:
    status = os.lstat(path)
    is_folder = stat.S_ISDIR(status.st_mode)
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return Seen(
        mode=status.st_mode,
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        content=_content(path, status.st_mode),
        xattrs=tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in names),
        first_name=path if is_folder else first_names.setdefault((status.st_dev, status.st_ino), path),
    )


def _content(path: bytes, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return os.fsdecode(os.readlink(path))
    if not stat.S_ISREG(mode):
        return ""
    return content_digest(path)
