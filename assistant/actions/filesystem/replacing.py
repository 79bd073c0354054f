"""Changing the content of a file that is there.

Usually the new content is staged beside the file and the two are swapped in one step; the old inode itself becomes the
saved original, so that undo brings back the very same one. A file with several hard links, or one whose owner or
attributes a new file cannot be given, is written in place once its original has been copied to the saved originals.

Notes: `made`, the new content, before it is swapped in or once it is written; `attributes`, those of the original,
which the saved originals may not be able to hold; `in_place`, once the copy is complete.
"""

import os
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import cast

from assistant.actions.filesystem.attributes import Attributes, attributes_from_json, read_attributes
from assistant.actions.filesystem.codec import encode, storable
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.identity import Identity, identity_at
from assistant.actions.filesystem.made import Made, is_intact, look_at_made, noted
from assistant.actions.filesystem.operation import Conflict, Operation, Run, State
from assistant.actions.filesystem.places import OpenedFolder, Place, join, name_of, parent_of
from assistant.actions.filesystem.removing import remove
from assistant.actions.filesystem.rewriting import Rewrite, restore_in_place
from assistant.actions.filesystem.swapping import Spots, keep_old, save_copy, spots, stage, swap_back, swap_in
from assistant.actions.filesystem.view import View
from assistant.kernel.types import Facts

_STEP_BYTES = 1 << 16


