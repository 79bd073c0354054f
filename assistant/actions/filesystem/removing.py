"""Taking a thing away for good: a file, a link, or a tree from its leaves up."""

import os
from collections.abc import Callable

from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.places import Place
from assistant.actions.filesystem.trees import Event, walk

_OWNER_ALL = 0o700


def remove(place: Place, check_halt: Callable[[], None] | None = None) -> None:
    """Remove what is at `place`, with all that is in it; nothing is followed. Nothing there is no error.

    Folders that forbid their owner to change them are opened up first. What `check_halt` raises ends the work in the
    middle.

    Raises:
        FileError: Something cannot be removed. The rest may be gone.
    """
    status = place.status()
    if status is None:
        return
    for step in walk(place, before_entering=_open_up):
        if check_halt:
            check_halt()
        with Naming(step.place.path):
            if step.event is Event.LEAF:
                os.unlink(step.place.name, dir_fd=step.place.folder)
            elif step.event is Event.LEAVE:
                os.rmdir(step.place.name, dir_fd=step.place.folder)


def _open_up(place: Place) -> None:
    status = place.status()
    if status is None or status.st_mode & _OWNER_ALL == _OWNER_ALL or status.st_uid != os.geteuid():
        return
    # A folder of the same owner, in a tree that is about to vanish; chmod never follows a link to elsewhere here,
    # because O_NOFOLLOW opened the very thing.
    fd = place.open(os.O_PATH | os.O_DIRECTORY)
    try:
        with Naming(place.path):
            os.chmod(f"/proc/self/fd/{fd}", status.st_mode & 0o7777 | _OWNER_ALL)
    finally:
        os.close(fd)


def require_removable(place: Place, check_halt: Callable[[], None]) -> None:
    """Make sure that a tree can be taken away whole, as far as that can be known without trying.

    What `check_halt` raises ends the look.

    Raises:
        FileError: `other-file-system` at a mount point, `no-permission` at a folder of somebody else.
    """
    for step in walk(place):
        check_halt()
        if step.event is not Event.ENTER or step.status.st_uid == os.geteuid():
            continue
        if not os.access(".", os.W_OK | os.X_OK, dir_fd=step.inner):
            raise FileError("no-permission", step.place.path)
