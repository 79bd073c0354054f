"""The calls of Linux that Python does not wrap: `renameat2`, `openat2`, `statx` and `syncfs`, each with its way out.

Names may hold surrogate escapes. Nothing here follows a symbolic link in the last component.
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

# Source: linux/fs.h and linux/openat2.h
_RENAME_NOREPLACE = 1
_RENAME_EXCHANGE = 2
_RESOLVE_NO_XDEV = 0x01
_RESOLVE_NO_SYMLINKS = 0x04
# The same on every architecture, because the call is younger than their common table.
_OPENAT2_NUMBER = 437
_PATH_MAX_BYTES = 4096

# Source: linux/stat.h, struct statx: mask, mode, inode, size, time of birth, time of change, device.
_STATX = struct.Struct("=I24xHxxQQ32xqI4x16xqI4x8xII")
_STATX_BYTES = 256
_STATX_BASIC_AND_BIRTH = 0xFFF
_AT_SYMLINK_NOFOLLOW = 0x100
_AT_EMPTY_PATH = 0x1000
_STATX_BTIME = 0x800
_SECOND_NS = 1_000_000_000

_UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _renameat2(source_fd: int, source: str, target_fd: int, target: str, flags: int) -> None:
    call = getattr(_libc(), "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    _checked(call(source_fd, os.fsencode(source), target_fd, os.fsencode(target), flags))


def rename_exclusively(source_fd: int, source: str, target_fd: int, target: str) -> None:
    """Rename within one file system; never overwrite.

    Where the file system cannot promise that in one call, a file gets the second name before it loses the first; and
    what cannot have two names is renamed after a look, which leaves a gap of microseconds.

    Raises:
        OSError: `EEXIST` if the target's name is taken, `EXDEV` if it lies elsewhere.
    """
    try:
        _renameat2(source_fd, source, target_fd, target, _RENAME_NOREPLACE)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _rename_without_flag(source_fd, source, target_fd, target)


def _rename_without_flag(source_fd: int, source: str, target_fd: int, target: str) -> None:
    if not stat.S_ISDIR(os.stat(source, dir_fd=source_fd, follow_symlinks=False).st_mode):
        try:
            os.link(source, target, src_dir_fd=source_fd, dst_dir_fd=target_fd, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            _unlink_first_name(source_fd, source, target_fd, target)
            return
    if exists(target_fd, target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(source, target, src_dir_fd=source_fd, dst_dir_fd=target_fd)


def _unlink_first_name(source_fd: int, source: str, target_fd: int, target: str) -> None:
    try:
        os.unlink(source, dir_fd=source_fd)
    except OSError:
        os.unlink(target, dir_fd=target_fd)
        raise


def exchange(folder_fd: int, one: str, other: str) -> bool:
    """Swap two names of one folder in one step; return False where the file system cannot do that.

    Raises:
        OSError: One of them is missing, or may not be changed.
    """
    try:
        _renameat2(folder_fd, one, folder_fd, other, _RENAME_EXCHANGE)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return False
    return True


def exists(folder_fd: int, name: str) -> bool:
    """Tell whether a name is taken, by whatever it is."""
    try:
        os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


class Looked(NamedTuple):
    """What `statx` tells of a name; `born_ns` is 0 where the file system does not know."""

    dev: int
    ino: int
    mode: int
    size_bytes: int
    mtime_ns: int
    born_ns: int


def look(folder_fd: int, name: str) -> Looked | None:
    """Look at a name, or with an empty one at the descriptor itself; return None where the system has no `statx`.

    Raises:
        OSError: `ENOENT` and others, as for `os.stat`.
    """
    call = _statx()
    if call is None:
        return None
    buffer = ctypes.create_string_buffer(_STATX_BYTES)
    flags = _AT_SYMLINK_NOFOLLOW if name else _AT_SYMLINK_NOFOLLOW | _AT_EMPTY_PATH
    if call(folder_fd, os.fsencode(name), flags, _STATX_BASIC_AND_BIRTH, buffer) < 0:
        code = ctypes.get_errno()
        if code in (errno.ENOSYS, errno.EPERM):
            return None
        raise OSError(code, os.strerror(code))
    mask, mode, ino, size, born_s, born_ns, mtime_s, mtime_ns, major, minor = _STATX.unpack_from(buffer)
    born_ns = born_s * _SECOND_NS + born_ns if mask & _STATX_BTIME else 0
    return Looked(os.makedev(major, minor), ino, mode, size, mtime_s * _SECOND_NS + mtime_ns, born_ns)


@cache
def _statx() -> Callable[..., int] | None:
    return getattr(_libc(), "statx", None)


def open_below(folder_fd: int, path: str, flags: int, *, stays_on_disk: bool) -> int:
    """Open `path` without following any symbolic link on the way.

    A relative path starts at `folder_fd`. With `stays_on_disk`, a mount point is refused, also one that shows the same
    file system.

    Raises:
        OSError: `ELOOP` or `ENOTDIR` at a link, `EXDEV` at a mount point.
    """
    name = os.fsencode(path)
    if not _has_openat2() or len(name) >= _PATH_MAX_BYTES:
        return _walk(folder_fd, path, flags, stays_on_disk)
    return _openat2(folder_fd, name, flags, _RESOLVE_NO_SYMLINKS | (_RESOLVE_NO_XDEV if stays_on_disk else 0))


def _openat2(folder_fd: int, path: bytes, flags: int, resolve: int) -> int:
    how = struct.pack("QQQ", flags | os.O_CLOEXEC, 0, resolve)
    while True:
        try:
            return _checked(_libc().syscall(_OPENAT2_NUMBER, folder_fd, path, how, len(how)))
        except OSError as error:
            # EAGAIN: something was renamed or mounted meanwhile, so the kernel could not be sure.
            if error.errno not in (errno.EINTR, errno.EAGAIN):
                raise


@cache
def _has_openat2() -> bool:
    try:
        os.close(_openat2(-1, b"/", os.O_PATH | os.O_DIRECTORY, _RESOLVE_NO_SYMLINKS))
    except OSError:
        # Old kernels answer ENOSYS, the filters of some containers EPERM.
        return False
    return True


def _walk(folder_fd: int, path: str, flags: int, stays_on_disk: bool) -> int:
    parts = [part for part in path.split("/") if part]
    is_absolute = path.startswith("/")
    fd = os.open("/" if is_absolute else ".", os.O_PATH | os.O_DIRECTORY, dir_fd=None if is_absolute else folder_fd)
    try:
        device = os.fstat(fd).st_dev
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            how = (flags if is_last else os.O_PATH | os.O_DIRECTORY) | os.O_NOFOLLOW
            deeper = os.open(part, how, dir_fd=fd)
            os.close(fd)
            fd = deeper
            if stays_on_disk and os.fstat(fd).st_dev != device:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    except BaseException:
        os.close(fd)
        raise
    return fd


def sync_file_system(fd: int) -> None:
    """Bring everything that was written to the file system of `fd` onto its disk."""
    _checked(_libc().syncfs(fd))
