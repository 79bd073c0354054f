"""Unpacking a zip or tar archive into a folder of its own, out of which nothing can get.

No absolute names, no "..", no devices, no link that leads outside, nothing written through a link, and never more than
the limits allow. Links come last.
"""

import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from types import TracebackType
from typing import BinaryIO

from assistant.actions.filesystem.archive_entries import Entry, Kind, entries
from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.content import write_at
from assistant.actions.filesystem.copying import make_durable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Run
from assistant.actions.filesystem.places import Place, name_of
from assistant.actions.filesystem.sources import Source
from assistant.actions.filesystem.syscalls import open_below

_STEP_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 18
_FOLDER = os.O_RDONLY | os.O_DIRECTORY
# Set-uid and set-gid bits are not for an archive to give.
_GIVEN_BITS = 0o777
_OWNER_ALL = 0o700
_SECOND_NS = 1_000_000_000
_MAX_PATH_BYTES = 4000
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error)
_NONSENSE = (EOFError, ValueError, OverflowError, IndexError)
# What the disk says of an archive that contradicts itself.
_VERDICTS = {"name-taken": "archive-unsafe", "changed-since": "archive-unsafe", "not-found": "archive-damaged"}


@storable
@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unpack to."""

    max_count: int = 100_000
    max_bytes: int = 20 << 30


@storable
@dataclass(frozen=True, slots=True)
class FromArchive(Source):
    """A folder with what an archive holds.

    Attributes:
        size_bytes: What it unpacks to, for progress alone.
    """

    archive: str
    identity: Identity
    limits: Limits = Limits()
    size_bytes: int = 0

    @property
    def makes_folder(self) -> bool:
        """Tell that it does."""
        return True

    @property
    def weight(self) -> int:
        """Return the size in steps of 64 KiB."""
        return self.size_bytes // _STEP_BYTES

    def build(self, place: Place, run: Run) -> None:
        """Unpack it.

        Raises:
            FileError: `archive-unsafe`, `archive-too-big`, `archive-damaged`, `archive-locked`, `changed-since`.
        """
        with run.folder_of(self.archive) as folder:
            archive = folder.place(name_of(self.archive))
            archive.require(self.identity)
            with os.fdopen(archive.open(os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
                with Naming(place.path), run.changing(place):
                    os.mkdir(place.name, 0o777, dir_fd=place.folder)
                with Judging(self.archive):
                    file_count = _unpack(file, place, self.limits, run)
            archive.require(self.identity)
        make_durable(place, file_count)


class Judging:
    """Say of the archive, in one word, what its readers and the disk say in a dozen ways."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, FileError) and (error.code in _VERDICTS or error.code.startswith("archive-")):
            raise FileError(_VERDICTS.get(error.code, error.code), self._path) from None
        # A compressed stream that is none, or is cut off, comes as an error of the system without a number.
        if isinstance(error, _DAMAGED + _NONSENSE) or (isinstance(error, OSError) and error.errno is None):
            raise FileError("archive-damaged", self._path) from None
        if isinstance(error, NotImplementedError):
            raise FileError("archive-unsupported", self._path) from None


def _unpack(file: BinaryIO, place: Place, limits: Limits, run: Run) -> int:
    """Unpack into an empty folder and return the number of files."""
    with Naming(place.path):
        top = os.open(place.name, _FOLDER | os.O_NOFOLLOW, dir_fd=place.folder)
    try:
        unpacking = _Unpacking(top, limits, run)
        for entry in entries(file):
            with Naming(place.path):
                unpacking.take(entry)
        with Naming(place.path):
            unpacking.finish()
        return unpacking.file_count
    finally:
        os.close(top)


