"""Renaming and moving within one file system."""

import os
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, Place, name_of, parent_of
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts


@storable
@dataclass(frozen=True, slots=True)
class Rename(Operation):
    """Give a thing another name or folder in one step, never overwriting. Undo gives it its old one.

    Nothing has to be noted: the thing's identity tells at which of the two names it is.
    """

    source: str
    target: str
    identity: Identity

    @property
    def subject(self) -> str:
        """Return the path of the thing afterwards."""
        return self.target

    def perform(self, run: Run) -> None:
        """Rename it, if it is still what was planned with.

        Raises:
            FileError: `changed-since`, `name-taken`, `other-file-system`, `not-found`, `no-permission`.
        """
        with run.folder_of(self.source) as source_folder, run.folder_of(self.target) as target_folder:
            source, target = source_folder.place(name_of(self.source)), target_folder.place(name_of(self.target))
            source.require(self.identity)
            with run.changing(source, target):
                _rename(source, target, self.identity)

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell at which of its names the thing is."""
        here, there = view.identity(self.source), view.identity(self.target)
        is_here, is_there = self.identity.is_same_inode(here), self.identity.is_same(there)
        if is_here:
            # Both, where the file system could only rename by way of a second name.
            return State.HALF if is_there and not self.identity.is_folder else State.UNBEGUN
        if is_there or (self.identity.is_alike(there) and not self.identity.is_alike(here)):
            return self._way_back(here is None, view)
        if self.identity.is_alike(here):
            return State.UNBEGUN
        return Conflict("changed-since" if there else "missing", self.target)

    def _way_back(self, is_free: bool, view: View) -> State | Conflict:
        if not is_free:
            return Conflict("name-taken", self.source)
        if not view.is_folder(parent_of(self.source)):
            return Conflict("folder-gone", parent_of(self.source))
        return State.DONE

    def revert(self, view: View) -> None:
        """Think of the thing at its old name."""
        view.move(self.target, self.source)

    def undo(self, run: Run) -> None:
        """Give the thing its old name back.

        Raises:
            FileError: `changed-since`, `name-taken`, `missing`.
        """
        state = self.find(run.facts, View())
        if isinstance(state, Conflict):
            raise FileError(state.code, state.path)
        if state is State.UNBEGUN:
            return
        with OpenedFolder(parent_of(self.source)) as source_folder, OpenedFolder(parent_of(self.target)) as folder:
            source, target = source_folder.place(name_of(self.source)), folder.place(name_of(self.target))
            if state is State.HALF:
                with Naming(self.target):
                    os.unlink(target.name, dir_fd=target.folder)
                return
            found = target.identity()
            if not self.identity.is_alike(found) or found is None:
                raise FileError("changed-since", self.target)
            _rename(target, source, found)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether the thing is at its new name, and the old one is gone."""
        return self.identity.is_same(view.identity(self.target)) and not self.identity.is_same_inode(
            view.identity(self.source)
        )


def _rename(source: Place, target: Place, identity: Identity) -> None:
    """Rename and look whether it was the right thing; if something slipped in between, put that back."""
    source.rename_to(target)
    if not identity.is_same(target.identity()):
        target.rename_to(source)
        raise FileError("changed-since", source.path)
