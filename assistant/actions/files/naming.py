"""Names that are given to files and folders: whether they can be, and one that is still free."""

import os
from collections.abc import Collection, Iterator
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


def free_path(folder: str, name: str, taken: Collection[str] = ()) -> str:
    """Return the path of a name in `folder` that nothing has, `name` itself or with a number: "report (2).pdf".

    `taken` are paths that will be taken by then.

    Raises:
        ActionFailedError: `name-taken` after very many tries.
    """
    for tried in _numbered(name):
        path = join(folder, tried)
        if path not in taken and not os.path.lexists(path):
            return path
    raise failed("name-taken", join(folder, name))


def _numbered(name: str) -> Iterator[str]:
    yield name
    base = stem(name)
    for number in range(2, _MOST_TRIES):
        yield f"{base} ({number}){name[len(base) :]}"
