"""What a deed made: noted before it gets its name, so that it can be told from everything else afterwards."""

from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from assistant.actions.filesystem.codec import decode, encode, storable
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.fingerprint import Fingerprint, fingerprint, is_unchanged
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Run
from assistant.actions.filesystem.places import OpenedFolder, Place, name_of, parent_of
from assistant.actions.filesystem.removing import remove
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts


@storable
@dataclass(frozen=True, slots=True)
class Made:
    """Something that was made, with all that is in it."""

    identity: Identity
    fingerprint: Fingerprint


def look_at_made(place: Place, run: Run) -> Made:
    """Read what was just made at `place`.

    Raises:
        FileError: It cannot be read; `halted`.
    """
    identity = place.identity()
    if identity is None:
        raise FileError("changed-since", place.path)
    return Made(identity, fingerprint(place, check_halt=run.check_halt))


def noted(facts: Facts, name: str = "made") -> Made | None:
    """Return what was noted under `name`; None if nothing was."""
    value = facts.get(name)
    return cast(Made, decode(cast(Facts, value))) if value else None


def appear(staged: Place, target: Place, made: Made, run: Run) -> None:
    """Note what was made at a staging name, and give it its real one.

    Raises:
        FileError: `name-taken`; the note is taken back.
    """
    run.note(made=encode(made))
    try:
        with run.changing(target, staged):
            staged.rename_to(target)
    except BaseException:
        run.note(made=None)
        raise


def discard(staged: Place, run: Run) -> None:
    """Remove what was begun at a staging name, as far as possible: `tidy` takes the rest."""
    with suppress(FileError):
        if staged.status() is not None:
            with run.changing(staged):
                remove(staged)


def is_intact(path: str, made: Made, view: View) -> bool:
    """Tell whether what would be at `path` is what was made, unchanged with all that is in it.

    Where changes within it are only thought of, its identity has to do: the undo itself looks again.

    Raises:
        FileError: It cannot be read.
    """
    real, found = view.real(path), view.identity(path)
    if found is None or found.kind != made.identity.kind:
        return False
    if real is None or not view.is_plain(path):
        return made.identity.is_alike(found)
    with OpenedFolder(parent_of(real)) as folder:
        return is_unchanged(folder.place(name_of(real)), made.fingerprint)


def read_content(path: str, view: View) -> str | None:
    """Read anew what would be at `path` and return the digest of its content; None if that cannot be told.

    Raises:
        FileError: It cannot be read.
    """
    real = view.real(path)
    if real is None or not view.is_plain(path):
        return None
    with OpenedFolder(parent_of(real)) as folder:
        return fingerprint(folder.place(name_of(real))).content


def withdraw(place: Place, hidden: Place, made: Made) -> None:
    """Remove what was made, once it has lost its name and nobody has changed it.

    Raises:
        FileError: `changed-since`; it has its name again.
    """
    place.rename_to(hidden)
    if not is_unchanged(hidden, made.fingerprint):
        hidden.rename_to(place)
        raise FileError("changed-since", place.path)
    remove(hidden)
