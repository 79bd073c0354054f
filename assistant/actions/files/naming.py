"""Names that are given to files and folders: whether they can be, and one that is still free."""

import os
from collections.abc import Iterator
from pathlib import PurePath

from assistant.actions.files.tools import failed
from assistant.actions.filesystem.places import join
from assistant.actions.selection.likeness import has_known_ending, stem

_MAX_NAME_BYTES = 255
_MOST_TRIES = 10_000


def require_name(name: str) -> str:
    """Return `name` without the spaces round it, if a file can be called so.

    Raises:
        ActionFailedError: `invalid-name`, `too-long-name`.
    """
    name = name.strip()
    is_path = "/" in name or name in ("", ".", "..")
    if is_path or any(ord(letter) < ord(" ") or letter == "\x7f" for letter in name):
        raise failed("invalid-name", name.replace("/", " "))
    if len(os.fsencode(name)) > _MAX_NAME_BYTES:
        raise failed("too-long-name", name)
    return name


def with_ending_of(name: str, path: str, *, is_folder: bool) -> str:
    """Return `name` with the ending that the file at `path` has, if it was given none of its own."""
    old = os.path.basename(path)
    ending = old[len(stem(old)) :]
    if is_folder or not ending or has_known_ending(name) or PurePath(name).suffix.lower() == ending.lower():
        return name
    return name + ending


class Names:
    """The names in a folder, those that are there and those that will be."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        try:
            self._taken = set(os.listdir(folder))
        except OSError:  # it is yet to be made, or can only be searched
            self._taken = set()

    def take(self, name: str) -> bool:
        """Take a name, and tell whether it was free."""
        is_free = name not in self._taken
        self._taken.add(name)
        return is_free

    def free_path(self, name: str) -> str:
        """Take `name`, or where that is taken the name with a number, and return its path: "report (2).pdf".

        Raises:
            ActionFailedError: `name-taken` after very many tries.
        """
        for tried in _numbered(name):
            if self.take(tried):
                return join(self._folder, tried)
        raise failed("name-taken", join(self._folder, name))


def free_path(folder: str, name: str) -> str:
    """Return the path of a name in `folder` that nothing has; see `Names.free_path`.

    Raises:
        ActionFailedError: `name-taken` after very many tries.
    """
    for tried in _numbered(name):
        path = join(folder, tried)
        if not os.path.lexists(path):
            return path
    raise failed("name-taken", join(folder, name))


def _numbered(name: str) -> Iterator[str]:
    yield name
    base = stem(name)
    for number in range(2, _MOST_TRIES):
        yield f"{base} ({number}){name[len(base) :]}"
