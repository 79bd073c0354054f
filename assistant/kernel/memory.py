"""What Zenus keeps about its user, and how it is forgotten.

Everything that is kept lies in some place. A place tells what it holds, and forgets it when the user wants that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Scope(StrEnum):
    """What the user may want to be forgotten.

    `history` is what was said, answered and done; `recordings` are sounds; `undo` is what taking deeds back needs;
    `log` is the log file; `all` is all of these. Settings, timers, commands of one's own, notes and models are not
    meant: they are things that the user has made.
    """

    HISTORY = "history"
    RECORDINGS = "recordings"
    UNDO = "undo"
    LOG = "log"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a place.

    Attributes:
        name: Of the place: `turns`, `journal`, `originals`, `sounds`, `log`, `settings`, `models` …
        path: The file or folder.
        count: How many things there are.
        oldest: When the oldest was put there; None if that is unknown or there is none.
        is_private: It tells something about the user.
    """

    name: str
    path: str
    size_bytes: int
    count: int
    oldest: datetime | None = None
    is_private: bool = True


class MemoryPlace(Protocol):
    """A place where something is kept. Blocking; any thread may call it.

    Raises:
        StoreError: It cannot be read, or not be written.
    """

    @property
    def scope(self) -> Scope | None:
        """By which it is forgotten; None if it is not to be."""
        ...

    def survey(self) -> Contents:
        """Return what lies there."""
        ...

    def forget(self) -> None:
        """Remove what lies there, beyond recovery from the file; harmless where `scope` is None."""
        ...


def in_scope(places: Sequence[MemoryPlace], scope: Scope) -> Sequence[MemoryPlace]:
    """Return the places that a wish to forget is about."""
    wanted = set(Scope) if scope is Scope.ALL else {scope}
    return [place for place in places if place.scope in wanted]
