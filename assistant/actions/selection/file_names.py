"""The names of the files that people keep at hand, for the understanding of what is said. Implements `NameSource`."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.actions.file_search import is_folder
from assistant.kernel.clock import Clock

REFRESH_S = 2.0
# A folder with more than so many things in it is no place where somebody knows each by its name.
MOST_NAMES = 2_000
# The core waits while this looks; what was not reached by then is only not known by its bare name.
LONGEST_LOOK_S = 0.02
_DEEPEST = 2


class FileNames:
    """Reads the user's own folders at most every two seconds, and only when a sentence may name a file.

    Args:
        folders: Where files are kept: documents, downloads, the desktop …; some may be missing.
    """

    def __init__(self, folders: Sequence[Path], clock: Clock) -> None:
        self._folders = folders
        self._clock = clock
        self._looked_s = float("-inf")
        self._names: Sequence[tuple[str, str]] = []

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (name without its ending, name) pairs, the same list while nothing changed; folders end in "/"."""
        if self._clock.monotonic_s() - self._looked_s >= REFRESH_S:
            found = [(_stem(name), name) for name in self._read()]
            self._names = self._names if found == self._names else found
            self._looked_s = self._clock.monotonic_s()
        return self._names

    def _read(self) -> Sequence[str]:
        found: list[str] = []
        until_s = self._clock.monotonic_s() + LONGEST_LOOK_S
        for folder in self._folders:
            for name in _listed(folder, _DEEPEST):
                if len(found) == MOST_NAMES or self._clock.monotonic_s() > until_s:
                    return found
                found.append(name)
        return found


def _listed(folder: Path, depth: int) -> Iterator[str]:
    """Yield what is in a folder and in its folders, as far as it may be read; hidden things are not named."""
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return
    folders = [entry for entry in shown if is_folder(entry)]
    yield from (f"{entry.name}/" if entry in folders else entry.name for entry in shown)
    for entry in folders if depth > 1 else ():
        yield from _listed(Path(entry.path), depth - 1)


def _stem(name: str) -> str:
    return name.rstrip("/") if name.endswith("/") else name.rpartition(".")[0] or name
