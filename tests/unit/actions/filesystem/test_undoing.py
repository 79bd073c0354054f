"""A deed of several operations, taken back: at once, after a crash anywhere, and after a crash of the undo itself."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.actions.filesystem import FromBytes, Operation, Planner, perform, undo, verify
from tests.unit.actions.filesystem.scenarios import mark
from tests.unit.actions.filesystem.world import (
    Notebook,
    NoteFile,
    dies_at,
    do,
    never,
    silent,
    snapshot,
    take_back,
)


def plan_a_bit_of_everything(world: Path) -> Sequence[Operation]:
    """Make a small world and plan operations that build on each other."""
    world.mkdir()
    (world / "a").write_bytes(b"hello")
    (world / "dir").mkdir()
    (world / "dir" / "x").write_text("x" * 10_000)
    os.link(world / "dir" / "x", world / "dir" / "y")
    (world / "dir" / "z").symlink_to("x")
    mark(world / "dir" / "x")
    planner, here = Planner(), str(world)
    planner.rename(f"{here}/a", f"{here}/b")
    planner.make_folder(f"{here}/new")
    planner.rename(f"{here}/b", f"{here}/new/c")
    planner.copy(f"{here}/dir", f"{here}/new/copy")
    planner.rename(f"{here}/dir", f"{here}/new/moved")
    planner.create(f"{here}/note.txt", FromBytes(b"hi"))
    return planner.operations


def test_undo_brings_back_everything_exactly(tmp_path: Path) -> None:
    operations = plan_a_bit_of_everything(tmp_path / "world")
    before, notes = snapshot(tmp_path / "world"), Notebook()
    assert do(operations, notes).done_count == len(operations)
    assert snapshot(tmp_path / "world") != before
    assert take_back(operations, notes).is_complete
    assert snapshot(tmp_path / "world") == before


def test_what_was_done_is_verified(tmp_path: Path) -> None:
    operations, notes = plan_a_bit_of_everything(tmp_path / "world"), Notebook()
    do(operations, notes)
    assert verify(operations, notes) == ()


def test_what_was_not_done_is_not_verified(tmp_path: Path) -> None:
    operations = plan_a_bit_of_everything(tmp_path / "world")
    assert verify(operations, {}) == tuple(operations)


@pytest.mark.slow
def test_undo_after_a_crash_anywhere_and_crashes_of_the_undo(tmp_path: Path) -> None:
    step = 0
    while True:
        world, notes = tmp_path / f"world{step}", NoteFile(tmp_path / f"notes{step}")
        operations = plan_a_bit_of_everything(world)
        before = snapshot(world)
        has_died = dies_at(
            step,
            lambda operations=operations, notes=notes: perform(
                operations, note=notes.note, is_halted=never, progress=silent
            ),
        )
        for later in (2, 5, 9):
            dies_at(
                later,
                lambda operations=operations, notes=notes: undo(
                    operations, notes.read(), note=notes.note, is_halted=never, progress=silent
                ),
            )
        assert take_back(operations, Notebook(notes.read())).is_complete
        assert snapshot(world) == before
        if not has_died:
            break
        step += 1
    assert step > 40
