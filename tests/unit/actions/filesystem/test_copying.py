"""Copies that are exact, also where the system is no help, and trees of any depth."""

import errno
import os
import stat
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from assistant.actions.filesystem import Planner, content, perform
from assistant.actions.filesystem.copying import Copied, copy
from assistant.actions.filesystem.fingerprint import fingerprint, is_unchanged, look_of
from assistant.actions.filesystem.places import OpenedFolder
from tests.unit.actions.filesystem.scenarios import make_tree
from tests.unit.actions.filesystem.world import Notebook, do, never, silent, snapshot, take_back


def copied(source: Path, target: Path) -> Copied:
    with OpenedFolder(str(source.parent)) as here, OpenedFolder(str(target.parent)) as there:
        return copy(here.place(source.name), there.place(target.name), tick=lambda _bytes: None, making=nullcontext())


def below(top: Path) -> object:
    """Return a snapshot with paths as they are within `top`, but for which names are one inode."""
    start = os.fsencode(top)
    return [(path.removeprefix(start), *kept[:6]) for path, kept in sorted(snapshot(top).items())]


def test_a_tree_with_one_of_everything_is_copied_exactly(tmp_path: Path, stick: Path) -> None:
    make_tree(tmp_path / "tree")
    found = copied(tmp_path / "tree", stick / "tree")
    assert found.is_restorable()
    assert below(stick / "tree") == below(tmp_path / "tree")
    assert (stick / "tree/inner/text").stat().st_ino == (stick / "tree/inner/again").stat().st_ino


@pytest.mark.parametrize("code", [errno.EXDEV, errno.ENOSYS])
def test_without_help_of_the_kernel_the_copy_is_the_same(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise OSError(code, "")

    monkeypatch.setattr(content, "_copy_in_kernel", refuse)
    (tmp_path / "a").write_bytes(os.urandom(2_500_000))
    copied(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()


def test_holes_stay_holes(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.write(b"start")
        file.seek(50_000_000)
        file.write(b"middle")
        file.truncate(100_000_000)
    copied(tmp_path / "a", tmp_path / "b")
    status = (tmp_path / "b").stat()
    assert status.st_size == 100_000_000
    assert status.st_blocks * 512 < 1_000_000
    with (tmp_path / "b").open("rb") as file:
        file.seek(50_000_000)
        assert file.read(6) == b"middle"


def test_a_link_out_of_the_tree_is_told(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a").touch()
    (tmp_path / "b").hardlink_to(tmp_path / "tree" / "a")
    assert copied(tmp_path / "tree", tmp_path / "copy").cuts_links


def test_what_is_being_copied_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir(mode=0o777)
    (tmp_path / "tree" / "a").write_text("text")
    modes = []

    def look(_bytes: int) -> None:
        modes.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("copy"))

    with OpenedFolder(str(tmp_path)) as here:
        copy(here.place("tree"), here.place("copy"), tick=look, making=nullcontext())
    assert set(modes) == {0o700}


@pytest.mark.slow
def test_a_tree_deeper_than_any_path_is_copied_taken_back_and_deleted(tmp_path: Path) -> None:
    depth, here = 600, os.getcwd()
    (tmp_path / "deep").mkdir()
    os.chdir(tmp_path / "deep")
    for _ in range(depth):
        os.mkdir("a folder deep below")
        os.chdir("a folder deep below")
    Path("bottom").write_text("text")
    os.chdir(here)
    planner, notes = Planner(), Notebook()
    planner.copy(str(tmp_path / "deep"), str(tmp_path / "copy"))
    assert do(planner.operations, notes).failure is None
    with OpenedFolder(str(tmp_path)) as folder:
        both = [fingerprint(folder.place(name)).content for name in ("deep", "copy")]
    assert both[0] == both[1]
    assert take_back(planner.operations, notes).is_complete
    assert not (tmp_path / "copy").exists()
    planner = Planner()
    planner.destroy(str(tmp_path / "deep"))
    assert do(planner.operations, Notebook()).failure is None
    assert list(tmp_path.iterdir()) == []


def test_what_looks_the_same_but_was_changed_is_seen_by_reading(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    status = (tmp_path / "a").stat()
    with OpenedFolder(str(tmp_path)) as folder:
        noted = fingerprint(folder.place("a"))
        (tmp_path / "a").write_text("tixt")
        os.utime(tmp_path / "a", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert look_of(folder.place("a")) == noted.look
        assert not is_unchanged(folder.place("a"), noted)


def test_what_was_brought_back_exactly_is_unchanged_although_it_is_another_inode(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree")
    with OpenedFolder(str(tmp_path)) as folder:
        noted = fingerprint(folder.place("tree"))
        copied(tmp_path / "tree", tmp_path / "copy")
        (tmp_path / "tree").rename(tmp_path / "old")
        (tmp_path / "copy").rename(tmp_path / "tree")
        assert look_of(folder.place("tree")) != noted.look
        assert is_unchanged(folder.place("tree"), noted)


@pytest.mark.slow
def test_the_cost_of_an_operation_does_not_grow_with_their_number(tmp_path: Path) -> None:
    def cost_s(count: int) -> float:
        """Return the processor's time for planning, doing and taking back so many renames."""
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            os.close(os.open(folder / str(number), os.O_CREAT))
        start_s = time.process_time()
        planner, notes = Planner(), Notebook()
        for number in range(count):
            planner.rename(f"{folder}/{number}", f"{folder}/renamed {number}")
        operations = planner.operations
        assert perform(operations, note=notes.note, is_halted=never, progress=silent).done_count == count
        assert take_back(operations, notes).is_complete
        return time.process_time() - start_s

    cost_s(100)
    assert cost_s(10_000) < 25 * cost_s(1000)
