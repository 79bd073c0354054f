import errno
import os
from pathlib import Path

import pytest

from assistant.actions.filesystem import FileError, mounts, real_path, syscalls
from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.places import OpenedFolder, check, join, name_of, parent_of, read_identity


@pytest.mark.parametrize("path", ["relative", "/a/../b", "/a/./b", "/a//b", "/a/", "//a", "/a\0b", "", "/a/.."])
def test_a_path_that_is_not_plain_is_refused(path: str) -> None:
    with pytest.raises(FileError) as caught:
        check(path)
    assert caught.value.code == "invalid-path"


@pytest.mark.parametrize("path", ["/", "/a", "/a/.hidden", "/a/...", "/a/b..", "/\n"])
def test_a_plain_path_is_taken(path: str) -> None:
    check(path)


def test_parents_are_resolved_and_the_last_name_is_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "inner").symlink_to("nowhere")
    assert real_path(f"{tmp_path}/link/inner") == f"{tmp_path}/real/inner"
    assert real_path(f"{tmp_path}/link") == f"{tmp_path}/link"
    assert real_path(f"{tmp_path}/link/..") == str(tmp_path)
    assert real_path(f"{tmp_path}/link/../other/") == f"{tmp_path}/other"


def test_a_path_comes_apart_and_together() -> None:
    for path in ("/a", "/a/b"):
        assert join(parent_of(path), name_of(path)) == path


@pytest.mark.parametrize("has_openat2", [True, False])
def test_no_link_is_followed_on_the_way(has_openat2: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syscalls, "_has_openat2", lambda: has_openat2)
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    with OpenedFolder(f"{tmp_path}/real/inner"):
        pass
    for path in ("link", "link/inner"):
        with pytest.raises(FileError) as caught:
            OpenedFolder(f"{tmp_path}/{path}")
        assert caught.value.code == "changed-since"


def test_a_link_is_looked_at_itself(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    found = read_identity(f"{tmp_path}/link")
    assert found is not None
    assert found.size_bytes == len("nowhere")


def test_what_is_not_there_has_no_identity(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert read_identity(f"{tmp_path}/b") is None
    assert read_identity(f"{tmp_path}/b/c") is None
    assert read_identity(f"{tmp_path}/a/b") is None


@pytest.mark.parametrize("has_statx", [True, False])
def test_an_identity_is_what_the_system_tells(has_statx: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_statx:
        monkeypatch.setattr(syscalls, "_statx", lambda: None)
    (tmp_path / "a").write_text("text")
    status = (tmp_path / "a").stat()
    found = read_identity(f"{tmp_path}/a")
    assert found is not None
    assert (found.dev, found.ino) == (status.st_dev, status.st_ino)
    assert (found.size_bytes, found.mtime_ns) == (4, status.st_mtime_ns)
    assert found.is_file


def test_a_number_that_is_used_again_is_another_inode(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    before = read_identity(f"{tmp_path}/a")
    assert before is not None
    if not before.born_ns:
        pytest.skip("the file system does not tell when an inode was made")
    (tmp_path / "a").unlink()
    (tmp_path / "a").write_text("text")
    os.utime(tmp_path / "a", ns=(before.mtime_ns, before.mtime_ns))
    assert not before.is_same_inode(read_identity(f"{tmp_path}/a"))


def test_the_text_of_an_error_never_holds_a_name() -> None:
    with pytest.raises(FileError) as caught, Naming("/secret"):
        raise OSError(errno.ENOSPC, "No space left", "/secret/name")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert (caught.value.code, caught.value.path) == ("disk-full", "/secret")


def test_an_error_that_is_not_known_is_one_of_reading_or_writing() -> None:
    with pytest.raises(FileError) as caught, Naming("/a"):
        raise OSError(errno.EIO, "")
    assert caught.value.code == "io-error"


def test_mounted_disks_are_listed_with_the_root() -> None:
    assert "/" in mounts.mounted_folders()
    assert "/proc" not in mounts.mounted_folders()


def test_a_disk_with_a_space_in_its_name_is_listed(disk: Path) -> None:
    assert str(disk) in mounts.mounted_folders()