@storable
@dataclass(frozen=True, slots=True)
class Replace(Operation):
    """Change what is in a plain file. Undo brings back exactly what was there, if nobody has changed it since.

    Attributes:
        target: The file.
        staging: Name within the same folder under which the new content is made.
        saved: Where the original is kept until it is no longer needed; its folder must be there.
        is_exact: Refuse to write into somebody else's file, whose times we could not bring back.
    """

    target: str
    staging: str
    saved: str
    identity: Identity
    rewrite: Rewrite
    is_exact: bool = True

    @property
    def subject(self) -> str:
        """Return the path of the file."""
        return self.target

    @property
    def weight(self) -> int:
        """Return how much work it is, in steps of 64 KiB."""
        return 1 + self.rewrite.size_bytes // _STEP_BYTES

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the staging path and that of the saved original."""
        return (join(parent_of(self.target), self.staging), self.saved)

    def perform(self, run: Run) -> None:
        """Change the content.

        Raises:
            FileError: `changed-since`, `not-a-file`, `disk-full`, `halted`; the content is the old one then.
        """
        if not self.identity.is_file:
            raise FileError("not-a-file", self.target)
        with self._spots(run.folder_of(self.target)) as at:
            at.target.require(self.identity)
            if self.is_exact and not is_ours(self.target):
                raise FileError("not-exact", self.target)
            at.saved.require_free()
            status = at.target.status()
            if status and status.st_nlink == 1 and stage(at, self.rewrite, run):
                swap_in(at, self.identity, run)
            else:
                self._write_in_place(at, run)

    def _write_in_place(self, at: Spots, run: Run) -> None:
        fd = at.target.open(os.O_WRONLY | os.O_NONBLOCK)
        try:
            save_copy(at.target, at.saved, run.tick)
            with Naming(self.target):
                if not self.identity.is_same(identity_at(fd, "")):
                    raise FileError("changed-since", self.target)
            run.note(in_place=True, attributes=read_attributes(at.target).to_json())
            with Naming(self.target):
                self._write(fd)
            run.note(made=encode(look_at_made(at.target, run)))
        except BaseException:
            if run.facts.get("in_place"):
                restore_in_place(at.target, at.saved, _attributes(run.facts))
                run.note(in_place=None, made=None)
            remove(at.saved)
            raise
        finally:
            os.close(fd)

    def _write(self, fd: int) -> None:
        mode = os.fstat(fd).st_mode & 0o7777
        self.rewrite.write(fd)
        if os.fstat(fd).st_mode & 0o7777 != mode:
            # Writing clears the set-uid bits.
            with suppress(PermissionError):
                os.fchmod(fd, mode)

    def find(self, facts: Facts, view: View) -> State | Conflict:
        """Tell which content the file has, and whether the original is at hand."""
        made, there = noted(facts), view.identity(self.target)
        is_kept = any(view.identity(path) is not None for path in self.hidden)
        if made and made.identity.is_alike(there) and is_intact(self.target, made, view):
            return self._way_back(is_kept)
        if self.identity.is_alike(there) or not (made or facts.get("in_place")):
            return State.HALF if is_kept else State.UNBEGUN
        if there and facts.get("in_place") and is_kept and self._is_between(view):
            return State.HALF
        return Conflict("changed-since" if there else "missing", self.target)

    def _way_back(self, is_kept: bool) -> State | Conflict:
        if not self.is_exact:
            return Conflict("not-exact", self.target)
        return State.DONE if is_kept else Conflict("original-gone", self.saved)

    def _is_between(self, view: View) -> bool:
        real = view.real(self.target)
        if real is None or not view.is_plain(self.target):
            return True
        with OpenedFolder(parent_of(real)) as folder, OpenedFolder(parent_of(self.saved)) as store:
            return self.rewrite.is_between(folder.place(name_of(real)), store.place(name_of(self.saved)))

    def revert(self, view: View) -> None:
        """Think of the file as having its old content, and of nothing as being kept."""
        view.put(self.target, self.identity)
        view.remove(self.saved)

    def undo(self, run: Run) -> None:
        """Bring the original back.

        Raises:
            FileError: `changed-since`, `original-gone`, `missing`.
        """
        state = self.find(run.facts, View())
        if isinstance(state, Conflict):
            raise FileError(state.code, state.path)
        if state is State.UNBEGUN:
            return
        with self._spots(OpenedFolder(parent_of(self.target))) as at:
            if run.facts.get("in_place"):
                if not self.identity.is_alike(at.target.identity()):
                    restore_in_place(at.target, at.saved, _attributes(run.facts))
                remove(at.saved)
            else:
                self._swap_back(at, noted(run.facts) if state is State.DONE else None, run)

    def _swap_back(self, at: Spots, made: Made | None, run: Run) -> None:
        if made:
            swap_back(at, self.identity, made, _attributes(run.facts), run.tick)
        else:
            self._require_other_inode(at.staged)
            remove(at.staged)
            remove(at.saved)

    def _require_other_inode(self, place: Place) -> None:
        """Make sure, before something is removed, that it is not the original itself."""
        if self.identity.is_same_inode(place.identity()):
            raise FileError("changed-since", place.path)

    def is_confirmed(self, facts: Facts, view: View) -> bool:
        """Tell whether the file holds what was written."""
        made, real = noted(facts), view.real(self.target)
        if made is None or real is None or not made.identity.is_same(view.identity(self.target)):
            return False
        with OpenedFolder(parent_of(real)) as folder:
            return not view.is_plain(self.target) or self.rewrite.has_ended(folder.place(name_of(real)))

    def tidy(self, run: Run) -> None:
        """Remove staged content; finish saving an original that has lost its name already."""
        with self._spots(OpenedFolder(parent_of(self.target))) as at:
            if self.identity.is_same_inode(at.staged.identity()):
                keep_old(at, run.tick)
            elif at.staged.status() is not None:
                run.note(made=None)
                remove(at.staged)

    def _spots(self, folder: OpenedFolder) -> AbstractContextManager[Spots]:
        return spots(folder, self.target, self.staging, self.saved)


def is_ours(path: str) -> bool:
    """Tell whether this process may set the times of a file.

    Raises:
        FileError: `not-found`.
    """
    with OpenedFolder(parent_of(path)) as folder:
        return os.geteuid() in (0, read_attributes(folder.place(name_of(path))).uid)


def _attributes(facts: Facts) -> Attributes:
    return attributes_from_json(cast(Facts, facts["attributes"]))
