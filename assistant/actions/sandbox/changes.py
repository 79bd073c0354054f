"""Owns what a command changed: reads the upper layer of an overlay against the real folder below it.

The layers are read when the sandbox is dead, so that the upper one stands still. Links are never followed in either.
Everything the upper layer holds counts, not only what was meant: a file that was opened for writing and left as it was
is no change, one whose time alone differs is.

Source: Documentation/filesystems/overlayfs.rst of the Linux kernel, for whiteouts, opaque folders and `userxattr`.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.actions.sandbox.reading import (
    is_opaque,
    is_whiteout,
    names_in,
    open_up,
    own_xattrs,
    same_bytes,
    stat_of,
    tree_size,
)


class ChangeKind(StrEnum):
    """What happened to a path. What changed its type was removed and then created."""

    CREATED = "created"
    CHANGED = "changed"  # the bytes of a file, or where a link leads
    ATTRIBUTES = "attributes"  # only mode, time or extended attributes
    REMOVED = "removed"


class EntryType(StrEnum):
    """What stands at a path."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One state of a path: before or after.

    Args:
        type: What it is.
        mode: Permission bits, with setuid, setgid and sticky.
        size_bytes: Of a file, or of all files in a removed folder.
        mtime_ns: Time of the last change, since 1970.
        inode: Device and number, to notice a path that was replaced meanwhile; only of the real file.
    """

    type: EntryType
    mode: int
    size_bytes: int
    mtime_ns: int
    inode: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, not yet applied.

    Args:
        kind: What happened.
        path: The real path. Private.
        before: What stands there now; None if nothing.
        after: What would stand there; None if nothing.
        content: Where the upper layer keeps what would stand there.
        entries: How many entries it concerns: more than one for a removed folder.
    """

    kind: ChangeKind
    path: Path
    before: Entry | None
    after: Entry | None
    content: Path | None = None
    entries: int = 1


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """What changes amount to. `written_bytes` counts created and changed files whole."""

    created: int = 0
    changed: int = 0
    attributes: int = 0
    removed: int = 0
    written_bytes: int = 0
    removed_bytes: int = 0


def describe(changes: Iterable[Change]) -> ChangeCounts:
    """Count changes by kind, and the bytes that they would write and remove."""
    counts = dict.fromkeys(ChangeKind, 0)
    written = removed = 0
    for change in changes:
        counts[change.kind] += change.entries
        if change.kind in (ChangeKind.CREATED, ChangeKind.CHANGED) and change.after is not None:
            written += change.after.size_bytes
        if change.kind is ChangeKind.REMOVED and change.before is not None:
            removed += change.before.size_bytes
    by_kind = (counts[kind] for kind in ChangeKind)
    created, changed, attributes, gone = by_kind
    return ChangeCounts(created, changed, attributes, gone, written, removed)


def read_changes(lower: Path, upper: Path) -> tuple[Change, ...]:
    """Return what the upper layer changes, folders before what is in them, removals before what takes their place.

    Args:
        lower: The real folder.
        upper: The upper layer that was laid over it. Made readable for its owner where it is not.

    Raises:
        OSError: A layer cannot be read.
    """
    return tuple(_folder_changes(lower, upper, lower))


def _folder_changes(lower: Path, upper: Path, path: Path) -> Iterator[Change]:
    """Yield the changes of and below a folder that stands in both layers."""
    own = _attribute_change(lower, upper, path)
    inside = list(_inner_changes(lower, upper, path))
    # Whatever changes in a folder changes its time: that is no change of its own.
    if own is not None and (not inside or _differs_beyond_time(own, lower, upper)):
        yield own
    yield from inside


def _inner_changes(lower: Path | None, upper: Path, path: Path) -> Iterator[Change]:
    open_up(upper, stat.S_IRWXU)
    names = names_in(upper)
    if lower is not None and is_opaque(upper):
        for name in sorted(names_in(lower) - names):
            yield _removed(path / name, lower / name)
    for name in sorted(names):
        yield from _entry_changes(lower / name if lower else None, upper / name, path / name)


def _entry_changes(lower: Path | None, upper: Path, path: Path) -> Iterator[Change]:
    before = stat_of(lower) if lower else None
    after = stat_of(upper)
    assert after is not None
    if lower is not None and before is not None:
        if not is_whiteout(upper, after) and stat.S_IFMT(before.st_mode) == stat.S_IFMT(after.st_mode):
            yield from _kept_changes(lower, upper, path, after)
            return
        yield _removed(path, lower)
    if not is_whiteout(upper, after):
        yield Change(ChangeKind.CREATED, path, None, _entry(after), upper)
        if stat.S_ISDIR(after.st_mode):
            yield from _inner_changes(None, upper, path)


def _kept_changes(lower: Path, upper: Path, path: Path, after: os.stat_result) -> Iterator[Change]:
    """Yield what changed at a path whose type stayed."""
    if stat.S_ISDIR(after.st_mode):
        yield from _folder_changes(lower, upper, path)
    elif same_bytes(lower, upper, after):
        own = _attribute_change(lower, upper, path, after)
        yield from () if own is None else (own,)
    else:
        yield Change(ChangeKind.CHANGED, path, _entry(lower.lstat()), _entry(after), upper)


def _attribute_change(lower: Path, upper: Path, path: Path, after: os.stat_result | None = None) -> Change | None:
    old, new = _entry(lower.lstat()), _entry(after or upper.lstat())
    if (old.mode, old.mtime_ns) == (new.mode, new.mtime_ns) and own_xattrs(lower) == own_xattrs(upper):
        return None
    return Change(ChangeKind.ATTRIBUTES, path, old, new, upper)


def _differs_beyond_time(change: Change, lower: Path, upper: Path) -> bool:
    assert change.before is not None and change.after is not None
    return change.before.mode != change.after.mode or own_xattrs(lower) != own_xattrs(upper)


def _removed(path: Path, lower: Path) -> Change:
    before = lower.lstat()
    count, size_bytes = tree_size(lower) if stat.S_ISDIR(before.st_mode) else (1, before.st_size)
    return Change(ChangeKind.REMOVED, path, _entry(before, size_bytes), None, None, count)


def _entry(status: os.stat_result, size_bytes: int | None = None) -> Entry:
    types = {stat.S_IFREG: EntryType.FILE, stat.S_IFDIR: EntryType.FOLDER, stat.S_IFLNK: EntryType.LINK}
    entry_type = types.get(stat.S_IFMT(status.st_mode), EntryType.OTHER)
    own_bytes = status.st_size if entry_type is EntryType.FILE else 0
    return Entry(
        type=entry_type,
        mode=stat.S_IMODE(status.st_mode),
        size_bytes=own_bytes if size_bytes is None else size_bytes,
        mtime_ns=status.st_mtime_ns,
        inode=(status.st_dev, status.st_ino),
    )
