"""Reads named members out of wheels, zips and tarballs, as bytes. No member chooses its own path, and none is run."""

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assistant.kernel.errors import ModelError
from models.disk import CHUNK_BYTES

_UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive.

    Attributes:
        sizes_bytes: The unpacked size that the archive claims for each regular member.
    """

    path: Path
    sizes_bytes: Mapping[str, int]
    _open: Callable[[str], IO[bytes]]

    def chunks(self, member: str, limit_bytes: int) -> Iterator[bytes]:
        """Yield the content of `member`, at most one chunk more than `limit_bytes`, whatever the archive claims.

        Raises:
            ModelError: `archive-damaged`.
        """
        if member not in self.sizes_bytes:
            raise unreadable(self.path, f"{member!r} is not in it")
        left_bytes = limit_bytes
        try:
            with self._open(member) as stream:
                while left_bytes >= 0 and (chunk := stream.read(CHUNK_BYTES)):
                    left_bytes -= len(chunk)
                    yield chunk
        except _UNREADABLE as error:
            raise unreadable(self.path, "it is cut short or changed") from error


def is_archive(path: Path) -> bool:
    """Tell whether `path` looks like a zip or a tarball."""
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the zip (wheel) or tarball `path`.

    Raises:
        ModelError: `archive-damaged`.
    """
    try:
        opener = _open_zip(path) if zipfile.is_zipfile(path) else _open_tar(path)
        with opener as archive:
            yield archive
    except _UNREADABLE as error:
        raise unreadable(path, "it is neither a zip nor a tarball, or cut short") from error


@contextmanager
def _open_zip(path: Path) -> Iterator[Archive]:
    with zipfile.ZipFile(path) as file:
        sizes = {info.filename: info.file_size for info in file.infolist() if not info.is_dir()}
        yield Archive(path, sizes, file.open)


@contextmanager
def _open_tar(path: Path) -> Iterator[Archive]:
    with tarfile.open(path) as file:

        def open_member(name: str) -> IO[bytes]:
            stream = file.extractfile(name)
            assert stream is not None, "regular members have content"
            return stream

        yield Archive(path, {info.name: info.size for info in file if info.isreg()}, open_member)


def unreadable(path: Path, why: str) -> ModelError:
    """Return the error that says that an archive is of no use."""
    return ModelError(
        f"The archive {path.name!r} cannot be used: {why}.",
        code="archive-damaged",
        hint="Run `zenus models fetch`, or bring a whole copy.",
    )
