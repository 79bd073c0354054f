"""What an archive says that it holds, before it is unpacked; nothing of it is trusted."""

import os
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.unpacking import Judging

# The list of a zip stands at its end; a tar has to be read through, and then what was seen so far has to do.
_LIMIT_S = 2.0


def survey_archive(path: str, is_cancelled: Callable[[], bool]) -> tuple[int, int]:
    """Return how many entries an archive holds, and how many bytes they unpack to, by its own account.

    Raises:
        FileError: `archive-damaged`, `archive-unsupported`; it cannot be read.
    """
    with Naming(path):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    count, size_bytes, until_s = 0, 0, time.monotonic() + _LIMIT_S
    with os.fdopen(fd, "rb") as file, Judging(path):
        for entry_bytes in _sizes(file):
            count += 1
            size_bytes += entry_bytes
            if is_cancelled() or time.monotonic() > until_s:
                break
    return count, size_bytes


def _sizes(file: BinaryIO) -> Iterator[int]:
    is_zip = zipfile.is_zipfile(file)
    file.seek(0)
    if is_zip:
        with zipfile.ZipFile(file) as archive:
            yield from (info.file_size for info in archive.infolist())
    else:
        with tarfile.open(fileobj=file) as tar:
            yield from (member.size for member in tar)
