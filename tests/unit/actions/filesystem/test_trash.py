"""The trash, on its own and together with what the desktop's tools make of it."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from assistant.actions.filesystem import FileError, Operation, Planner, Trash
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back

NOW = datetime(2026, 11, 28, 14, 5, 9)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "data").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def trash(home: Path) -> Trash:
    return Trash(str(home / "data"), os.getuid())


def put_in(trash: Trash, *paths: Path, now: datetime = NOW) -> tuple[Sequence[Operation], Notebook]:
    planner, notes = Planner(), Notebook()
    for path in paths:
        trash.plan_trash(str(path), planner, now)
    assert do(planner.operations, notes).failure is None
    return planner.operations, notes


def test_the_note_says_where_from_and_when(trash: Trash, home: Path) -> None:
    (home / "ä b%.txt").write_text("text")
    put_in(trash, home / "ä b%.txt")
    note = (home / "data/Trash/info/ä b%.txt.trashinfo").read_text()
    assert note == f"[Trash Info]\nPath={home}/%C3%A4%20b%25.txt\nDeletionDate=2026-11-28T14:05:09\n"
    assert (home / "data/Trash/files/ä b%.txt").read_text() == "text"


def test_trashing_is_taken_back_exactly_with_the_trash_itself(trash: Trash, home: Path) -> None:
    (home / "folder").mkdir()
    (home / "folder" / "a").write_text("text")
    before = snapshot(home)
    operations, notes = put_in(trash, home / "folder")
    assert take_back(operations, notes).is_complete
    assert snapshot(home) == before


def test_things_of_one_name_lie_side_by_side(trash: Trash, home: Path) -> None:
    for folder in ("x", "y", "z"):
        (home / folder).mkdir()
        (home / folder / "a.txt").write_text(folder)
    put_in(trash, home / "x" / "a.txt", home / "y" / "a.txt")
    put_in(trash, home / "z" / "a.txt")
    assert sorted(os.listdir(home / "data/Trash/files")) == ["a.2.txt", "a.3.txt", "a.txt"]


def test_the_longest_name_leaves_room_for_the_notes_ending(trash: Trash, home: Path) -> None:
    name = "ä" * 127 + "x"
    (home / name).touch()
    put_in(trash, home / name)
    assert [item.name for item in trash.items()] == [name]


def test_what_lies_in_the_trash_is_listed_the_newest_first(trash: Trash, home: Path) -> None:
    (home / "old").write_text("12345")
    (home / "new").mkdir()
    (home / "new" / "inner").write_text("123")
    put_in(trash, home / "old", now=datetime(2020, 1, 1))
    put_in(trash, home / "new")
    listed = [(item.path, item.deleted, item.size_bytes) for item in trash.items()]
    assert listed == [(f"{home}/new", NOW, 3), (f"{home}/old", datetime(2020, 1, 1), 5)]


def test_the_newest_of_a_name_is_restored(trash: Trash, home: Path) -> None:
    for text in ("one", "two"):
        (home / "a").write_text(text)
        put_in(trash, home / "a", now=datetime(2020, 1, len(text)) if text == "one" else NOW)
    planner = Planner()
    trash.plan_restore(trash.named("a")[0], planner, str(home / "kept.trashinfo"))
    do(planner.operations, Notebook())
    assert (home / "a").read_text() == "two"
    assert len(trash.named("a")) == 1


def test_restoring_is_taken_back_exactly(trash: Trash, home: Path) -> None:
    (home / "folder").mkdir()
    (home / "folder" / "a").write_text("text")
    put_in(trash, home / "folder" / "a")
    (home / "folder").rmdir()
    before, notes, planner = snapshot(home), Notebook(), Planner()
    trash.plan_restore(trash.items()[0], planner, str(home / "kept.trashinfo"))
    do(planner.operations, notes)
    assert (home / "folder" / "a").read_text() == "text"
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(home) == before


def test_nothing_is_restored_over_something_else(trash: Trash, home: Path) -> None:
    (home / "a").touch()
    put_in(trash, home / "a")
    (home / "a").touch()
    with pytest.raises(FileError) as caught:
        trash.plan_restore(trash.items()[0], Planner(), str(home / "kept"))
    assert caught.value.code == "name-taken"


def test_emptying_leaves_nothing(trash: Trash, home: Path) -> None:
    (home / "folder").mkdir()
    (home / "folder" / "a").touch()
    put_in(trash, home / "folder")
    planner = Planner()
    trash.plan_empty(trash.items(), planner)
    do(planner.operations, Notebook())
    assert list((home / "data/Trash/files").iterdir()) == list((home / "data/Trash/info").iterdir()) == []


@pytest.mark.parametrize("path", ["data", "data/Trash", "data/Trash/files/a"])
def test_the_trash_is_not_put_into_itself(path: str, trash: Trash, home: Path) -> None:
    (home / "a").touch()
    put_in(trash, home / "a")
    with pytest.raises(FileError) as caught:
        trash.plan_trash(str(home / path), Planner(), NOW)
    assert caught.value.code == "inside-itself"


def test_a_note_that_leads_elsewhere_is_left_out(trash: Trash, home: Path) -> None:
    (home / "a").touch()
    put_in(trash, home / "a")
    (home / "data/Trash/info/a.trashinfo").write_text("[Trash Info]\nPath=/home/../etc/x\n")
    assert trash.items() == []


@pytest.mark.parametrize("note", ["", "nonsense", "[Trash Info]\nPath=\n", "[Trash Info]\n"])
def test_a_note_without_a_path_is_left_out(note: str, trash: Trash, home: Path) -> None:
    (home / "a").touch()
    put_in(trash, home / "a")
    (home / "data/Trash/info/a.trashinfo").write_text(note)
    assert trash.items() == []


def test_a_note_with_a_strange_date_has_none(trash: Trash, home: Path) -> None:
    (home / "a").touch()
    put_in(trash, home / "a")
    (home / "data/Trash/info/a.trashinfo").write_text(f"[Trash Info]\nPath={home}/a\nDeletionDate=yesterday\n")
    assert trash.items()[0].deleted is None


# ---------------------------------------------------------------------------------------------------------- other disks


def test_another_disk_has_a_trash_of_its_own(trash: Trash, disk: Path, home: Path) -> None:
    (disk / "folder").mkdir()
    (disk / "folder" / "a b").write_text("text")
    before = snapshot(disk)
    operations, notes = put_in(trash, disk / "folder" / "a b")
    note = disk / f".Trash-{os.getuid()}" / "info" / "a b.trashinfo"
    assert note.read_text().splitlines()[1] == "Path=folder/a%20b"
    elsewhere = Trash(str(home / "data"), os.getuid(), [str(disk)])
    assert [item.path for item in elsewhere.items()] == [f"{disk}/folder/a b"]
    assert take_back(operations, notes).is_complete
    assert snapshot(disk) == before


def test_a_trash_for_all_is_used_if_it_is_sticky(trash: Trash, disk: Path) -> None:
    (disk / ".Trash").mkdir()
    (disk / ".Trash").chmod(0o1777)
    (disk / "a").touch()
    put_in(trash, disk / "a")
    assert (disk / ".Trash" / str(os.getuid()) / "files" / "a").exists()


def test_a_trash_for_all_that_is_a_link_or_not_sticky_is_not_used(trash: Trash, disk: Path) -> None:
    (disk / "real").mkdir()
    (disk / "real").chmod(0o1777)
    (disk / ".Trash").symlink_to("real")
    (disk / "a").touch()
    put_in(trash, disk / "a")
    assert (disk / f".Trash-{os.getuid()}" / "files" / "a").exists()


def test_a_trash_of_somebody_else_is_not_used(trash: Trash, disk: Path) -> None:
    (disk / f".Trash-{os.getuid()}").mkdir()
    os.chown(disk / f".Trash-{os.getuid()}", 12345, 12345)
    (disk / "a").touch()
    with pytest.raises(FileError) as caught:
        trash.plan_trash(str(disk / "a"), Planner(), NOW)
    assert caught.value.code == "no-trash"


# ---------------------------------------------------------------------------------------------------- together with gio


@pytest.fixture
def gio(home: Path) -> Mapping[str, str]:
    if not shutil.which("gio"):
        pytest.skip("gio is not installed")
    return {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "GIO_USE_VFS": "local"}


@pytest.mark.slow
def test_what_the_desktop_put_into_the_trash_is_listed_and_restored(
    trash: Trash, home: Path, gio: Mapping[str, str]
) -> None:
    name = "ünïcode\n%41.txt"
    (home / name).write_text("text")
    subprocess.run(["gio", "trash", str(home / name)], env=gio, check=True, timeout=20)
    assert not (home / name).exists()
    (item,) = trash.items()
    assert item.path == str(home / name)
    planner = Planner()
    trash.plan_restore(item, planner, str(home / "kept"))
    do(planner.operations, Notebook())
    assert (home / name).read_text() == "text"
