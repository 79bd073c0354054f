"""Walking a tree of folders: from the inside, following no link, entering no other file system, however deep it is."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import Place
from assistant.actions.filesystem.syscalls import open_below

# A process may commonly hold 1,024 descriptors; several walks can be under way at once.
_MAX_HELD = 64


class Event(Enum):
    """What the walk has come to: a folder before and after its content, or anything else."""

    ENTER = auto()
    LEAVE = auto()
    LEAF = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk.

    Attributes:
        place: Where the thing is; valid until the next step.
        inside: Path within the tree, "" for its top.
        status: What it was when it was come to, also for `LEAVE`.
        inner: At `ENTER` and `LEAVE`, a descriptor of the folder itself; -1 otherwise.
    """

    event: Event
    place: Place
    inside: str
    status: os.stat_result
    inner: int = -1


class Descent:
    """Stands in a folder, goes down into one of its folders and up again.

    Holds a bounded number of descriptors: those further up are opened anew on the way back, and must be the same
    folders then.

    Args:
        folder: Descriptor of the folder to start in; stays the caller's.
    """

    def __init__(self, folder: int) -> None:
        self._held: list[int | None] = [folder]
        self._seen: list[tuple[int, int]] = [_number(folder)]

    @property
    def fd(self) -> int:
        """Return the descriptor of the folder stood in."""
        fd = self._held[-1]
        assert fd is not None
        return fd

    def down(self, name: str) -> int:
        """Go into a folder and return its descriptor.

        Raises:
            OSError: `EXDEV` at a mount point, `ENOTDIR` or `ELOOP` if it is no folder.
        """
        fd = open_below(self.fd, name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, stays_on_disk=True)
        self._held.append(fd)
        self._seen.append(_number(fd))
        # The first one is not ours to close.
        oldest = len(self._held) - _MAX_HELD
        if oldest > 0 and (far := self._held[oldest]) is not None:
            os.close(far)
            self._held[oldest] = None
        return fd

    def up(self) -> None:
        """Go back to the folder above.

        Raises:
            OSError: It is no longer the folder above.
        """
        fd = self._held.pop()
        assert fd is not None
        self._seen.pop()
        try:
            if self._held[-1] is None:
                above = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=fd)
                self._held[-1] = above
                if _number(above) != self._seen[-1]:
                    raise NotADirectoryError(20, "moved")
        finally:
            os.close(fd)

    def close(self) -> None:
        """Let go of everything that is still held."""
        for fd in self._held[1:]:
            if fd is not None:
                os.close(fd)
        del self._held[1:]


def _number(fd: int) -> tuple[int, int]:
    status = os.fstat(fd)
    return status.st_dev, status.st_ino


def walk(top: Place, *, before_entering: Callable[[Place], None] | None = None) -> Iterator[Step]:
    """Walk over `top` and, if it is a folder, over all that is in it, in the order of the names.

    `before_entering` is called with each folder before it is opened; it may change its mode.

    Raises:
        FileError: Something cannot be read, is not what it was, or is a mount point.
    """
    with Naming(top.path):
        status = os.stat(top.name, dir_fd=top.folder, follow_symlinks=False)
    if not stat.S_ISDIR(status.st_mode):
        yield Step(Event.LEAF, top, "", status)
        return
    descent = Descent(top.folder)
    try:
        yield from _walk_folder(top, status, descent, before_entering)
    finally:
        descent.close()


def _walk_folder(
    top: Place, status: os.stat_result, descent: Descent, before_entering: Callable[[Place], None] | None
) -> Iterator[Step]:
    pending: list[tuple[Place, str, os.stat_result, Iterator[str]]] = []
    entering: tuple[Place, str, os.stat_result] | None = (top, "", status)
    while entering or pending:
        if entering:
            place, inside, status = entering
            fd, names = _enter(place, status, descent, before_entering)
            yield Step(Event.ENTER, place, inside, status, fd)
            pending.append((place, inside, status, names))
        place, inside, status, names = pending[-1]
        entering = None
        for name in names:
            here = Place(descent.fd, name, f"{place.path}/{name}")
            with Naming(here.path):
                found = os.stat(name, dir_fd=descent.fd, follow_symlinks=False)
            within = f"{inside}/{name}" if inside else name
            if stat.S_ISDIR(found.st_mode):
                entering = (here, within, found)
                break
            yield Step(Event.LEAF, here, within, found)
        if entering is None:
            pending.pop()
            yield from _leave(place, inside, status, descent)


def _enter(
    place: Place, status: os.stat_result, descent: Descent, before_entering: Callable[[Place], None] | None
) -> tuple[int, Iterator[str]]:
    if before_entering:
        before_entering(place)
    with Naming(place.path):
        fd = descent.down(place.name)
        if _number(fd) != (status.st_dev, status.st_ino):
            raise FileError("changed-since", place.path)
        return fd, iter(sorted(os.listdir(fd)))


def _leave(place: Place, inside: str, status: os.stat_result, descent: Descent) -> Iterator[Step]:
    inner = os.dup(descent.fd)
    try:
        with Naming(place.path):
            descent.up()
        yield Step(Event.LEAVE, Place(descent.fd, place.name, place.path), inside, status, inner)
    finally:
        os.close(inner)
