"""Zips that are made: whole, in order, with modes and links; and unpacked again by us and by others."""

import os
import socket
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.actions.filesystem import Failure, FileError, FromBytes, Limits, Performed, Planner, perform
from tests.unit.actions.filesystem.scenarios import make_tree
from tests.unit.actions.filesystem.world import Notebook, do, never, silent, snapshot, take_back, through_json


def packed(target: Path, *paths: Path) -> Performed:
    planner = Planner()
    planner.pack([str(path) for path in paths], str(target))
    return do(planner.operations, Notebook())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree" / "inner").mkdir(parents=True)
    (tmp_path / "tree" / "inner" / "ä.sh").write_text("text")
    (tmp_path / "tree" / "inner" / "ä.sh").chmod(0o751)
    (tmp_path / "tree" / "link").symlink_to("inner/ä.sh")
    os.utime(tmp_path / "tree" / "inner" / "ä.sh", (1_600_000_000, 1_600_000_000))
    return tmp_path / "tree"


def test_names_come_in_order_with_modes_and_links(tree: Path, tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", tree)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["tree/", "tree/inner/", "tree/inner/ä.sh", "tree/link"]
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        assert archive.testzip() is None
        assert archive.read("tree/link").decode() == "inner/ä.sh"
    assert modes["tree/inner/ä.sh"] == stat.S_IFREG | 0o751
    assert stat.S_ISLNK(modes["tree/link"])


def test_the_same_files_give_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", tree)
    packed(tmp_path / "b.zip", tree)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_unpacked_again_all_is_there(tree: Path, tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", tree)
    planner = Planner()
    planner.unpack(str(tmp_path / "a.zip"), str(tmp_path / "out"), Limits())
    assert do(planner.operations, Notebook()).failure is None
    out = tmp_path / "out" / "tree"
    assert (out / "link").read_text() == "text"
    assert stat.S_IMODE((out / "inner" / "ä.sh").stat().st_mode) == 0o751
    assert (out / "inner" / "ä.sh").stat().st_mtime == 1_600_000_000


def test_packing_is_taken_back_exactly(tree: Path, tmp_path: Path) -> None:
    planner, notes = Planner(), Notebook()
    planner.pack([str(tree)], str(tmp_path / "a.zip"))
    before = snapshot(tmp_path)
    do(planner.operations, notes)
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("year_s", [0, 2**33])
def test_times_that_a_zip_cannot_say_are_bent(year_s: int, tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.utime(tmp_path / "a", (year_s, year_s))
    packed(tmp_path / "a.zip", tmp_path / "a")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.getinfo("a").date_time[0] in (1980, 2107)


def make_unspeakable(path: Path) -> Path:
    path = path / os.fsdecode(b"\xff")
    path.touch()
    return path


def make_socket(path: Path) -> Path:
    path = path / "socket"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
    return path


@pytest.mark.parametrize(("make", "code"), [(make_unspeakable, "invalid-name"), (make_socket, "special-file")])
def test_what_a_zip_cannot_hold_is_refused_and_nothing_left(
    make: Callable[[Path], Path], code: str, tmp_path: Path
) -> None:
    path = make(tmp_path)
    before = snapshot(tmp_path)
    assert packed(tmp_path / "a.zip", path).failure == Failure(0, code, str(path))
    assert snapshot(tmp_path) == before


def test_a_halt_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(3_000_000))
    planner = Planner()
    planner.pack([str(tmp_path / "a")], str(tmp_path / "a.zip"))
    before = snapshot(tmp_path)
    asked = iter(range(4))
    performed = perform(
        planner.operations, note=Notebook().note, is_halted=lambda: next(asked, None) is None, progress=silent
    )
    assert performed.is_halted
    assert snapshot(tmp_path) == before


def test_a_file_that_changed_since_is_not_packed(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    planner = Planner()
    planner.pack([str(tmp_path / "a")], str(tmp_path / "a.zip"))
    (tmp_path / "a").write_text("other text")
    performed = perform(planner.operations, note=Notebook().note, is_halted=never, progress=silent)
    assert performed.failure == Failure(0, "changed-since", str(tmp_path / "a"))


def test_two_things_of_one_name_do_not_fit_into_one_zip(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").touch()
    with pytest.raises(FileError) as caught:
        Planner().pack([str(tmp_path / "x" / "a"), str(tmp_path / "y" / "a")], str(tmp_path / "a.zip"))
    assert (caught.value.code, caught.value.path) == ("name-taken", str(tmp_path / "y" / "a"))


def test_pipes_cannot_be_packed(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree")
    failure = packed(tmp_path / "a.zip", tmp_path / "tree" / "pipe").failure
    assert failure is not None
    assert failure.code == "special-file"


def test_operations_with_archives_survive_json(tree: Path, tmp_path: Path) -> None:
    planner = Planner()
    planner.pack([str(tree)], str(tmp_path / "a.zip"))
    planner.create(str(tmp_path / "b"), FromBytes(b"\0\xff"))
    assert list(through_json(planner.operations)) == list(planner.operations)
