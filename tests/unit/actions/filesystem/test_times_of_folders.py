"""The time of a folder that was made tells nothing that could be lost with it."""

from pathlib import Path

from assistant.actions.filesystem import Planner
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def copied_folder(world: Path) -> tuple[Path, Planner]:
    (world / "folder").mkdir(parents=True)
    (world / "folder" / "a").write_text("a")
    planner = Planner()
    planner.copy(f"{world}/folder", f"{world}/copy")
    return world / "copy", planner


def test_a_copy_goes_although_something_came_and_went_in_it(tmp_path: Path) -> None:
    copy, planner = copied_folder(tmp_path / "world")
    before, notes = snapshot(tmp_path / "world"), Notebook()
    do(planner.operations, notes)
    (copy / "b").write_text("b")
    (copy / "b").unlink()
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path / "world") == before


def test_a_copy_stays_when_something_was_put_into_it(tmp_path: Path) -> None:
    copy, planner = copied_folder(tmp_path / "world")
    notes = Notebook()
    do(planner.operations, notes)
    (copy / "b").write_text("b")
    assert [conflict.code for conflict in take_back(planner.operations, notes).conflicts] == ["changed-since"]
    assert (copy / "b").read_text() == "b"
