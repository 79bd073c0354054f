"""Deleting for good."""

from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, join, name_of, parent_of
from assistant.actions.filesystem.removing import remove, require_removable
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts


@storable
@dataclass(frozen=True, slots=True)
class Destroy(Operation):
    """Delete a file, link or tree for good. There is no undo.

    The thing is given a hidden name first: what has lost its name can be looked at once more, and cannot be swapped for
    something else.

    Attributes:
        path: What is deleted; a link is deleted itself.
        aside: The hidden name within the same folder.
    """

    path: str
    aside: str
    identity: Identity

    @property
    def subject(self) -> str:
        """Return the path of what was there."""
        return self.path

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the path without a name."""
        return (join(parent_of(self.path), self.aside),)

    def perform(self, run: Run) -> None:
        """Delete it. What is left after a failure or a halt in the middle has its name again.

        Raises:
            FileError: `changed-since`, `other-file-system` at a mount point, `no-permission`, `halted`.
        """
        with run.folder_of(self.path) as folder:
            place, aside = folder.place(name_of(self.path)), folder.place(self.aside)
            place.require(self.identity)
            require_removable(place, run.check_halt)
            with run.changing(place):
                place.rename_to(aside)
                try:
                    if not self.identity.is_same(aside.identity()):
                        raise FileError("changed-since", self.path)
                    remove(aside, run.check_halt)
                except FileError:
                    aside.rename_to(place)
                    raise

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell whether the thing is still there."""
        if self.identity.is_same_inode(view.identity(self.path)):
            return State.UNBEGUN
        return Conflict("not-undoable", self.path)

    def revert(self, view: View) -> None:
        """Think of it as still there."""
        view.put(self.path, self.identity)

    def undo(self, run: Run) -> None:
        """Do nothing if it was not deleted.

        Raises:
            FileError: `not-undoable`.
        """
        if isinstance(self.find(run.facts, View()), Conflict):
            raise FileError("not-undoable", self.path)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether it is gone, under either name."""
        is_gone = not self.identity.is_same_inode(view.identity(self.path))
        return is_gone and view.identity(self.hidden[0]) is None

    def tidy(self, run: Run) -> None:
        """Finish a deletion that a crash cut short."""
        with OpenedFolder(parent_of(self.path)) as folder:
            remove(folder.place(self.aside))
