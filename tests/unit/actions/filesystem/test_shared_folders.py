"""Folders that a deed makes for others as well: undo takes them away as long as nobody uses them."""

import os
from collections.abc import Sequence
from pathlib import Path

from assistant.actions.filesystem import FromBytes, Operation, Planner, Trash
from tests.unit.actions.filesystem.test_trash import NOW
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def make_file_in_folder(folder: Path, name: str) -> tuple[Sequence[Operation], Notebook]:
    planner, notes = Planner(), Notebook()
    planner.make_folders(str(folder), is_shared=True)
    planner.create(str(folder / name), FromBytes(b"text"))
    assert do(planner.operations, notes).failure is None
    return planner.operations, notes


def test_an_unused_one_goes_with_the_deed(tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    deed = make_file_in_folder(tmp_path / "Notes", "a")
    assert take_back(*deed).is_complete
    assert snapshot(tmp_path) == before


def test_one_that_somebody_uses_stays(tmp_path: Path) -> None:
    deed = make_file_in_folder(tmp_path / "Notes", "a")
    (tmp_path / "Notes" / "other").write_text("other")
    assert take_back(*deed).is_complete
    assert os.listdir(tmp_path / "Notes") == ["other"]


def test_one_that_is_gone_is_no_obstacle(tmp_path: Path) -> None:
    planner, notes = Planner(), Notebook()
    planner.make_folder(str(tmp_path / "Notes"), is_shared=True)
    do(planner.operations, notes)
    (tmp_path / "Notes").rmdir()
    assert take_back(planner.operations, notes).is_complete


def test_deeds_that_share_one_can_be_taken_back_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    trash = Trash(str(tmp_path / "data"), os.getuid())
    deeds = []
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
        planner, notes = Planner(), Notebook()
        trash.plan_trash(str(tmp_path / name), planner, NOW)
        do(planner.operations, notes)
        deeds.append((planner.operations, notes))
    assert take_back(*deeds[0]).is_complete
    assert (tmp_path / "data/Trash/files/b").read_text() == "b"
    assert take_back(*deeds[1]).is_complete
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["a", "b"]


def test_the_folder_of_a_kept_original_goes_with_the_undo_of_its_deed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    before, planner, notes = snapshot(tmp_path), Planner(), Notebook()
    planner.make_folders(str(tmp_path / "originals"), 0o700, is_shared=True)
    planner.make_folder(str(tmp_path / "originals/1"), 0o700)
    planner.overwrite(str(tmp_path / "a.txt"), b"new", str(tmp_path / "originals/1/0"))
    assert do(planner.operations, notes).failure is None
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path) == before
