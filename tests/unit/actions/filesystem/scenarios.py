"""Small worlds, one for each primitive operation, and what is planned in them."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.filesystem import FromBytes, Operation, Planner


@dataclass(frozen=True)
class Grounds:
    """Where a scenario takes place: a world on one file system, a stick on another, and the saved originals."""

    world: Path
    stick: Path
    saved: Path

    def make(self) -> None:
        for folder in (self.world, self.stick, self.saved):
            folder.mkdir(parents=True)

    @property
    def tops(self) -> Sequence[Path]:
        return (self.world, self.stick)


def mark(path: Path) -> None:
    """Give a thing an extended attribute, where the file system knows such."""
    with suppress(OSError):
        os.setxattr(path, "user.colour", b"red", follow_symlinks=False)


def make_tree(top: Path) -> None:
    """Make a tree that holds one of everything."""
    top.mkdir()
    (top / "inner").mkdir(mode=0o750)
    (top / "inner" / "text").write_text("some text")
    (top / "inner" / "again").hardlink_to(top / "inner" / "text")
    (top / "link").symlink_to("inner/text")
    (top / "dead link").symlink_to("/nowhere/at all")
    (top / os.fsdecode(b"not \xff utf-8\n")).write_bytes(b"\0" * 5000)
    os.mkfifo(top / "pipe")
    (top / "inner" / "text").chmod(0o604)
    mark(top / "inner")
    os.utime(top / "inner", ns=(5, 123_456_789))
    os.utime(top / "link", ns=(6, 987_654_321), follow_symlinks=False)
    top.chmod(0o711)


def _make_folder(grounds: Grounds, planner: Planner) -> None:
    planner.make_folder(str(grounds.world / "new"))


def _rename_file(grounds: Grounds, planner: Planner) -> None:
    (grounds.world / "folder").mkdir()
    (grounds.world / "old").write_text("text")
    planner.rename(str(grounds.world / "old"), str(grounds.world / "folder" / "new"))


def _rename_folder(grounds: Grounds, planner: Planner) -> None:
    make_tree(grounds.world / "old")
    (grounds.world / "folder").mkdir()
    planner.rename(str(grounds.world / "old"), str(grounds.world / "folder" / "new"))


def _create(grounds: Grounds, planner: Planner) -> None:
    planner.create(str(grounds.world / "new"), FromBytes(b"text"))


def _copy_tree(grounds: Grounds, planner: Planner) -> None:
    make_tree(grounds.world / "old")
    planner.copy(str(grounds.world / "old"), str(grounds.world / "new"))


def _transfer_file(grounds: Grounds, planner: Planner) -> None:
    (grounds.world / "old").write_text("text")
    planner.move(str(grounds.world / "old"), str(grounds.stick / "new"))


def _transfer_tree(grounds: Grounds, planner: Planner) -> None:
    make_tree(grounds.world / "old")
    planner.move(str(grounds.world / "old"), str(grounds.stick / "new"))


def _overwrite(grounds: Grounds, planner: Planner) -> None:
    _old_file(grounds.world / "file")
    planner.overwrite(str(grounds.world / "file"), b"other", str(grounds.saved / "0"))


def _append(grounds: Grounds, planner: Planner) -> None:
    _old_file(grounds.world / "file")
    planner.append(str(grounds.world / "file"), b"more", str(grounds.saved / "0"))


def _overwrite_from_afar(grounds: Grounds, planner: Planner) -> None:
    """The file is on the stick, so that the saved originals are on another file system."""
    _old_file(grounds.stick / "file")
    planner.overwrite(str(grounds.stick / "file"), b"other", str(grounds.saved / "0"))


def _overwrite_linked(grounds: Grounds, planner: Planner) -> None:
    _old_file(grounds.world / "file")
    (grounds.world / "other name").hardlink_to(grounds.world / "file")
    planner.overwrite(str(grounds.world / "file"), b"longer than before", str(grounds.saved / "0"))


def _append_linked(grounds: Grounds, planner: Planner) -> None:
    _old_file(grounds.world / "file")
    (grounds.world / "other name").hardlink_to(grounds.world / "file")
    planner.append(str(grounds.world / "file"), b"more", str(grounds.saved / "0"))


def _chain(grounds: Grounds, planner: Planner) -> None:
    """Operations that build on each other, across file systems and back."""
    _old_file(grounds.world / "file")
    make_tree(grounds.world / "tree")
    planner.make_folders(str(grounds.stick / "a" / "b"))
    planner.overwrite(str(grounds.world / "file"), b"other", str(grounds.saved / "0"))
    planner.move(str(grounds.world / "tree"), str(grounds.stick / "a" / "b" / "tree"))
    planner.make_folder(str(grounds.world / "tree"))
    planner.create(str(grounds.world / "tree" / "note"), FromBytes(b"text"))


def _old_file(path: Path) -> None:
    path.write_bytes(b"old text")
    path.chmod(0o4640)
    mark(path)
    os.utime(path, ns=(1_000_000_007, 2_000_000_011))


SCENARIOS: Mapping[str, Callable[[Grounds, Planner], None]] = {
    plan.__name__.strip("_"): plan
    for plan in (
        _make_folder,
        _rename_file,
        _rename_folder,
        _create,
        _copy_tree,
        _transfer_file,
        _transfer_tree,
        _overwrite,
        _append,
        _overwrite_from_afar,
        _overwrite_linked,
        _append_linked,
        _chain,
    )
}


def plan(name: str, grounds: Grounds) -> Sequence[Operation]:
    """Make the world of a scenario, and return what is planned in it."""
    grounds.make()
    planner = Planner()
    SCENARIOS[name](grounds, planner)
    return planner.operations
