"""Copying a file or tree exactly: content, mode, owner, times, extended attributes, links, holes, pipes.

The copy is made at a name that nobody else knows, in folders that only we may enter until they are finished. Hard links
within the tree stay links; sockets and devices are refused; what the other disk cannot hold is told.
"""

import errno
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import cast

from assistant.actions.filesystem.attributes import (
    Attributes,
    attributes_from_json,
    attributes_of,
    is_ours_to_give,
    put_attributes,
)
from assistant.actions.filesystem.content import Tick, copy_content
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import Place
from assistant.actions.filesystem.syscalls import sync_file_system
from assistant.actions.filesystem.trees import Descent, Event, Step, walk
from assistant.kernel.types import Facts, JsonValue

_CANNOT_LINK = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)

# A call for each file is cheaper than one for the whole file system until there are some of them.
_MAX_SINGLE_SYNCS = 16


@dataclass(slots=True)
class Copied:
    """What came of a copy.

    Attributes:
        file_count: Plain files, each inode once.
        lost: What the copy could not keep, by the path within the tree ("" for its top).
        cuts_links: Whether files that are one inode became several: the other names lie outside the tree, or the disk
            knows no hard links.
    """

    file_count: int = 0
    cuts_links: bool = False
    lost: dict[str, Attributes] = field(default_factory=dict)

    def lost_to_json(self) -> JsonValue:
        """Return what was lost as plain values."""
        return {inside: wanted.to_json() for inside, wanted in self.lost.items()}

    def is_restorable(self) -> bool:
        """Tell whether all that the copy could not keep can be given to a copy of the copy."""
        return not self.cuts_links and all(map(is_ours_to_give, self.lost.values()))


def copy(source: Place, target: Place, *, tick: Tick, making: AbstractContextManager[None]) -> Copied:
    """Copy what is at `source` to the free name `target`; a copy that fails stays for the caller to remove.

    Args:
        source: What is copied; the top of a tree.
        target: The name of the copy.
        tick: Called after each piece with its bytes and for each thing with 0; what it raises ends the copy.
        making: Surrounds the one change to the folder that holds the copy.

    Raises:
        FileError: `special-file`; something cannot be read, written, or is not what it was.
    """
    copied = _Copy(target, tick, making).run(source)
    make_durable(target, copied.file_count)
    return copied


def lost_from_json(value: JsonValue) -> Mapping[str, Attributes]:
    """Return what `Copied.lost_to_json` gave; nothing for None."""
    lost = cast("Mapping[str, Facts]", value or {})
    return {inside: attributes_from_json(each) for inside, each in lost.items()}


def put_lost(place: Place, lost: Mapping[str, Attributes]) -> None:
    """Give a copy of a copy what the first one could not keep.

    Raises:
        FileError: It cannot be looked at.
    """
    for step in walk(place) if lost else ():
        if step.event is not Event.ENTER and step.inside in lost:
            put_attributes(step.place, lost[step.inside], is_link=stat.S_ISLNK(step.status.st_mode))


def make_durable(place: Place, file_count: int) -> None:
    """Bring a tree of ours with that many files onto its disk.

    Raises:
        FileError: The disk refused it.
    """
    with Naming(place.path):
        if file_count > _MAX_SINGLE_SYNCS:
            sync_folder(place.folder, whole_disk=True)
            return
        for step in walk(place):
            if step.event is Event.LEAF and stat.S_ISREG(step.status.st_mode):
                _sync(step.place, os.O_RDONLY)
            elif step.event is Event.LEAVE:
                os.fsync(step.inner)


def sync_folder(fd: int, *, whole_disk: bool = False) -> None:
    """Bring the names in a folder onto its disk, or everything of its file system.

    Raises:
        OSError: The disk refused it, or the folder cannot be listed.
    """
    readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=fd)
    try:
        if whole_disk:
            sync_file_system(readable)
        else:
            os.fsync(readable)
    finally:
        os.close(readable)


