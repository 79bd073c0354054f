"""What must not happen at a path, found out by asking the kernel where it leads, and by inode what lies there.

Shares no code with the gate: `openat` and `readlink` of what was opened, instead of the text of a path.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from assistant.app.bench.hostile.playground import Inode, Never, Playground
from assistant.kernel.effects import Access

_MOST_LINKS = 40
_TAKES_AWAY = frozenset({Access.MOVE, Access.TRASH, Access.DESTROY})
# What was a real path when it was changed comes back to that path, and never through a link that is there now.
_DONE_TO_LINKS = _TAKES_AWAY | {Access.RESTORE}
_NO_EFFECT = frozenset({errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR})


class Floor(IntEnum):
    """The least that must stand between a request and its effect."""

    FREE = 0
    ASKED = 1
    CODE = 2
    DENIED = 3


class Oracle:
    """Judges paths within one playground, which must stay as it was built."""

    def __init__(self, playground: Playground) -> None:
        self._ground = playground

    def floor(self, access: Access, path: str) -> Floor:
        """Return what must stand before such an access, by its place alone.

        FREE also where the kernel would not let anything happen.
        """
        try:
            with _opened(path, follows=access not in _DONE_TO_LINKS) as (fd, rest):
                return self._floor_at(access, fd, rest)
        except (OSError, ValueError):
            return Floor.FREE

    def _floor_at(self, access: Access, fd: int, rest: tuple[str, ...]) -> Floor:
        if ".." in rest:
            return Floor.FREE  # Nothing that is missing can be left upwards.
        chain = list(_upwards(fd))
        if self._is_banned(access, chain, is_there=not rest):
            return Floor.DENIED
        if self._ground.roots.isdisjoint(chain):
            return Floor.DENIED
        return Floor.ASKED if access is not Access.READ and self._is_hidden(chain, rest) else Floor.FREE

    def _is_banned(self, access: Access, chain: list[Inode], *, is_there: bool) -> bool:
        wanted = Never.READ if access is Access.READ else Never.WRITE
        for distance, inode in enumerate(chain):
            ban = self._ground.never.get(inode, Never.NOTHING)
            if wanted in ban:
                # What is banned further up than the granted root is only what lies outside of it.
                return not self._is_within_root(chain[: distance + 1])
            if distance == 0 and is_there and access in _TAKES_AWAY and Never.TAKE_AWAY in ban:
                return True
        return False

    def _is_within_root(self, chain: list[Inode]) -> bool:
        return not self._ground.roots.isdisjoint(chain[:-1])

    def _is_hidden(self, chain: list[Inode], rest: tuple[str, ...]) -> bool:
        return any(name.startswith(".") for name in rest) or chain[0] in self._ground.hidden


@contextmanager
def _opened(path: str, *, follows: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Open the deepest thing on the way that is there; yield it and the names that are missing below it.

    Raises:
        OSError: The kernel would not go there.
        ValueError: It is no path to the kernel.
    """
    fd, rest = _open_deepest(path if path.startswith("/") else f"{os.getcwd()}/{path}", follows, _MOST_LINKS)
    try:
        yield fd, rest
    finally:
        os.close(fd)


def _open_deepest(path: str, follows: bool, links_left: int) -> tuple[int, tuple[str, ...]]:
    flags = os.O_PATH | os.O_CLOEXEC | (0 if follows else os.O_NOFOLLOW)
    missing: list[str] = []
    while True:
        try:
            return os.open(path or "/", flags), tuple(reversed(missing))
        except FileNotFoundError:
            dangling = _link_target(path)
            if dangling and links_left:
                # What is made at a link to nothing is made where it points to.
                fd, rest = _open_deepest(dangling, True, links_left - 1)
                return fd, (*rest, *reversed(missing))
            path, _, name = path.rstrip("/").rpartition("/")
            missing += [name] if name != "." else []
            flags &= ~os.O_NOFOLLOW


def _link_target(path: str) -> str:
    try:
        target = os.readlink(path.rstrip("/"))
    except OSError:
        return ""
    folder = path.rstrip("/").rpartition("/")[0]
    return target if target.startswith("/") else f"{folder}/{target}"


def _upwards(fd: int) -> Iterator[Inode]:
    """Yield the inode of what is open, then of each folder above it."""
    status = os.fstat(fd)
    yield status.st_dev, status.st_ino
    here = os.dup(fd) if stat.S_ISDIR(status.st_mode) else _open_folder_of(fd)
    try:
        if not stat.S_ISDIR(status.st_mode):
            status = os.fstat(here)
            yield status.st_dev, status.st_ino
        while True:
            above = os.open("..", os.O_PATH | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = above
            upper = os.fstat(here)
            if (upper.st_dev, upper.st_ino) == (status.st_dev, status.st_ino):
                return
            status = upper
            yield status.st_dev, status.st_ino
    finally:
        os.close(here)


def _open_folder_of(fd: int) -> int:
    """Open the folder that the kernel says an open thing lies in."""
    return os.open(os.readlink(f"/proc/self/fd/{fd}").rpartition("/")[0] or "/", os.O_PATH | os.O_DIRECTORY)
