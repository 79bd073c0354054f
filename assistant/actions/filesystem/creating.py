"""Making something that was not there: it appears whole or not at all."""

from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.made import appear, discard, is_intact, look_at_made, noted, read_content, withdraw
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, join, name_of, parent_of
from assistant.actions.filesystem.removing import remove
from assistant.actions.filesystem.sources import Source
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts


@storable
@dataclass(frozen=True, slots=True)
class Create(Operation):
    """Make a file or tree. Undo removes it if nobody has changed it, or anything in it, since.

    Notes: `made`, what was built, before it gets its name.

    Attributes:
        target: Where it shall be.
        staging: Name within the same folder under which it is built.
        source: Where its content comes from.
    """

    target: str
    staging: str
    source: Source

    @property
    def subject(self) -> str:
        """Return the path of what is made."""
        return self.target

    @property
    def weight(self) -> int:
        """Return how much work it is, in steps of 64 KiB."""
        return 1 + self.source.weight

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the staging path."""
        return (join(parent_of(self.target), self.staging),)

    def perform(self, run: Run) -> None:
        """Build it and give it its name.

        Raises:
            FileError: `name-taken`, `disk-full`, `halted`; nothing is left then.
        """
        with run.folder_of(self.target) as folder:
            target, staged = folder.place(name_of(self.target)), folder.place(self.staging)
            target.require_free()
            try:
                self.source.build(staged, run)
                appear(staged, target, look_at_made(staged, run), run)
            except BaseException:
                discard(staged, run)
                raise

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell whether it is there, unchanged."""
        made = noted(facts)
        is_staged = view.identity(self.hidden[0]) is not None
        if made is None:
            return State.HALF if is_staged else State.UNBEGUN
        there = view.identity(self.target)
        if is_intact(self.target, made, view):
            return State.DONE
        if is_staged and not made.identity.is_same_inode(there):
            return State.HALF
        return Conflict("changed-since" if there else "missing", self.target)

    def revert(self, view: View) -> None:
        """Think of it as not there."""
        view.remove(self.target)

    def undo(self, run: Run) -> None:
        """Remove it.

        Raises:
            FileError: `changed-since`, `missing`.
        """
        state = self.find(run.facts, View())
        if isinstance(state, Conflict):
            raise FileError(state.code, state.path)
        made = noted(run.facts)
        with OpenedFolder(parent_of(self.target)) as folder:
            target, staged = folder.place(name_of(self.target)), folder.place(self.staging)
            if state is State.DONE and made:
                withdraw(target, staged, made)
            else:
                remove(staged)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether it is there, with the content that it must have."""
        made = noted(facts)
        if made is None or not made.identity.is_same_inode(view.identity(self.target)):
            return False
        content = read_content(self.target, view)
        return content is None or content == (self.source.expected(view) or made.fingerprint.content)

    def tidy(self, run: Run) -> None:
        """Remove what was being built, or taken away, when a crash came."""
        with OpenedFolder(parent_of(self.target)) as folder:
            staged = folder.place(self.staging)
            if staged.status() is not None:
                run.note(made=None)
                remove(staged)