class _Unpacking:
    def __init__(self, top: int, limits: Limits, run: Run) -> None:
        self._top = top
        self._limits = limits
        self._run = run
        self._count = 0
        self._bytes = 0
        self._links: list[tuple[str, str]] = []
        self._folders: list[tuple[str, Entry]] = []
        self.file_count = 0

    def take(self, entry: Entry) -> None:
        self._run.check_halt()
        self._count += 1
        self._bytes += entry.size_bytes
        if self._count > self._limits.max_count or self._bytes > self._limits.max_bytes:
            raise FileError("archive-too-big")
        name = safe_name(entry.name)
        if entry.kind is Kind.FOLDER:
            os.close(self._open(name))
            self._folders.append((name, entry))
        elif entry.kind is Kind.LINK:
            self._links.append((name, safe_link(name, entry.link)))
        elif entry.kind is Kind.HARD_LINK:
            self._link(name, safe_name(entry.link))
        else:
            self._write(name, entry)

    def _open(self, name: str) -> int:
        """Open a folder within the top, making what is missing of it."""
        fd = os.dup(self._top)
        for part in name.split("/") if name else ():
            try:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o777, dir_fd=fd)
                inner = open_below(fd, part, _FOLDER | os.O_NOFOLLOW, stays_on_disk=True)
            finally:
                os.close(fd)
            fd = inner
        return fd

    def _write(self, name: str, entry: Entry) -> None:
        folder = self._open(name.rpartition("/")[0])
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            fd = os.open(name.rpartition("/")[2], flags, entry.mode & _GIVEN_BITS, dir_fd=folder)
            try:
                self._fill(fd, entry)
                os.utime(fd, ns=_times(entry))
            finally:
                os.close(fd)
        finally:
            os.close(folder)
        self.file_count += 1

    def _fill(self, fd: int, entry: Entry) -> None:
        done = 0
        while entry.content and (chunk := entry.content.read(_CHUNK_BYTES)):
            write_at(fd, chunk, done)
            done += len(chunk)
            self._run.tick(len(chunk))
        if done != entry.size_bytes:
            raise FileError("archive-damaged")

    def _link(self, name: str, first: str) -> None:
        folder = self._open(name.rpartition("/")[0])
        try:
            last = name.rpartition("/")[2]
            # There are no links on the way yet: those come last.
            os.link(first, last, src_dir_fd=self._top, dst_dir_fd=folder, follow_symlinks=False)
        finally:
            os.close(folder)

    def finish(self) -> None:
        """Make the links; then give the folders their modes and times, the innermost first."""
        for name, target in self._links:
            folder = self._open(name.rpartition("/")[0])
            try:
                os.symlink(target, name.rpartition("/")[2], dir_fd=folder)
            finally:
                os.close(folder)
        for name, entry in sorted(self._folders, key=itemgetter(0), reverse=True):
            folder = self._open(name)
            try:
                os.fchmod(folder, os.fstat(folder).st_mode & entry.mode & _GIVEN_BITS | _OWNER_ALL)
                os.utime(folder, ns=_times(entry))
            finally:
                os.close(folder)


def safe_name(name: str) -> str:
    """Return the name of an entry as a plain path within the top; "" for the top itself.

    Raises:
        FileError: `archive-unsafe`.
    """
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or "\0" in name or len(os.fsencode(name)) > _MAX_PATH_BYTES:
        raise FileError("archive-unsafe")
    return "/".join(parts)


def safe_link(name: str, target: str) -> str:
    """Return where a link leads, if that is within the top whatever else is a link.

    ".." is safe at the beginning alone, where it leaves folders that the archive itself made: behind a name that is a
    link it would lead out of wherever that goes.

    Raises:
        FileError: `archive-unsafe`.
    """
    parts = [part for part in target.split("/") if part not in ("", ".")]
    ups = next((index for index, part in enumerate(parts) if part != ".."), len(parts))
    leads_out = ups > name.count("/") or ".." in parts[ups:]
    if target.startswith("/") or not target or "\0" in target or leads_out:
        raise FileError("archive-unsafe")
    return target


def _times(entry: Entry) -> tuple[int, int]:
    mtime_ns = int(entry.mtime_s * _SECOND_NS)
    return mtime_ns, mtime_ns
