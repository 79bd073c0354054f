"""Making a folder."""

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from assistant.actions.filesystem.codec import decode, encode, storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, Place, join, name_of, parent_of
from assistant.actions.filesystem.syscalls import exists
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts, JsonValue


@storable
@dataclass(frozen=True, slots=True)
class MakeFolder(Operation):
    """Make an empty folder. Undo removes it if it is empty then.

    It is made under a name of ours first, so that after a crash it can be told from one that somebody else made.

    Attributes:
        path: Where it shall be.
        staging: Name within the same folder under which it is made.
        mode: Permission bits, less the process's umask.
        is_shared: It is there for others as well; undo leaves it if it is not empty then.
    """

    path: str
    staging: str
    mode: int = 0o777
    is_shared: bool = False

    @property
    def subject(self) -> str:
        """Return the path of the folder."""
        return self.path

    @property
    def may_stay(self) -> bool:
        """Tell whether it is shared."""
        return self.is_shared

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the staging path."""
        return (join(parent_of(self.path), self.staging),)

    def perform(self, run: Run) -> None:
        """Make it.

        Raises:
            FileError: `name-taken`, `not-found`, `no-permission`.
        """
        with run.folder_of(self.path) as folder:
            target, staged = folder.place(name_of(self.path)), folder.place(self.staging)
            target.require_free()
            with Naming(self.path), run.changing(staged):
                os.mkdir(staged.name, self.mode, dir_fd=staged.folder)
            try:
                run.note(made=_noted(staged))
                with run.changing(target):
                    staged.rename_to(target)
            except FileError:
                run.note(made=None)
                with suppress(OSError), run.changing(staged):
                    os.rmdir(staged.name, dir_fd=staged.folder)
                raise

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell whether the folder is there, and empty."""
        made = _made(facts)
        if made is not None:
            there = view.identity(self.path)
            if made.is_alike(there) or not view.identity(self.hidden[0]):
                return self._find_made(made, there, view)
        return State.HALF if view.identity(self.hidden[0]) else State.UNBEGUN

    def _find_made(self, made: Identity, there: Identity | None, view: View) -> State | Conflict:
        # What was on another disk and came back is another inode; an empty folder holds nothing that could be lost.
        if there and there.is_folder and view.is_empty(self.path):
            return State.DONE
        if self.is_shared:
            return State.UNBEGUN
        if made.is_alike(there):
            return Conflict("not-empty", self.path)
        return Conflict("changed-since" if there else "missing", self.path)

    def revert(self, view: View) -> None:
        """Think of it as not made."""
        view.remove(self.path)

    def undo(self, run: Run) -> None:
        """Remove it.

        Raises:
            FileError: `not-empty`, `changed-since`, `missing`.
        """
        state = self.find(run.facts, View())
        if isinstance(state, Conflict):
            raise FileError(state.code, state.path)
        name = name_of(self.path) if state is State.DONE else self.staging
        if state is not State.UNBEGUN:
            with OpenedFolder(parent_of(self.path)) as folder, Naming(self.path):
                os.rmdir(name, dir_fd=folder.fd)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether the folder that was made is there."""
        made = _made(facts)
        return made is not None and made.is_same_inode(view.identity(self.path))

    def tidy(self, run: Run) -> None:
        """Remove the folder that did not get its name."""
        with OpenedFolder(parent_of(self.path)) as folder:
            if exists(folder.fd, self.staging):
                run.note(made=None)
                with Naming(self.path):
                    os.rmdir(self.staging, dir_fd=folder.fd)


def _noted(staged: Place) -> JsonValue:
    made = staged.identity()
    if made is None:
        raise FileError("changed-since", staged.path)
    return encode(made)


def _made(facts: Facts) -> Identity | None:
    noted = facts.get("made")
    return cast(Identity, decode(cast(Facts, noted))) if noted else None
