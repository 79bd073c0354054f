"""Making a zip of files and folders: in the order of their names, with modes and links, as big as need be."""

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Run
from assistant.actions.filesystem.places import Place, name_of
from assistant.actions.filesystem.sources import Source
from assistant.actions.filesystem.trees import Event, Step, walk

_STEP_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 18
# What the format can say. Source: PKWARE APPNOTE.TXT 4.4.6 and 4.4.2.
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
_MADE_ON_UNIX = 3
_ZIP64_BYTES = 1 << 31


@storable
@dataclass(frozen=True, slots=True)
class Packed:
    """One thing that goes into an archive, as it was when that was planned."""

    path: str
    identity: Identity


@storable
@dataclass(frozen=True, slots=True)
class FromFiles(Source):
    """A zip of these files and folders, each under its own name.

    Attributes:
        size_bytes: What is to be packed, for progress alone.
    """

    things: tuple[Packed, ...]
    size_bytes: int = 0

    @property
    def weight(self) -> int:
        """Return the size in steps of 64 KiB."""
        return self.size_bytes // _STEP_BYTES

    def build(self, place: Place, run: Run) -> None:
        """Pack them.

        Raises:
            FileError: `changed-since`, `special-file`, `invalid-name` for a name that is no text, `disk-full`.
        """
        with run.changing(place):
            fd = place.open(os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(fd, "w+b") as file:
            with Naming(place.path), ZipFile(file, "w", ZIP_DEFLATED) as archive:
                for thing in self.things:
                    _pack(thing, archive, run)
            with Naming(place.path):
                file.flush()
                os.fsync(fd)


def _pack(thing: Packed, archive: ZipFile, run: Run) -> None:
    with run.folder_of(thing.path) as folder:
        top = folder.place(name_of(thing.path))
        top.require(thing.identity)
        for step in walk(top):
            run.check_halt()
            if step.event is not Event.LEAVE:
                with Naming(step.place.path):
                    _add(step, f"{top.name}/{step.inside}".rstrip("/"), archive, run)


def _add(step: Step, name: str, archive: ZipFile, run: Run) -> None:
    mode = step.status.st_mode
    try:
        name.encode()
    except UnicodeEncodeError:
        raise FileError("invalid-name", step.place.path) from None
    entry = ZipInfo(f"{name}/" if stat.S_ISDIR(mode) else name, _date(step.status.st_mtime))
    entry.create_system = _MADE_ON_UNIX
    entry.external_attr = mode << 16
    if stat.S_ISDIR(mode):
        archive.writestr(entry, b"")
    elif stat.S_ISLNK(mode):
        archive.writestr(entry, os.fsencode(os.readlink(step.place.name, dir_fd=step.place.folder)))
    elif stat.S_ISREG(mode):
        entry.compress_type = ZIP_DEFLATED
        _add_content(step, entry, archive, run)
    else:
        raise FileError("special-file", step.place.path)


def _add_content(step: Step, entry: ZipInfo, archive: ZipFile, run: Run) -> None:
    is_big = step.status.st_size >= _ZIP64_BYTES
    with os.fdopen(step.place.open(os.O_RDONLY | os.O_NONBLOCK), "rb") as source:
        with archive.open(entry, "w", force_zip64=is_big) as target:
            copied = _copy(source, target, step.status.st_size, run)
        now = os.fstat(source.fileno())
    if copied != step.status.st_size or (now.st_ino, now.st_mtime_ns) != (step.status.st_ino, step.status.st_mtime_ns):
        raise FileError("changed-since", step.place.path)


def _copy(source: IO[bytes], target: IO[bytes], size: int, run: Run) -> int:
    copied = 0
    while copied < size and (chunk := source.read(min(_CHUNK_BYTES, size - copied))):
        target.write(chunk)
        copied += len(chunk)
        run.tick(len(chunk))
    return copied


def _date(mtime_s: float) -> tuple[int, int, int, int, int, int]:
    try:
        moment = datetime.fromtimestamp(mtime_s)
    except (OverflowError, ValueError, OSError):
        return _FIRST_YEAR, 1, 1, 0, 0, 0
    if moment.year < _FIRST_YEAR:
        return _FIRST_YEAR, 1, 1, 0, 0, 0
    if moment.year > _LAST_YEAR:
        return _LAST_YEAR, 12, 31, 23, 59, 58
    return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
