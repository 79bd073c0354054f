"""Turns what SQLite and the file system report into errors that say what to do."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.config.paths import disk_full, is_disk_full
from assistant.kernel.errors import StoreError

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_WRITE_FAILED = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_READ_ONLY_ERRNOS = {errno.EROFS, errno.EACCES, errno.EPERM}

# The low byte of SQLite's extended result codes is the primary one.
_PRIMARY = 0xFF


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise a `StoreError` about the database `path` for what goes wrong with it inside.

    Raises:
        StoreError: `store-locked`, `disk-full`, `store-damaged`, `store-read-only` or `store-unusable`.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _from_sqlite(path, error) from error
    except OSError as error:
        raise _from_system(path, error) from error


def too_new(path: Path) -> StoreError:
    """Return the error for a database that a later Zenus has written."""
    return StoreError(
        f"The database {str(path)!r} was written by a later version of Zenus.",
        code="store-too-new",
        hint="Install that version, or set ZENUS_HOME to another folder.",
    )


def _from_sqlite(path: Path, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY  # what Python's own checks raise has none
    if code == sqlite3.SQLITE_FULL or (code in _WRITE_FAILED and _has_no_space(path)):
        return disk_full(path)
    if code in _LOCKED:
        return StoreError(
            f"The database {str(path)!r} is in use by another program.",
            code="store-locked",
            hint="Close what else has it open and try again.",
        )
    if code in _DAMAGED:
        return StoreError(
            f"The database {str(path)!r} is damaged.",
            code="store-damaged",
            hint="Move that file away, with -wal and -shm beside it; Zenus then begins an empty one.",
        )
    return _read_only(path) if code in _READ_ONLY else _unusable(path, str(error))


def _from_system(path: Path, error: OSError) -> StoreError:
    if is_disk_full(error):
        return disk_full(path)
    return _read_only(path) if error.errno in _READ_ONLY_ERRNOS else _unusable(path, error.strerror or str(error))


def _read_only(path: Path) -> StoreError:
    return StoreError(
        f"The database {str(path)!r} may not be written to.",
        code="store-read-only",
        hint="Check who owns that file and its folder.",
    )


def _unusable(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"The database {str(path)!r} cannot be used: {reason}.",
        code="store-unusable",
        hint="Check that its folder is there and is yours, or set ZENUS_HOME to another one.",
    )


def _has_no_space(path: Path) -> bool:
    """Tell whether the disk is full: then SQLite often reports no more than a failed write of its side files."""
    try:
        return os.statvfs(path.parent).f_bavail == 0
    except OSError:
        return False
