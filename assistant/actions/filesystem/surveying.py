"""Looking over files and folders before anything is done to them: how many, how big, and in what state."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter

# So often somebody is asked whether to go on, and told how far it is: about every millisecond.
_ENTRIES_PER_LOOK = 256
_DIGEST_BYTES = 16
_BY_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies at and below some paths. Links are counted as files, and not followed.

    Attributes:
        file_count: Everything that is no folder.
        folder_count: Also those named themselves.
        size_bytes: Of the files together.
        fingerprint: The same as long as no path, inode, type, size or time of change has become another.
        newest_mtime_ns: The latest change; 0 if there is nothing.
        has_unreadable: Something could not be looked at, and is left out.
        has_other_filesystem: Another file system is mounted within; what it holds is left out.
        has_outside_links: Some file has a further name outside.
        is_complete: It was not called off.
    """

    file_count: int
    folder_count: int
    size_bytes: int
    fingerprint: str
    newest_mtime_ns: int
    has_unreadable: bool
    has_other_filesystem: bool
    has_outside_links: bool
    is_complete: bool


def survey(paths: Sequence[str], *, is_cancelled: Callable[[], bool], progress: Callable[[int], None]) -> Survey:
    """Look over everything at and below `paths`; a missing one counts as unreadable.

    Args:
        paths: Absolute and real.
        is_cancelled: Asked about every millisecond.
        progress: Told about every millisecond how many were looked at.
    """
    surveyor = _Surveyor(is_cancelled, progress)
    return surveyor.result(surveyor.look_over(paths))


class _Surveyor:
    def __init__(self, is_cancelled: Callable[[], bool], progress: Callable[[int], None]) -> None:
        self._is_cancelled = is_cancelled
        self._progress = progress
        self._digest = blake2b(digest_size=_DIGEST_BYTES)
        self._file_count = 0
        self._folder_count = 0
        self._size_bytes = 0
        self._newest_ns = 0
        self._has_unreadable = False
        self._has_other_filesystem = False
        # How many names of an inode with several are still to be seen.
        self._names_left: dict[tuple[int, int], int] = {}

    def look_over(self, paths: Sequence[str]) -> bool:
        """Look over all of these, and tell whether it was not called off."""
        return all(self._goes_on(index) and self.look_at(path) for index, path in enumerate(paths))

    def _goes_on(self, index: int) -> bool:
        """Tell of it now and then, and return whether it was not called off."""
        if index % _ENTRIES_PER_LOOK != 0:
            return True
        self._progress(self._file_count + self._folder_count)
        return not self._is_cancelled()

    def look_at(self, path: str) -> bool:
        """Look over one path, and tell whether it was not called off."""
        # Bytes all along, because turning a hundred thousand names into text and back takes a tenth of a second.
        top = os.fsencode(path)
        try:
            status = os.lstat(top)
        except OSError:
            self._has_unreadable = True
            return True
        pending = [top] if self._take(top, status) else []
        while pending:
            folder = pending.pop()
            inner = self._scan(folder, status.st_dev)
            if inner is None:
                return False
            pending.extend(reversed(inner))
        return True

    def _scan(self, folder: bytes, device: int) -> list[bytes] | None:
        """Look at what is in a folder and return the folders among it; None if it was called off."""
        inner = []
        self._digest.update(b"%s\0" % folder)
        for index, (entry, status) in enumerate(self._entries(folder)):
            if not self._goes_on(index):
                return None
            if self._take(entry.name, status):
                if status.st_dev == device:
                    inner.append(entry.path)
                else:
                    self._has_other_filesystem = True
        return inner

    def _entries(self, folder: bytes) -> Iterator[tuple[os.DirEntry[bytes], os.stat_result]]:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=_BY_NAME)
        except OSError:
            self._has_unreadable = True
            return
        for entry in entries:
            try:
                yield entry, entry.stat(follow_symlinks=False)
            except OSError:
                self._has_unreadable = True

    def _take(self, name: bytes, status: os.stat_result) -> bool:
        """Count one thing and tell whether it is a folder."""
        # A tuple is much faster to take apart than a stat result's attributes are to look up.
        mode, ino, dev, nlink, _, _, size = status[:7]
        mtime_ns = status.st_mtime_ns
        self._digest.update(b"%s\0%d %d %d %d %d\0" % (name, dev, ino, mode, size, mtime_ns))
        if mtime_ns > self._newest_ns:
            self._newest_ns = mtime_ns
        if stat.S_ISDIR(mode):
            self._folder_count += 1
            return True
        self._file_count += 1
        self._size_bytes += size
        if nlink > 1:
            self._names_left[dev, ino] = self._names_left.get((dev, ino), nlink) - 1
        return False

    def result(self, is_complete: bool) -> Survey:
        return Survey(
            self._file_count,
            self._folder_count,
            self._size_bytes,
            self._digest.hexdigest(),
            self._newest_ns,
            self._has_unreadable,
            self._has_other_filesystem,
            any(self._names_left.values()),
            is_complete,
        )
