"""When a deed cannot be taken back exactly: said beforehand, and nothing touched."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.actions.filesystem import DEED, Conflict, FromBytes, Operation, Planner, perform, review_undo, undo
from tests.unit.actions.filesystem.world import Notebook, do, never, silent, snapshot, take_back

Deed = tuple[Sequence[Operation], Notebook]


def deed(plan: Callable[[Planner], None]) -> Deed:
    planner, notes = Planner(), Notebook()
    plan(planner)
    assert do(planner.operations, notes).failure is None
    return planner.operations, notes


def codes(of: Deed) -> list[str]:
    return [conflict.code for conflict in review_undo(*of)]


def rename(world: Path) -> Deed:
    (world / "a").write_text("text")
    return deed(lambda planner: planner.rename(str(world / "a"), str(world / "b")))


def create(world: Path) -> Deed:
    return deed(lambda planner: planner.create(str(world / "b"), FromBytes(b"text")))


def copy_tree(world: Path) -> Deed:
    (world / "tree").mkdir()
    (world / "tree" / "inner").write_text("text")
    return deed(lambda planner: planner.copy(str(world / "tree"), str(world / "b")))


def make_folder(world: Path) -> Deed:
    return deed(lambda planner: planner.make_folder(str(world / "b")))


def overwrite(world: Path) -> Deed:
    (world / "b").write_text("old")
    (world / "saved").mkdir()
    return deed(lambda planner: planner.overwrite(str(world / "b"), b"text", str(world / "saved" / "0")))


def overwrite_linked(world: Path) -> Deed:
    (world / "b").write_text("old")
    (world / "c").hardlink_to(world / "b")
    (world / "saved").mkdir()
    return deed(lambda planner: planner.overwrite(str(world / "b"), b"text", str(world / "saved" / "0")))


def transfer(world: Path) -> Deed:
    (world / "a").write_text("text")
    return deed(lambda planner: planner.transfer(str(world / "a"), str(world / "b")))


FILES = [rename, create, overwrite, overwrite_linked, transfer]


@pytest.mark.parametrize("do_it", FILES)
def test_a_file_that_was_changed_since_stays(do_it: Callable[[Path], Deed], tmp_path: Path) -> None:
    done = do_it(tmp_path)
    (tmp_path / "b").write_text("edited by hand")
    before = snapshot(tmp_path)
    assert codes(done) == ["changed-since"]
    assert take_back(*done).conflicts == (Conflict("changed-since", str(tmp_path / "b"), 0),)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("do_it", [create, overwrite, overwrite_linked, transfer])
def test_a_file_of_the_same_size_and_time_but_other_content_stays(
    do_it: Callable[[Path], Deed], tmp_path: Path
) -> None:
    done = do_it(tmp_path)
    status = (tmp_path / "b").stat()
    (tmp_path / "b").write_text("tixt")
    os.utime(tmp_path / "b", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert codes(done) == ["changed-since"]


@pytest.mark.parametrize("do_it", [*FILES, copy_tree, make_folder])
def test_what_was_put_there_and_is_gone_is_missed(do_it: Callable[[Path], Deed], tmp_path: Path) -> None:
    done = do_it(tmp_path)
    (tmp_path / "b").rename(tmp_path / "elsewhere")
    assert codes(done) == ["missing"]


@pytest.mark.parametrize("do_it", [rename, transfer])
def test_an_old_name_that_is_taken_again_is_not_overwritten(do_it: Callable[[Path], Deed], tmp_path: Path) -> None:
    done = do_it(tmp_path)
    (tmp_path / "a").write_text("somebody else's")
    before = snapshot(tmp_path)
    assert take_back(*done).conflicts == (Conflict("name-taken", str(tmp_path / "a"), 0),)
    assert snapshot(tmp_path) == before


def put_into(folder: Path) -> None:
    (folder / "more").touch()


def change_inside(folder: Path) -> None:
    (folder / "inner").write_text("other")


def change_mode_inside(folder: Path) -> None:
    (folder / "inner").chmod(0o600)


@pytest.mark.parametrize("change", [put_into, change_inside, change_mode_inside])
def test_a_tree_with_anything_changed_in_it_stays(change: Callable[[Path], None], tmp_path: Path) -> None:
    done = copy_tree(tmp_path)
    change(tmp_path / "b")
    assert codes(done) == ["changed-since"]


def test_a_folder_that_is_no_longer_empty_stays(tmp_path: Path) -> None:
    done = make_folder(tmp_path)
    (tmp_path / "b" / "more").touch()
    assert codes(done) == ["not-empty"]


def test_a_folder_to_go_back_to_that_is_gone_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "a").touch()
    done = deed(lambda planner: planner.rename(str(tmp_path / "from" / "a"), str(tmp_path / "b")))
    (tmp_path / "from").rmdir()
    assert review_undo(*done) == (Conflict("folder-gone", str(tmp_path / "from"), 0),)


@pytest.mark.parametrize("do_it", [overwrite, overwrite_linked])
def test_an_original_that_was_thrown_away_is_a_conflict(do_it: Callable[[Path], Deed], tmp_path: Path) -> None:
    done = do_it(tmp_path)
    (tmp_path / "saved" / "0").unlink()
    assert codes(done) == ["original-gone"]


def test_what_was_deleted_for_good_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    done = deed(lambda planner: planner.destroy(str(tmp_path / "a")))
    assert codes(done) == ["not-undoable"]


def test_one_conflict_holds_back_the_whole_undo(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "c").touch()

    def plan(planner: Planner) -> None:
        planner.rename(str(tmp_path / "a"), str(tmp_path / "b"))
        planner.rename(str(tmp_path / "c"), str(tmp_path / "d"))

    done = deed(plan)
    (tmp_path / "b").write_text("edited")
    before = snapshot(tmp_path)
    assert not take_back(*done).is_complete
    assert snapshot(tmp_path) == before


# ------------------------------------------------------------------------------------------------------- several deeds


def test_deeds_that_do_not_touch_each_other_are_taken_back_in_any_order(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text(name)
    before = snapshot(tmp_path / "one"), snapshot(tmp_path / "two")
    first = deed(lambda planner: planner.rename(str(tmp_path / "one" / "a"), str(tmp_path / "one" / "b")))
    second = deed(lambda planner: planner.rename(str(tmp_path / "two" / "a"), str(tmp_path / "two" / "b")))
    assert take_back(*first).is_complete
    assert take_back(*second).is_complete
    assert (snapshot(tmp_path / "one"), snapshot(tmp_path / "two")) == before


def test_a_deed_on_which_a_later_one_builds_is_not_taken_back_before_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    start = snapshot(tmp_path)
    first = deed(lambda planner: planner.rename(str(tmp_path / "a"), str(tmp_path / "b")))
    second = deed(lambda planner: planner.rename(str(tmp_path / "b"), str(tmp_path / "c")))
    assert codes(first) == ["missing"]
    assert take_back(*second).is_complete
    assert take_back(*first).is_complete
    assert snapshot(tmp_path) == start


def test_deeds_of_every_kind_are_taken_back_one_after_the_other(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "w").mkdir()
    start, world = snapshot(tmp_path / "w", stick), str(tmp_path / "w")
    deeds = [
        deed(lambda planner: planner.create(f"{world}/a", FromBytes(b"text"))),
        deed(lambda planner: planner.append(f"{world}/a", b" and more", str(tmp_path / "saved" / "0"))),
        deed(lambda planner: planner.rename(f"{world}/a", f"{world}/b")),
        deed(lambda planner: planner.move(f"{world}/b", f"{stick}/b")),
        deed(lambda planner: planner.overwrite(f"{stick}/b", b"other", str(tmp_path / "saved" / "1"))),
        deed(lambda planner: planner.move(f"{stick}/b", f"{world}/c")),
        deed(lambda planner: planner.copy(f"{world}/c", f"{stick}/c")),
    ]
    for done in reversed(deeds):
        assert take_back(*done).is_complete
    assert snapshot(tmp_path / "w", stick) == start


# ------------------------------------------------------------------------------------------------- times of the folders


def test_the_time_of_a_folder_that_somebody_else_changed_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    done = deed(lambda planner: planner.rename(str(tmp_path / "a"), str(tmp_path / "b")))
    (tmp_path / "theirs").touch()
    theirs_ns = tmp_path.stat().st_mtime_ns
    assert take_back(*done).is_complete
    assert tmp_path.stat().st_mtime_ns >= theirs_ns


def test_the_time_of_a_folder_that_changed_between_plan_and_deed_stays(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    planner, notes = Planner(), Notebook()
    planner.rename(str(tmp_path / "a"), str(tmp_path / "b"))
    (tmp_path / "theirs").touch()
    theirs_ns = tmp_path.stat().st_mtime_ns
    do(planner.operations, notes)
    take_back(planner.operations, notes)
    assert tmp_path.stat().st_mtime_ns >= theirs_ns


# ---------------------------------------------------------------------------------------------------------------- halt


def test_a_halt_ends_a_run_between_operations(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).touch()
    planner, notes = Planner(), Notebook()
    for name in "abc":
        planner.rename(str(tmp_path / name), str(tmp_path / f"{name}2"))
    before = snapshot(tmp_path)
    asked = iter(range(2))
    performed = perform(
        planner.operations, note=notes.note, is_halted=lambda: next(asked, None) is None, progress=silent
    )
    assert (performed.done_count, performed.is_halted, performed.failure) == (2, True, None)
    assert (tmp_path / "c").exists()
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("is_moved", [True, False])
def test_a_halt_in_the_middle_of_a_copy_leaves_all_as_it_was(is_moved: bool, tmp_path: Path, stick: Path) -> None:
    (tmp_path / "tree").mkdir()
    for name in "abcd":
        (tmp_path / "tree" / name).write_bytes(b"x" * 3_000_000)
    planner = Planner()
    plan = planner.move if is_moved else planner.copy
    plan(str(tmp_path / "tree"), str(stick / "tree"))
    before = snapshot(tmp_path, stick)
    asked = iter(range(9))
    performed = perform(
        planner.operations, note=Notebook().note, is_halted=lambda: next(asked, None) is None, progress=silent
    )
    assert performed.is_halted
    assert snapshot(tmp_path, stick) == before


def test_a_halt_in_the_middle_of_deleting_leaves_the_rest_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    for name in "abcdef":
        (tmp_path / "tree" / name).touch()
    planner = Planner()
    planner.destroy(str(tmp_path / "tree"))
    asked = iter(range(12))
    performed = perform(
        planner.operations, note=Notebook().note, is_halted=lambda: next(asked, None) is None, progress=silent
    )
    assert performed.is_halted
    assert os.listdir(tmp_path) == ["tree"]
    assert 0 < len(os.listdir(tmp_path / "tree")) < 6


def test_an_undo_that_was_halted_is_finished_by_the_next(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).touch()
    before = snapshot(tmp_path)

    def plan(planner: Planner) -> None:
        for name in "ab":
            planner.rename(str(tmp_path / name), str(tmp_path / f"{name}2"))

    operations, notes = deed(plan)
    asked = iter(range(1))
    undone = undo(operations, notes, note=notes.note, is_halted=lambda: next(asked, None) is None, progress=silent)
    assert undone.is_halted
    assert (tmp_path / "a2").exists()
    assert (tmp_path / "b").exists()
    assert take_back(operations, notes).is_complete
    assert snapshot(tmp_path) == before


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    planner, told = Planner(), list[tuple[int, int]]()
    planner.copy(str(tmp_path / "a"), str(tmp_path / "b"))
    planner.make_folder(str(tmp_path / "c"))
    perform(
        planner.operations,
        note=Notebook().note,
        is_halted=never,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1][0] == told[-1][1]


def test_the_end_of_a_run_is_noted_of_the_deed_as_a_whole(tmp_path: Path) -> None:
    notes = rename(tmp_path)[1]
    assert notes[DEED]["done_count"] == 1


def test_a_deed_does_not_change_what_it_moves_to_another_disk_itself(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "folder").mkdir()
    planner = Planner()
    planner.move(str(tmp_path / "folder"), str(stick / "folder"))
    with pytest.raises(ValueError, match="itself"):
        planner.create(str(stick / "folder" / "a"), FromBytes(b""))


def test_a_shared_folder_in_use_does_not_hide_what_came_after_it_before_a_crash(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "a").touch()
    before, planner, notes = snapshot(tmp_path / "w"), Planner(), Notebook()
    planner.make_folder(str(tmp_path / "shared"), is_shared=True)
    planner.rename(str(tmp_path / "w" / "a"), str(tmp_path / "w" / "b"))
    do(planner.operations, notes)
    (tmp_path / "shared" / "theirs").touch()
    del notes[DEED]
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path / "w") == before


def test_what_a_later_deed_has_turned_round_is_not_taken_back_before_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    start = snapshot(tmp_path)
    first = deed(lambda planner: planner.rename(str(tmp_path / "a"), str(tmp_path / "b")))
    second = deed(lambda planner: planner.rename(str(tmp_path / "b"), str(tmp_path / "a")))
    assert review_undo(*first) == (Conflict("changed-since", str(tmp_path / "b"), 0),)
    assert take_back(*second).is_complete
    assert take_back(*first).is_complete
    assert snapshot(tmp_path) == start
