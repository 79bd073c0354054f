"""What commands in the sandbox changed and nobody has kept yet: held on disk, told, put into the real folders, undone.

The newest run that changed something is the one that can be kept. What is kept goes through the same operations as any
file deed: whatever stood there before is put away among the saved originals, so that undo brings it back exactly.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import FileTools, failed
from assistant.actions.filesystem.originals import SavedOriginals
from assistant.actions.sandbox import Change, ChangeKind, EntryType, discard
from assistant.config.paths import ensure_private
from assistant.kernel.effects import Access, Touch
from assistant.kernel.types import Facts, JsonValue

MOST_HELD = 5
_LIST = "held.json"
_LAYERS = "layers"
_ACCESS = {
    ChangeKind.CREATED.value: Access.CREATE,
    ChangeKind.CHANGED.value: Access.CHANGE,
    ChangeKind.ATTRIBUTES.value: Access.CHANGE,
    ChangeKind.REMOVED.value: Access.TRASH,
}


@dataclass(frozen=True, slots=True)
class HeldChange:
    """One change that is held.

    Attributes:
        entries: How many things it concerns: more than one for a folder that is removed.
        inode: Device, number and time of last change of what stood there; None if nothing did.
    """

    kind: str
    path: str
    is_folder: bool
    size_bytes: int
    content: str = ""
    mode: int = 0
    entries: int = 1
    inode: tuple[int, int, int] | None = None

    @property
    def touch(self) -> Touch:
        """What keeping it would do."""
        return Touch(_ACCESS[self.kind], self.path)

    @property
    def is_left_out(self) -> bool:
        """Whether keeping leaves it out: the mode of a folder that stays, which no operation can set and take back."""
        return self.kind == ChangeKind.ATTRIBUTES.value and self.is_folder


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run with what it would change."""

    folder: Path
    command: str
    changes: tuple[HeldChange, ...]

    @property
    def kept(self) -> Sequence[HeldChange]:
        """The changes that can be kept."""
        return [change for change in self.changes if not change.is_left_out]

    def facts(self) -> Facts:
        """Return counts and paths, for sentences and cards."""
        counts = Counter[str]()
        for change in self.changes:
            counts[change.kind] += change.entries
        rows: list[JsonValue] = [{"path": change.path, "change": change.kind} for change in self.changes[:100]]
        return {
            "command": self.command,
            "count": sum(change.entries for change in self.changes),
            "created": counts[ChangeKind.CREATED],
            "changed": counts[ChangeKind.CHANGED] + counts[ChangeKind.ATTRIBUTES],
            "removed": counts[ChangeKind.REMOVED],
            "left_out": len(self.changes) - len(self.kept),
            "changes": rows,
        }


class HeldRuns:
    """Keeps the runs that changed something, a few of the newest. Blocking; one thread at a time.

    Args:
        folder: Where they lie; private.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def scratch(self) -> Path:
        """Return an absent folder for a run that is about to begin."""
        ensure_private(self._folder)
        numbers = [int(each.name) for each in self._folder.iterdir() if each.name.isdigit()]
        own = self._folder / f"{max(numbers, default=0) + 1:06}"
        own.mkdir(mode=0o700)
        return own / _LAYERS

    def hold(self, scratch: Path, command: str, changes: Sequence[Change]) -> HeldRun | None:
        """Keep what a run changed; None, and nothing is kept, if it changed nothing."""
        own = scratch.parent
        if not changes:
            self._remove(own)
            return None
        run = HeldRun(own, command, tuple(map(_held, changes)))
        listed = {"command": command, "changes": [_as_json(change) for change in run.changes]}
        (own / _LIST).write_text(json.dumps(listed), "ascii")
        for old in self._numbered()[:-MOST_HELD]:
            self._remove(old)
        return run

    def newest(self) -> HeldRun | None:
        """Return the run that can be kept; None if there is none."""
        for own in reversed(self._numbered()):
            with suppress(OSError, ValueError, KeyError):
                listed = json.loads((own / _LIST).read_text("ascii"))
                return HeldRun(own, listed["command"], tuple(map(_from_json, listed["changes"])))
        return None

    def drop(self, run: HeldRun) -> None:
        """Throw away what a run changed."""
        self._remove(run.folder)

    def _numbered(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(each for each in self._folder.iterdir() if each.name.isdigit())

    def _remove(self, own: Path) -> None:
        discard(own / _LAYERS)
        shutil.rmtree(own, ignore_errors=True)


def plan_keeping(changes: Sequence[HeldChange], tools: FileTools) -> FilePlan:
    """Plan what keeping these changes takes.

    Raises:
        ActionFailedError: `files.failed`: something is no longer as the command saw it, or does not fit.
    """
    planner = FilePlanner()
    planner.can_be_undone = _has_room(changes, tools.originals)
    for change in changes:
        _require_as_seen(change)
        with planner.item(change.path) as plan:
            if change.inode is not None:
                plan.move(change.path, planner.keep(tools.originals_folder, change.size_bytes))
            if change.kind == ChangeKind.REMOVED.value:
                continue
            if change.is_folder:
                plan.make_folder(change.path, change.mode)
            else:
                plan.copy(change.content, change.path)
    return planner.plan()


def _has_room(changes: Sequence[HeldChange], originals: SavedOriginals) -> bool:
    return originals.room_for(sum(change.size_bytes for change in changes if change.inode is not None))


def _require_as_seen(change: HeldChange) -> None:
    try:
        status = os.lstat(change.path)
        found = (status.st_dev, status.st_ino, status.st_mtime_ns)
    except FileNotFoundError:
        found = None
    if found != change.inode:
        raise failed("changed-since", change.path)


def _held(change: Change) -> HeldChange:
    shown = change.after or change.before
    assert shown is not None
    before = change.before
    return HeldChange(
        kind=change.kind.value,
        path=os.fspath(change.path),
        is_folder=shown.type is EntryType.FOLDER,
        size_bytes=before.size_bytes if before else shown.size_bytes,
        content=os.fspath(change.content) if change.content else "",
        mode=shown.mode,
        entries=change.entries,
        inode=(*before.inode, before.mtime_ns) if before else None,
    )


def _as_json(change: HeldChange) -> Mapping[str, object]:
    return {name: getattr(change, name) for name in HeldChange.__slots__}


def _from_json(listed: Mapping[str, object]) -> HeldChange:
    inode = cast(Sequence[int] | None, listed["inode"])
    return HeldChange(**{**listed, "inode": tuple(inode) if inode else None})  # type: ignore[arg-type]  # as written