def _sync(place: Place, flags: int) -> None:
    fd = place.open(flags)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class _Copy:
    """One copy on its way."""

    def __init__(self, target: Place, tick: Tick, making: AbstractContextManager[None]) -> None:
        self._making = making
        self._top = target
        self._tick = tick
        self._copied = Copied()
        self._descent = Descent(target.folder)
        # Where the first name of an inode with several went, and how many of its names are still to come.
        self._first: dict[tuple[int, int], str] = {}
        self._names_left: dict[tuple[int, int], int] = {}

    def run(self, source: Place) -> Copied:
        try:
            for step in walk(source):
                self._tick(0)
                target = self._target(step)
                with Naming(target.path):
                    self._take(step, target)
        finally:
            self._descent.close()
        self._copied.cuts_links |= any(self._names_left.values())
        return self._copied

    def _target(self, step: Step) -> Place:
        if not step.inside:
            return self._top
        path = f"{self._top.path}/{step.inside}"
        return Place(self._descent.fd, step.place.name, path)

    def _take(self, step: Step, target: Place) -> None:
        if step.event is Event.ENTER:
            with self._surrounding(step):
                os.mkdir(target.name, 0o700, dir_fd=target.folder)
            self._descent.down(target.name)
        elif step.event is Event.LEAVE:
            self._descent.up()
            self._finish(step, Place(self._descent.fd, target.name, target.path))
        elif not self._link(step, target):
            with self._surrounding(step):
                fill = _make(step, target)
            fill(self._tick)
            self._copied.file_count += stat.S_ISREG(step.status.st_mode)
            self._finish(step, target)

    def _surrounding(self, step: Step) -> AbstractContextManager[None]:
        return nullcontext() if step.inside else self._making

    def _link(self, step: Step, target: Place) -> bool:
        """Give an inode that was copied before its next name, and tell whether it was one."""
        if step.status.st_nlink == 1:
            return False
        inode = (step.status.st_dev, step.status.st_ino)
        first = self._first.setdefault(inode, step.inside)
        self._names_left[inode] = self._names_left.get(inode, step.status.st_nlink) - 1
        if first == step.inside:
            return False
        top = os.open(self._top.name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self._top.folder)
        try:
            os.link(first, target.name, src_dir_fd=top, dst_dir_fd=target.folder, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _CANNOT_LINK:
                raise
            self._copied.cuts_links = True
            return False
        finally:
            os.close(top)
        return True

    def _finish(self, step: Step, target: Place) -> None:
        wanted = attributes_of(step.place, step.status)
        if not put_attributes(target, wanted, is_link=stat.S_ISLNK(step.status.st_mode)):
            self._copied.lost[step.inside] = wanted


def _make(step: Step, target: Place) -> Callable[[Tick], None]:
    """Make the name of a leaf, and return what fills it."""
    kind = stat.S_IFMT(step.status.st_mode)
    if stat.S_ISREG(kind):
        os.close(target.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        return lambda tick: _fill(step, target, tick)
    if stat.S_ISLNK(kind):
        os.symlink(os.readlink(step.place.name, dir_fd=step.place.folder), target.name, dir_fd=target.folder)
    elif stat.S_ISFIFO(kind):
        os.mkfifo(target.name, 0o600, dir_fd=target.folder)
    else:
        raise FileError("special-file", step.place.path)
    return lambda _tick: None


def _fill(step: Step, target: Place, tick: Tick) -> None:
    # Not blocking, should a pipe have taken the file's name meanwhile.
    source_fd = step.place.open(os.O_RDONLY | os.O_NONBLOCK)
    try:
        target_fd = target.open(os.O_WRONLY)
        try:
            if os.fstat(source_fd).st_ino == step.status.st_ino:
                copy_content(source_fd, target_fd, tick)
            now = os.fstat(source_fd)
            if (now.st_ino, now.st_size, now.st_mtime_ns) != _numbers(step):
                raise FileError("changed-since", step.place.path)
        finally:
            os.close(target_fd)
    finally:
        os.close(source_fd)


def _numbers(step: Step) -> tuple[int, int, int]:
    return step.status.st_ino, step.status.st_size, step.status.st_mtime_ns
