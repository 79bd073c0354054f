"""Writing to disk so that a file is there whole or not at all, and the errors of a disk as sentences."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.kernel.errors import ModelError

CHUNK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the hexadecimal sha256 of the file `path`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_synced(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` to `path` and wait until they are on the disk."""
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_free(folder: Path, needed_bytes: int) -> None:
    """Check that `folder`'s disk can take `needed_bytes` more.

    Raises:
        ModelError: `disk-full`.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        needed_mb, free_mb = needed_bytes / 1e6, free_bytes / 1e6
        raise disk_full(folder, f" {needed_mb:.0f} MB are needed and {free_mb:.0f} MB are free.")


def disk_full(folder: Path, detail: str = "") -> ModelError:
    """Return the error that says that the disk of `folder` has no room left."""
    return ModelError(
        f"There is not enough disk space for the models in {str(folder)!r}.{detail}",
        code="disk-full",
        hint="Free some disk space, or set ZENUS_MODELS to a folder on another disk, and run `zenus models fetch`.",
    )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn an `OSError` about files below `folder` into a `ModelError`.

    Raises:
        ModelError: `disk-full`, or `models-folder-unusable`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder) from error
        raise ModelError(
            f"The models folder {str(folder)!r} cannot be used: {error.strerror or error}.",
            code="models-folder-unusable",
            hint="Check who may write there, or set ZENUS_MODELS to a folder of your own.",
        ) from error


@contextmanager
def exclusive(lock_file: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold `lock_file` against every other process; `on_wait` is called once if another one holds it now.

    The kernel lets go of it when the process ends, however it ends.
    """
    with lock_file.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
