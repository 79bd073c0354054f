"""Deeds on what was on another disk meanwhile: it came back exactly, but as another inode."""

from pathlib import Path

from assistant.actions.filesystem import Planner
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def test_a_folder_that_was_made_and_came_back_from_another_disk_goes(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "a").write_text("a")
    before, first, second = snapshot(tmp_path / "home"), Notebook(), Notebook()
    making = Planner()
    making.make_folders(f"{tmp_path}/home/new")
    making.rename(f"{tmp_path}/home/a", f"{tmp_path}/home/new/a")
    do(making.operations, first)
    moving = Planner()
    moving.move(f"{tmp_path}/home/new", f"{stick}/new")
    do(moving.operations, second)
    assert take_back(moving.operations, second).is_complete
    assert take_back(making.operations, first).is_complete
    assert snapshot(tmp_path / "home") == before
