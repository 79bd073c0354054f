"""What every file action works with, and how its blocking work is done in a thread that can be called off."""

import os
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from anyio.to_thread import run_sync

from assistant.actions.filesystem import FileError, SavedOriginals, Survey, Trash, survey
from assistant.actions.filesystem.archive_survey import survey_archive
from assistant.actions.filesystem.errors import Naming
from assistant.actions.outcome import ActionFailedError
from assistant.actions.selection import Limits, SearchCancelledError, Selected, Selection, Selector, shown
from assistant.kernel.clock import Clock

T = TypeVar("T")
P = ParamSpec("P")

Tell = Callable[[str, int, int], None]
"""Takes (action, how many were looked at, 0 for an unknown total). Called from threads."""


@dataclass(frozen=True, slots=True)
class FileTools:
    """The collaborators of file actions.

    Attributes:
        selector: Finds what is meant.
        originals: Keeps what files held before they were changed.
        originals_folder: Where it keeps that.
        forget_undo: Tells the journal that a deed, by its number, can no longer be taken back.
        tell: Told how far the look at big folders has come.
    """

    selector: Selector
    trash: Trash
    originals: SavedOriginals
    originals_folder: str
    clock: Clock
    forget_undo: Callable[[int], None]
    tell: Tell


class Looking:
    """One look at the file system: by whom it can be called off, and who is told how far it is."""

    def __init__(self, tools: FileTools, action: str, is_cancelled: Callable[[], bool]) -> None:
        self._tools = tools
        self._action = action
        self.is_cancelled = is_cancelled

    @property
    def limits(self) -> Limits:
        """Return the bounds of a search that begins now."""
        return Limits(self.is_cancelled)

    def select(self, what: Selection) -> Selected:
        """Return what is meant; see `Selector.select`."""
        return self._tools.selector.select(what, self.limits)

    def folder(self, spoken: str, default: str = "") -> tuple[str, bool]:
        """Return the real path of a folder and whether it is surely the one; `default` if none was said."""
        if not spoken:
            return default, True
        found = self._tools.selector.folders.find(spoken, self.limits)
        return found.path, found.is_sure

    def survey(self, paths: tuple[str, ...]) -> Survey:
        """Look over everything at and below `paths`.

        Raises:
            SearchCancelledError: It was called off.
        """
        tell = self._tools.tell
        found = survey(paths, is_cancelled=self.is_cancelled, progress=lambda count: tell(self._action, count, 0))
        if not found.is_complete:
            raise SearchCancelledError
        return found

    def survey_archive(self, path: str) -> tuple[int, int]:
        """Return how many entries an archive holds, and how many bytes they unpack to, by its own account.

        Raises:
            FileError: It is damaged, of no known kind, or cannot be read.
        """
        return survey_archive(path, self.is_cancelled)

    def survey_alone(self, path: str) -> Survey:
        """Look at one thing, and not at what is in it.

        Raises:
            FileError: It is not there any more, or cannot be looked at.
        """
        with Naming(path):
            status = os.lstat(path)
        is_folder = stat.S_ISDIR(status.st_mode)
        seen = (status.st_dev, status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns)
        return Survey(
            file_count=int(not is_folder),
            folder_count=int(is_folder),
            size_bytes=0 if is_folder else status.st_size,
            fingerprint=" ".join(map(str, seen)),
            newest_mtime_ns=status.st_mtime_ns,
            has_unreadable=False,
            has_other_filesystem=False,
            has_outside_links=not is_folder and status.st_nlink > 1,
            is_complete=True,
        )


async def look(
    tools: FileTools, action: str, call: Callable[Concatenate[Looking, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what `call` returns, run in a thread; when nobody waits for it any more, it is called off.

    Raises:
        ActionFailedError: `files.failed` for what the file system says.
    """
    is_abandoned = threading.Event()
    looking = Looking(tools, action, is_abandoned.is_set)
    try:
        return await run_sync(partial(call, looking, *args, **kwargs), abandon_on_cancel=True)
    except FileError as error:
        raise failed(error.code, error.path) from None
    finally:
        is_abandoned.set()


def failed(code: str, path: str) -> ActionFailedError:
    """Return the failure of a deed of which nothing was done."""
    return ActionFailedError("files.failed", code=code, facts={"name": shown(path), "reason": code})
