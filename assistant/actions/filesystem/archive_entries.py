"""What zip and tar archives hold, entry by entry, in one form; nothing of it is trusted."""

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import IO, BinaryIO

from assistant.actions.filesystem.errors import FileError

_IS_ENCRYPTED = 0x1
_MAX_LINK_BYTES = 4096
_MADE_ON_UNIX = 3
_DEFAULT_FILE_MODE = 0o666
_DEFAULT_FOLDER_MODE = 0o777


class Kind(Enum):
    """What an entry becomes."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    HARD_LINK = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        name: As the archive has it.
        mode: Permission bits.
        link: Where a link leads; for a hard link, the name of the earlier entry.
        content: Of a file; valid until the next entry.
    """

    kind: Kind
    name: str
    mode: int
    mtime_s: float
    size_bytes: int = 0
    link: str = ""
    content: IO[bytes] | None = None


def entries(file: BinaryIO) -> Iterator[Entry]:
    """Give the entries of an open archive in their order.

    Raises:
        FileError: `archive-unsafe` for a device, `archive-locked`, `archive-damaged`.
    """
    is_zip = zipfile.is_zipfile(file)
    file.seek(0)
    if is_zip:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                yield from _of_zip(archive, info)
    else:
        with tarfile.open(fileobj=file) as tar:
            for member in tar:
                yield from _of_tar(tar, member)


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Entry]:
    mode = info.external_attr >> 16 if info.create_system == _MADE_ON_UNIX else 0
    mtime_s = _time(info.date_time)
    if info.is_dir():
        yield Entry(Kind.FOLDER, info.filename, stat.S_IMODE(mode) or _DEFAULT_FOLDER_MODE, mtime_s)
        return
    if info.flag_bits & _IS_ENCRYPTED:
        raise FileError("archive-locked")
    with archive.open(info) as content:
        if stat.S_ISLNK(mode):
            link = content.read(_MAX_LINK_BYTES).decode("utf-8", "surrogateescape")
            yield Entry(Kind.LINK, info.filename, 0, mtime_s, link=link)
        elif stat.S_IFMT(mode) in (0, stat.S_IFREG):
            mode = stat.S_IMODE(mode) or _DEFAULT_FILE_MODE
            yield Entry(Kind.FILE, info.filename, mode, mtime_s, info.file_size, content=content)
        else:
            raise FileError("archive-unsafe")


def _time(date: tuple[int, int, int, int, int, int]) -> float:
    try:
        return datetime(*date).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _of_tar(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Entry]:
    mode, mtime_s = stat.S_IMODE(member.mode), float(member.mtime)
    if member.isdir():
        yield Entry(Kind.FOLDER, member.name, mode, mtime_s)
    elif member.issym():
        yield Entry(Kind.LINK, member.name, 0, mtime_s, link=member.linkname)
    elif member.islnk():
        yield Entry(Kind.HARD_LINK, member.name, mode, mtime_s, link=member.linkname)
    elif member.isreg():
        content = tar.extractfile(member)
        yield Entry(Kind.FILE, member.name, mode, mtime_s, member.size, content=content)
    else:
        raise FileError("archive-unsafe")
