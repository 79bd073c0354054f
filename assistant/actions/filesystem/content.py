"""The bytes of plain files: copying them in pieces that can be called off, and writing them onto the disk."""

import errno
import os
from collections.abc import Callable, Iterator

# The disk's own speed decides how long a piece takes; at 20 MB/s this is 50 ms.
_PIECE_BYTES = 1 << 20
_NOT_BETWEEN_THESE = (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)

Tick = Callable[[int], None]


def copy_content(source: int, target: int, tick: Tick) -> None:
    """Copy the content of an open file into an empty one; holes stay holes.

    `tick` is called after each piece with its bytes; what it raises ends the copy in the middle.

    Raises:
        OSError: It could not be read or written.
    """
    size = os.fstat(source).st_size
    for start, end in _data_extents(source, size):
        _copy_range(source, target, start, end, tick)
    if os.fstat(target).st_size < size:
        # It ends in a hole.
        os.ftruncate(target, size)


def _data_extents(fd: int, size: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < size:
        try:
            begin = os.lseek(fd, start, os.SEEK_DATA)
            end = os.lseek(fd, begin, os.SEEK_HOLE)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return
            begin, end = start, size
        yield begin, end
        start = end


def _copy_range(source: int, target: int, start: int, end: int, tick: Tick) -> None:
    copy = _copy_in_kernel
    while start < end:
        length = min(_PIECE_BYTES, end - start)
        try:
            copied = copy(source, target, length, start)
        except OSError as error:
            if copy is _copy_by_hand or error.errno not in _NOT_BETWEEN_THESE:
                raise
            copy = _copy_by_hand
            continue
        if copied == 0:
            return
        start += copied
        tick(copied)


def _copy_in_kernel(source: int, target: int, length: int, offset: int) -> int:
    return os.copy_file_range(source, target, length, offset, offset)


def _copy_by_hand(source: int, target: int, length: int, offset: int) -> int:
    data = os.pread(source, length, offset)
    write_at(target, data, offset)
    return len(data)


def write_at(fd: int, data: bytes, offset: int) -> None:
    """Write all of `data` at `offset`.

    Raises:
        OSError: It could not be written, or only in part.
    """
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view = view[written:]
        offset += written


def write_pieces(fd: int, data: bytes, offset: int, tick: Tick) -> None:
    """Write `data` at `offset` in pieces that can be called off between them.

    Raises:
        OSError: It could not be written.
    """
    for start in range(0, len(data), _PIECE_BYTES):
        piece = data[start : start + _PIECE_BYTES]
        write_at(fd, piece, offset + start)
        tick(len(piece))
