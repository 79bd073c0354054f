"""A file that is written in place and cut short in the middle can be told from one that somebody has changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.filesystem import Planner, review_undo
from assistant.actions.filesystem.places import OpenedFolder
from assistant.actions.filesystem.replacing import Replace
from assistant.actions.filesystem.rewriting import Rewrite
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def is_between(folder: Path, rewrite: Rewrite, found: bytes, old: bytes) -> bool:
    (folder / "found").write_bytes(found)
    (folder / "old").write_bytes(old)
    with OpenedFolder(str(folder)) as opened:
        return rewrite.is_between(opened.place("found"), opened.place("old"))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (b"0123456789", True),
        (b"abc3456789", True),
        (b"abcdef6789", True),
        (b"abcdef", True),
        (b"0bcdef6789", True),
        (b"xyz3456789", False),
        (b"0123456789!", False),
        (b"01234", False),
    ],
)
def test_between_old_and_new_is_what_holds_bytes_of_one_or_the_other(
    found: bytes, expected: bool, tmp_path: Path
) -> None:
    assert is_between(tmp_path, Rewrite(0, b"abcdef"), found, b"0123456789") is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [(b"0123", True), (b"0123m", True), (b"0123more", True), (b"01", False), (b"0123x", False), (b"x123", False)],
)
def test_between_old_and_longer_is_the_old_with_a_beginning_of_the_rest(
    found: bytes, expected: bool, tmp_path: Path
) -> None:
    assert is_between(tmp_path, Rewrite(4, b"more"), found, b"0123") is expected


def test_big_files_are_compared_piece_by_piece(tmp_path: Path) -> None:
    old, more = os.urandom(2_500_000), os.urandom(2_500_000)
    rewrite = Rewrite(len(old), more)
    assert is_between(tmp_path, rewrite, old + more[:1_234_567], old)
    assert not is_between(tmp_path, rewrite, old + more[:1_234_566] + b"?" + more[:1], old)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("between")


@given(st.binary(max_size=30), st.integers(0, 30), st.binary(max_size=30), st.integers(0, 60))
def test_every_moment_of_writing_lies_between(
    shared_folder: Path, old: bytes, kept: int, added: bytes, cut: int
) -> None:
    rewrite = Rewrite(min(kept, len(old)), added)
    new = old[: rewrite.kept_bytes] + added
    written = old[: rewrite.kept_bytes] + added[:cut]
    assert is_between(shared_folder, rewrite, written + old[len(written) :], old)
    assert is_between(shared_folder, rewrite, new, old)


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"ne")


def change_by_hand(path: Path) -> None:
    path.write_bytes(b"by hand!")


@pytest.mark.parametrize(("change", "comes_back"), [(cut_short, True), (change_by_hand, False)])
def test_a_linked_file_cut_short_comes_back_and_one_changed_by_hand_does_not(
    change: Callable[[Path], None], comes_back: bool, tmp_path: Path
) -> None:
    (tmp_path / "w").mkdir()
    path = tmp_path / "w" / "a"
    path.write_bytes(b"old text")
    path.with_name("b").hardlink_to(path)
    before, planner, notes = snapshot(tmp_path / "w"), Planner(), Notebook()
    planner.overwrite(str(path), b"new", str(tmp_path / "saved"))
    do(planner.operations, notes)
    path.write_bytes(b"old text")
    change(path)
    # As after a crash: the writing was begun, and its end is not noted.
    crashed = Notebook({0: {name: value for name, value in notes[0].items() if name != "made"}})
    assert isinstance(planner.operations[0], Replace)
    assert bool(review_undo(planner.operations, crashed)) is not comes_back
    if comes_back:
        assert take_back(planner.operations, crashed).is_complete
        assert snapshot(tmp_path / "w") == before
