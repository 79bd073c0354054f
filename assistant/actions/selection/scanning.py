"""Looking through folders for names, within limits and as long as somebody wants to know."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.actions.file_search import FileQuery, Kind, folders_below, has_kind, is_folder
from assistant.actions.selection.failures import too_vast
from assistant.actions.selection.likeness import Likeness, NameMatcher

SEARCH_LIMIT_S = 5.0
MOST_TARGETS = 200_000
# Looking at the clock costs as much as looking at a name.
_NAMES_PER_LOOK = 512

IsCancelled = Callable[[], bool]


class SearchCancelledError(Exception):
    """Nobody waits for the result any more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a search ends without a result.

    Attributes:
        is_cancelled: Asked often.
        limit_s: Seconds that the whole search may take.
        most: So many things may fit.
    """

    is_cancelled: IsCancelled
    limit_s: float = SEARCH_LIMIT_S
    most: int = MOST_TARGETS


class Scan:
    """One search within its limits; `place` is what is told when it cannot be finished."""

    def __init__(self, limits: Limits, place: str) -> None:
        self._limits = limits
        self._place = place
        self._until_s = time.monotonic() + limits.limit_s
        self._looked_at = 0

    def visible(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """Yield what lies in a folder and is not hidden.

        Raises:
            OSError: It cannot be listed.
            ActionFailedError: `too-much-to-search`.
            SearchCancelledError: It was called off.
        """
        with os.scandir(folder) as listing:
            for entry in listing:
                self._look()
                if not entry.name.startswith("."):
                    yield entry

    def named(self, root: str, matcher: NameMatcher, fits: Callable[[os.DirEntry[str]], bool]) -> "Named":
        """Return what lies anywhere below `root` and is called so, by the best likeness that occurs.

        Raises:
            ActionFailedError: `too-much-to-search`.
            SearchCancelledError: It was called off.
        """
        named = Named()
        for folder, entries in folders_below(root):
            for entry in entries:
                self._look()
                likeness = matcher.likeness(entry.name, is_folder=is_folder(entry))
                if likeness and likeness >= named.likeness and fits(entry):
                    named.add(likeness, f"{folder.rstrip('/')}/{entry.name}")
        return named

    def require_room(self, count: int) -> None:
        """Make sure that no more was found than can be worked on.

        Raises:
            ActionFailedError: `too-much-to-search`.
        """
        if count > self._limits.most:
            raise too_vast(self._place)

    def _look(self) -> None:
        self._looked_at += 1
        if self._looked_at % _NAMES_PER_LOOK != 1:
            return
        if self._limits.is_cancelled():
            raise SearchCancelledError
        if time.monotonic() > self._until_s:
            raise too_vast(self._place)


class Named:
    """What is called by a name, of the best likeness so far."""

    def __init__(self) -> None:
        self.likeness = Likeness.NONE
        self.paths: list[str] = []

    def add(self, likeness: Likeness, path: str) -> None:
        """Take one more; a better one drops those before it."""
        if likeness > self.likeness:
            self.likeness = likeness
            self.paths.clear()
        self.paths.append(path)


def fits(entry: os.DirEntry[str], kind: Kind, query: FileQuery) -> bool:
    """Tell whether an entry is of the kind, date and size that are wanted; what a link points to does not count."""
    folder = is_folder(entry)
    if folder and (kind not in ("any", "folder") or query.is_about_size):
        return False
    if not folder and (kind == "folder" or not has_kind(entry.name, kind)):
        return False
    if not query.is_bounded:
        return True
    try:
        return query.fits_status(entry.stat(follow_symlinks=False))
    except OSError:  # gone by now
        return False
