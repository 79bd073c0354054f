import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.actions.filesystem import Survey, survey
from tests.machine import limit_s


def look(*paths: Path) -> Survey:
    return survey([str(path) for path in paths], is_cancelled=lambda: False, progress=lambda _count: None)


def test_files_links_and_folders_are_counted_and_sized(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(b"12345")
    (tmp_path / "b").write_bytes(b"123")
    (tmp_path / "link").symlink_to("in")
    found = look(tmp_path)
    assert (found.file_count, found.folder_count) == (3, 2)
    assert found.size_bytes == 5 + 3 + len("in")
    assert found.is_complete
    assert not found.has_unreadable


def change_content(folder: Path) -> None:
    (folder / "a").write_text("other")


def change_time(folder: Path) -> None:
    os.utime(folder / "a", ns=(1, 1))


def add(folder: Path) -> None:
    (folder / "b").touch()


def rename(folder: Path) -> None:
    (folder / "a").rename(folder / "c")


def replace_by_equal(folder: Path) -> None:
    status = (folder / "a").stat()
    (folder / "new").write_text("text")
    os.utime(folder / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (folder / "new").replace(folder / "a")


@pytest.mark.parametrize("change", [change_content, change_time, add, rename, replace_by_equal])
def test_any_change_changes_the_fingerprint(change: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    before = look(tmp_path).fingerprint
    assert look(tmp_path).fingerprint == before
    change(tmp_path)
    assert look(tmp_path).fingerprint != before


def test_the_newest_change_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.utime(tmp_path / "a", ns=(0, 4_000_000_000_000_000_007))
    assert look(tmp_path).newest_mtime_ns == 4_000_000_000_000_000_007


def test_a_missing_path_is_unreadable(tmp_path: Path) -> None:
    assert look(tmp_path / "missing").has_unreadable


def test_names_of_one_inode_outside_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").touch()
    (tmp_path / "in" / "b").hardlink_to(tmp_path / "in" / "a")
    assert not look(tmp_path / "in").has_outside_links
    (tmp_path / "c").hardlink_to(tmp_path / "in" / "a")
    assert look(tmp_path / "in").has_outside_links


def test_it_can_be_called_off(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    found = survey([str(tmp_path)], is_cancelled=lambda: True, progress=lambda _count: None)
    assert not found.is_complete


def test_names_that_are_no_text_are_counted(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\n")).touch()
    assert look(tmp_path).file_count == 1


@pytest.mark.slow
def test_a_hundred_thousand_files_take_a_second_and_a_half_of_work(tmp_path: Path) -> None:
    for number in range(100_000):
        os.close(os.open(tmp_path / f"file {number}.txt", os.O_CREAT))
    # Of the processor, so that what else runs on the machine does not count.
    start_s = time.process_time()
    assert look(tmp_path).file_count == 100_000
    assert time.process_time() - start_s < limit_s(1.5)


def test_very_many_paths_are_told_of_and_can_be_called_off(tmp_path: Path) -> None:
    paths = []
    for number in range(1_000):
        (tmp_path / str(number)).touch()
        paths.append(str(tmp_path / str(number)))
    told: list[int] = []
    assert survey(paths, is_cancelled=lambda: False, progress=told.append).is_complete
    assert len(told) > 1 and told == sorted(told)
    assert not survey(paths, is_cancelled=lambda: True, progress=told.append).is_complete
