"""The saved originals: what deeds replaced, kept so that they can be taken back, within a quota and an age.

A private folder with one folder a deed. What is in a deed's folder is only put there and taken away by its operations;
here it is made, measured, and thrown away.
"""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter

from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import OpenedFolder, join, name_of, parent_of
from assistant.actions.filesystem.removing import remove
from assistant.actions.filesystem.surveying import survey

_PRIVATE = 0o700


def _nothing(_count: int) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one deed: its bytes, and when something was last put there, in seconds since 1970."""

    size_bytes: int
    changed_s: float


class SavedOriginals:
    """The store. One thread at a time.

    Args:
        folder: Absolute and real; made when it is first needed, for its owner alone.
        quota_bytes: As much may be kept.
        max_age_s: What is older may be thrown away.
        free_bytes: Tells how much room the disk has.
    """

    def __init__(
        self, folder: str, quota_bytes: int, max_age_s: float, free_bytes: Callable[[str], int] | None = None
    ) -> None:
        self._folder = folder
        self._quota_bytes = quota_bytes
        self._max_age_s = max_age_s
        self._free_bytes = free_bytes or _free_bytes

    def folder_of(self, deed: int) -> str:
        """Return the folder of a deed, which is there and private then.

        Raises:
            FileError: It cannot be made.
        """
        path = join(self._folder, str(deed))
        with Naming(path):
            os.makedirs(self._folder, _PRIVATE, exist_ok=True)
            os.chmod(self._folder, _PRIVATE)
            os.makedirs(path, _PRIVATE, exist_ok=True)
        return path

    def sizes(self) -> Mapping[int, Kept]:
        """Return what is kept of each deed.

        Raises:
            FileError: The store cannot be read.
        """
        return {deed: self._kept(join(self._folder, str(deed))) for deed in self._deeds()}

    def _deeds(self) -> Collection[int]:
        with Naming(self._folder):
            try:
                return sorted(int(name) for name in os.listdir(self._folder) if name.isdecimal())
            except FileNotFoundError:
                return ()

    def _kept(self, path: str) -> Kept:
        found = survey([path], is_cancelled=_never, progress=_nothing)
        with Naming(path):
            return Kept(found.size_bytes, os.lstat(path).st_mtime)

    def fits(self, size_bytes: int) -> bool:
        """Tell whether originals of this size can be kept at all, if need be in the place of older ones."""
        return size_bytes <= min(self._quota_bytes, self._free_bytes(self._folder))

    def room_for(self, size_bytes: int) -> bool:
        """Tell whether originals of this size can be kept besides what is there, within the quota and on the disk.

        Raises:
            FileError: The store cannot be read.
        """
        used_bytes = sum(kept.size_bytes for kept in self.sizes().values())
        is_within_quota = used_bytes + size_bytes <= self._quota_bytes
        return is_within_quota and size_bytes <= self._free_bytes(self._folder)

    def drop(self, deed: int) -> None:
        """Throw away what is kept of a deed, which cannot be taken back exactly from then on.

        Raises:
            FileError: It cannot be removed.
        """
        path = join(self._folder, str(deed))
        try:
            with OpenedFolder(parent_of(path)) as folder:
                remove(folder.place(name_of(path)))
        except FileError as error:
            if error.code != "not-found":
                raise

    def sweep(self, now_s: float, running: Collection[int], wanted_bytes: int = 0) -> tuple[int, ...]:
        """Throw away what is too old, and then the oldest until there is room; return the deeds that lost it.

        Args:
            now_s: Seconds since 1970.
            running: Deeds that are under way or being taken back; theirs is never thrown away.
            wanted_bytes: Room that shall be left within the quota.

        Raises:
            FileError: Something cannot be removed.
        """
        sizes = self.sizes()
        left_bytes = sum(kept.size_bytes for kept in sizes.values()) + wanted_bytes
        dropped = []
        by_age = sorted(((kept.changed_s, deed, kept.size_bytes) for deed, kept in sizes.items()), key=itemgetter(0, 1))
        for changed_s, deed, size_bytes in by_age:
            is_spare = now_s - changed_s > self._max_age_s or left_bytes > self._quota_bytes
            if is_spare and deed not in running:
                self.drop(deed)
                left_bytes -= size_bytes
                dropped.append(deed)
        return tuple(dropped)


def _free_bytes(folder: str) -> int:
    """Return the room on the disk of a folder that may yet have to be made."""
    while not os.path.isdir(folder):
        folder = parent_of(folder)
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
