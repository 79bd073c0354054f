"""Moving to another file system: copy, compare, give the copy its name, and only then take the original away.

Both folders have a hidden name for it: `staging` beside the target, `aside` beside the source. At every moment either
the source is whole, under its own name or aside, or the target is.

Notes: `made`, the copy, before it gets its name; `original`, the look of the source; `lost`, attributes that the other
file system cannot hold; `back`, what undo copied back, before that gets its name.
"""

from contextlib import ExitStack
from dataclasses import dataclass

from assistant.actions.filesystem.codec import encode, storable
from assistant.actions.filesystem.copying import copy, lost_from_json, put_lost, sync_folder
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.fingerprint import fingerprint, is_unchanged, look_of
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.made import (
    Made,
    appear,
    discard,
    is_intact,
    look_at_made,
    noted,
    read_content,
    withdraw,
)
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, Place, join, name_of, parent_of
from assistant.actions.filesystem.removing import remove, require_removable
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts

_STEP_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class _Ends:
    """The four names of a transfer."""

    source: Place
    aside: Place
    target: Place
    staged: Place


@storable
@dataclass(frozen=True, slots=True)
class Transfer(Operation):
    """Move a file, link or tree to another file system. Undo moves it back.

    Attributes:
        staging: Hidden name in the target's folder.
        aside: Hidden name in the source's folder.
        size_bytes: What is to be copied, for progress alone.
        is_exact: Refuse to lose what undo could not bring back: hard links out of the tree, or to a file system that
            knows none, and owners whom we may not name. Otherwise it cannot be taken back.
    """

    source: str
    target: str
    staging: str
    aside: str
    identity: Identity
    size_bytes: int = 0
    is_exact: bool = True

    @property
    def subject(self) -> str:
        """Return the path of the thing afterwards."""
        return self.target

    @property
    def weight(self) -> int:
        """Return how much work it is, in steps of 64 KiB."""
        return 1 + self.size_bytes // _STEP_BYTES

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the staging path, and that aside."""
        return (join(parent_of(self.target), self.staging), join(parent_of(self.source), self.aside))

    # ------------------------------------------------------------------------------------------------------------ do

    def perform(self, run: Run) -> None:
        """Move it. A halt is heeded until the copy has its name; then the original goes.

        Raises:
            FileError: `changed-since`, `name-taken`, `disk-full`, `copy-differs`, `not-exact`, `halted`; the source is
                whole and the target's name free then.
        """
        with ExitStack() as stack:
            ends = self._ends(stack.enter_context(run.folder_of(self.source)), run.folder_of(self.target), stack)
            ends.source.require(self.identity)
            ends.target.require_free()
            require_removable(ends.source, run.check_halt)
            try:
                made = self._copy(ends, run)
                appear(ends.staged, ends.target, made, run)
            except BaseException:
                discard(ends.staged, run)
                raise
            self._leave(ends, made, run)

    def _copy(self, ends: _Ends, run: Run) -> Made:
        original = look_of(ends.source, check_halt=run.check_halt)
        copied = copy(ends.source, ends.staged, tick=run.tick, making=run.changing(ends.staged))
        if self.is_exact and not copied.is_restorable():
            raise FileError("not-exact", self.source)
        made = look_at_made(ends.staged, run)
        found = fingerprint(ends.source, check_halt=run.check_halt)
        if found.look != original:
            raise FileError("changed-since", self.source)
        if found.content != fingerprint(ends.staged, check_halt=run.check_halt, drops_cache=True).content:
            raise FileError("copy-differs", self.target)
        run.note(original=original, lost=copied.lost_to_json())
        return made

    def _leave(self, ends: _Ends, made: Made, run: Run) -> None:
        """Take the original away, or the copy if that cannot be done."""
        try:
            with Naming(self.target):
                sync_folder(ends.target.folder)
            with run.changing(ends.source):
                ends.source.rename_to(ends.aside)
            with run.changing(ends.source):
                self._remove_original(ends, run)
        except FileError:
            if self.identity.is_same_inode(ends.source.identity()):
                with run.changing(ends.target):
                    withdraw(ends.target, ends.staged, made)
                run.note(made=None)
            raise

    def _remove_original(self, ends: _Ends, run: Run) -> None:
        """Remove the original, unless something was changed before it lost its name.

        What the system refuses to let go in the middle stays aside: undo tries again, and then copies back.
        """
        try:
            if look_of(ends.aside) != run.facts["original"]:
                raise FileError("changed-since", self.source)
            remove(ends.aside)
        except FileError as error:
            if error.code == "changed-since" or self._is_whole_aside(run.facts, View()):
                ends.aside.rename_to(ends.source)
            raise

    # ---------------------------------------------------------------------------------------------------------- look

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell where the original and the copy are."""
        made = noted(facts)
        is_hidden = any(view.identity(path) is not None for path in self.hidden)
        if made is None:
            return State.HALF if is_hidden else State.UNBEGUN
        here, there = view.identity(self.source), view.identity(self.target)
        is_there = made.identity.is_alike(there)
        if is_there and not is_intact(self.target, made, view):
            return Conflict("changed-since", self.target)
        if self._is_back(facts, here):
            return self._find_with_source(facts, view, is_there or is_hidden)
        if here is not None:
            return Conflict("name-taken", self.source)
        if self._is_whole_aside(facts, view):
            return State.HALF
        if is_there:
            return self._way_back(view, is_hidden)
        return Conflict("changed-since" if there else "missing", self.target)

    def _find_with_source(self, facts: Facts, view: View, is_half: bool) -> State | Conflict:
        """Tell whether the copy may go, given that the source is at its name."""
        if not is_half:
            return State.UNBEGUN
        real = view.real(self.source)
        if noted(facts, "back") or real is None or not view.is_plain(self.source):
            return State.HALF
        with OpenedFolder(parent_of(real)) as folder:
            is_whole = look_of(folder.place(name_of(real))) == facts.get("original")
        return State.HALF if is_whole else Conflict("changed-since", self.source)

    def _way_back(self, view: View, is_hidden: bool) -> State | Conflict:
        if not view.is_folder(parent_of(self.source)):
            return Conflict("folder-gone", parent_of(self.source))
        if not self.is_exact:
            return Conflict("not-exact", self.target)
        return State.HALF if is_hidden else State.DONE

    def _is_back(self, facts: Facts, here: Identity | None) -> bool:
        back = noted(facts, "back")
        return self.identity.is_same_inode(here) or (back is not None and back.identity.is_same_inode(here))

    def _is_whole_aside(self, facts: Facts, view: View) -> bool:
        if not self.identity.is_same_inode(view.identity(self.hidden[1])):
            return False
        with OpenedFolder(parent_of(self.source)) as folder:
            return look_of(folder.place(self.aside)) == facts.get("original")

    def revert(self, view: View) -> None:
        """Think of the thing in its old place, from wherever it is now."""
        if view.identity(self.target) is not None:
            view.move(self.target, self.source)
        elif view.identity(self.hidden[1]) is not None:
            view.move(self.hidden[1], self.source)
        view.put(self.source, self.identity)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether all of it is at the target, read anew, and nothing is left at the source."""
        made = noted(facts)
        if made is None or view.identity(self.source) is not None:
            return False
        if any(view.identity(path) is not None for path in self.hidden):
            return False
        is_there = made.identity.is_same(view.identity(self.target))
        return is_there and read_content(self.target, view) in (None, made.fingerprint.content)

    # ---------------------------------------------------------------------------------------------------------- undo

    def undo(self, run: Run) -> None:
        """Move it back, or put back what a crash left aside; then remove the copy.

        Raises:
            FileError: `changed-since`, `name-taken`, `missing`, `disk-full`; nothing is lost.
        """
        state = self.find(run.facts, View())
        if isinstance(state, Conflict):
            raise FileError(state.code, state.path)
        if state is State.UNBEGUN:
            return
        with ExitStack() as stack:
            source_folder = stack.enter_context(OpenedFolder(parent_of(self.source)))
            ends = self._ends(source_folder, OpenedFolder(parent_of(self.target)), stack)
            made = noted(run.facts)
            if made and not self._is_back(run.facts, ends.source.identity()):
                self._bring_back(ends, made, run)
            if made and made.identity.is_alike(ends.target.identity()):
                withdraw(ends.target, ends.staged, made)
            remove(ends.staged)
            remove(ends.aside)

    def _bring_back(self, ends: _Ends, made: Made, run: Run) -> None:
        if self._is_whole_aside(run.facts, View()):
            ends.aside.rename_to(ends.source)
            return
        remove(ends.aside)
        try:
            copy(ends.target, ends.aside, tick=run.tick, making=run.changing(ends.aside))
            put_lost(ends.aside, lost_from_json(run.facts.get("lost")))
            if fingerprint(ends.aside, drops_cache=True).content != made.fingerprint.content:
                raise FileError("copy-differs", self.source)
        except BaseException:
            discard(ends.aside, run)
            raise
        run.note(back=encode(look_at_made(ends.aside, run)))
        ends.aside.rename_to(ends.source)
        with Naming(self.source):
            sync_folder(ends.source.folder)

    def tidy(self, run: Run) -> None:
        """Remove a copy that never got its name, and what is left of an original whose copy is in place."""
        made = noted(run.facts)
        with ExitStack() as stack:
            source_folder = stack.enter_context(OpenedFolder(parent_of(self.source)))
            ends = self._ends(source_folder, OpenedFolder(parent_of(self.target)), stack)
            is_in_place = made is not None and made.identity.is_same_inode(ends.target.identity())
            if made and is_in_place and is_unchanged(ends.target, made.fingerprint):
                remove(ends.aside)
            elif ends.aside.identity() is not None and ends.source.identity() is None:
                ends.aside.rename_to(ends.source)
            if ends.staged.identity() is not None and (is_in_place or ends.source.identity() is not None):
                if not is_in_place:
                    run.note(made=None)
                remove(ends.staged)

    def _ends(self, source_folder: OpenedFolder, target_folder: OpenedFolder, stack: ExitStack) -> _Ends:
        stack.enter_context(target_folder)
        return _Ends(
            source_folder.place(name_of(self.source)),
            source_folder.place(self.aside),
            target_folder.place(name_of(self.target)),
            target_folder.place(self.staging),
        )
