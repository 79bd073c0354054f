"""Somebody swaps a folder for a link, or a thing for another, between the plan and the deed: nothing is redirected."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.actions.filesystem import FromBytes, Planner, syscalls
from assistant.actions.filesystem.places import Place
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def rename_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.rename(str(folder / "a"), str(folder / "b"))


def create_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.create(str(folder / "b"), FromBytes(b"text"))


def make_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.make_folder(str(folder / "b"))


def copy_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.copy(str(folder / "a"), str(folder / "b"))


def overwrite_in(folder: Path, planner: Planner, saved: Path) -> None:
    planner.overwrite(str(folder / "a"), b"other", str(saved))


def destroy_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.destroy(str(folder / "a"))


def transfer_in(folder: Path, planner: Planner, _saved: Path) -> None:
    planner.transfer(str(folder / "a"), str(folder / "b"))


PLANS = [rename_in, create_in, make_in, copy_in, overwrite_in, destroy_in, transfer_in]
Plan = Callable[[Path, Planner, Path], None]


@pytest.fixture(params=[True, False], ids=["openat2", "walk"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Open folders by the kernel's own means, and by hand."""
    monkeypatch.setattr(syscalls, "_has_openat2", lambda: bool(request.param))
    yield


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("swapped", ["world", "world/folder"])
@pytest.mark.usefixtures("way")
def test_a_folder_swapped_for_a_link_redirects_nothing(plan: Plan, swapped: str, tmp_path: Path) -> None:
    for world in ("world", "victim"):
        (tmp_path / world / "folder").mkdir(parents=True)
        (tmp_path / world / "folder" / "a").write_text("text")
    planner = Planner()
    plan(tmp_path / "world" / "folder", planner, tmp_path / "saved")
    (tmp_path / swapped).rename(tmp_path / "elsewhere")
    (tmp_path / swapped).symlink_to(tmp_path / swapped.replace("world", "victim"))
    before = snapshot(tmp_path)
    failure = do(planner.operations, Notebook()).failure
    assert failure is not None
    assert failure.code == "changed-since"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("plan", PLANS)
def test_a_folder_swapped_for_another_folder_redirects_nothing(plan: Plan, tmp_path: Path) -> None:
    for world in ("world", "victim"):
        (tmp_path / world).mkdir()
        (tmp_path / world / "a").write_text("text")
    planner = Planner()
    plan(tmp_path / "world", planner, tmp_path / "saved")
    (tmp_path / "world").rename(tmp_path / "elsewhere")
    (tmp_path / "victim").rename(tmp_path / "world")
    before = snapshot(tmp_path)
    failure = do(planner.operations, Notebook()).failure
    assert failure is not None
    assert failure.code == "changed-since"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("plan", [rename_in, copy_in, overwrite_in, destroy_in, transfer_in])
def test_a_file_that_changed_between_question_and_deed_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "a").write_text("text")
    planner = Planner()
    plan(tmp_path / "world", planner, tmp_path / "saved")
    (tmp_path / "world" / "a").write_text("other text")
    before = snapshot(tmp_path)
    failure = do(planner.operations, Notebook()).failure
    assert failure is not None
    assert (failure.code, failure.path) == ("changed-since", str(tmp_path / "world" / "a"))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("plan", [rename_in, create_in, make_in, copy_in, transfer_in])
def test_a_name_that_was_taken_between_question_and_deed_is_not_overwritten(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "a").write_text("text")
    planner = Planner()
    plan(tmp_path / "world", planner, tmp_path / "saved")
    (tmp_path / "world" / "b").write_text("somebody else's")
    failure = do(planner.operations, Notebook()).failure
    assert failure is not None
    assert (failure.code, failure.path) == ("name-taken", str(tmp_path / "world" / "b"))
    assert (tmp_path / "world" / "a").read_text() == "text"
    assert (tmp_path / "world" / "b").read_text() == "somebody else's"


def test_a_thing_swapped_in_the_last_moment_gets_its_name_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("text")
    planner = Planner()
    planner.rename(str(tmp_path / "a"), str(tmp_path / "b"))
    real = Place.rename_to

    def swap_first(source: Place, target: Place) -> None:
        monkeypatch.setattr(Place, "rename_to", real)
        (tmp_path / "a").rename(tmp_path / "hidden")
        (tmp_path / "a").write_text("another")
        real(source, target)

    monkeypatch.setattr(Place, "rename_to", swap_first)
    failure = do(planner.operations, Notebook()).failure
    assert failure is not None
    assert failure.code == "changed-since"
    assert (tmp_path / "a").read_text() == "another"
    assert not (tmp_path / "b").exists()


def test_a_tree_that_is_deleted_takes_nothing_that_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "a").write_text("text")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "victim")
    planner = Planner()
    planner.destroy(str(tmp_path / "tree"))
    assert do(planner.operations, Notebook()).done_count == 1
    assert not (tmp_path / "tree").exists()
    assert (tmp_path / "victim" / "a").read_text() == "text"


def test_a_folder_swapped_for_a_link_redirects_no_undo(tmp_path: Path) -> None:
    for world in ("world", "victim"):
        (tmp_path / world).mkdir()
    planner, notes = Planner(), Notebook()
    planner.create(str(tmp_path / "world" / "a"), FromBytes(b"text"))
    do(planner.operations, notes)
    (tmp_path / "victim" / "a").write_text("text")
    (tmp_path / "world").rename(tmp_path / "elsewhere")
    (tmp_path / "world").symlink_to(tmp_path / "victim")
    before = snapshot(tmp_path)
    undone = take_back(planner.operations, notes)
    assert [conflict.code for conflict in undone.conflicts] == ["missing"]
    assert snapshot(tmp_path) == before
