"""Owns reading the layers of an overlay: entries, whiteouts, opaque folders, attributes and bytes; and removing them.

A command may leave files that their owner cannot read and folders that cannot be entered. They are the user's own and
lie in the scratch folder, so they are opened up when they are read; their modes are taken from the changes.
"""

import errno
import filecmp
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

# What an overlay keeps for itself when it is mounted with `userxattr`, as an unprivileged one has to be.
_OVERLAY_XATTRS = ("user.overlay.", "trusted.overlay.")
_OPAQUE = tuple(f"{prefix}opaque" for prefix in _OVERLAY_XATTRS)
_WHITEOUT = tuple(f"{prefix}whiteout" for prefix in _OVERLAY_XATTRS)


def stat_of(path: Path) -> os.stat_result | None:
    """Return what stands at a path, None if nothing. Never follows a link."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def names_in(folder: Path) -> frozenset[str]:
    """Return the names in a folder."""
    return frozenset(entry.name for entry in folder.iterdir())


def open_up(path: Path, mode: int) -> None:
    """Let the owner read a file, or enter a folder, of the upper layer; what was recorded of it stays recorded."""
    now = stat.S_IMODE(path.lstat().st_mode)
    if now & mode != mode:
        path.chmod(now | mode)


def is_whiteout(path: Path, status: os.stat_result) -> bool:
    """Return whether the upper layer says here that something is gone."""
    if stat.S_ISCHR(status.st_mode):
        return status.st_rdev == 0
    return stat.S_ISREG(status.st_mode) and status.st_size == 0 and any(_has_xattr(path, name) for name in _WHITEOUT)


def is_opaque(folder: Path) -> bool:
    """Return whether a folder of the upper layer hides the whole of the one below."""
    return any(_xattr(folder, name) == b"y" for name in _OPAQUE)


def own_xattrs(path: Path) -> Mapping[str, bytes | None]:
    """Return the extended attributes that are not the overlay's."""
    names = _xattr_names(path)
    return {name: _xattr(path, name) for name in names if not name.startswith(_OVERLAY_XATTRS)}


def same_bytes(lower: Path, upper: Path, after: os.stat_result) -> bool:
    """Return whether two entries of one type hold the same; what is neither file nor link never does."""
    if stat.S_ISLNK(after.st_mode):
        return lower.readlink() == upper.readlink()
    if not stat.S_ISREG(after.st_mode) or lower.lstat().st_size != after.st_size:
        return False
    open_up(upper, stat.S_IRUSR)
    try:
        return filecmp.cmp(lower, upper, shallow=False)
    except PermissionError:  # The real file cannot be read; it is not opened up for that.
        return False


def tree_size(folder: Path) -> tuple[int, int]:
    """Return how many entries a real folder has, itself counted, and the bytes of its files."""
    count, size_bytes = 1, 0
    for parent, folders, files in os.walk(folder):
        count += len(folders) + len(files)
        for name in files:
            status = stat_of(Path(parent, name))
            size_bytes += status.st_size if status and stat.S_ISREG(status.st_mode) else 0
    return count, size_bytes


def discard(scratch: Path) -> None:
    """Remove a scratch folder with all layers in it, whatever the command left there. Nothing there is fine.

    Raises:
        OSError: Something cannot be removed.
    """
    for parent, folders, _files in os.walk(scratch):
        for name in folders:
            inner = Path(parent, name)
            if not inner.is_symlink():
                inner.chmod(stat.S_IRWXU)
    with suppress(FileNotFoundError):
        shutil.rmtree(scratch)


def _xattr_names(path: Path) -> list[str]:
    try:
        return os.listxattr(path, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EACCES):
            return []
        raise


def _has_xattr(path: Path, name: str) -> bool:
    return _xattr(path, name) is not None


def _xattr(path: Path, name: str) -> bytes | None:
    try:
        return os.getxattr(path, name, follow_symlinks=False)
    except OSError:  # It has none, the file system knows none, or it may not be read.
        return None
