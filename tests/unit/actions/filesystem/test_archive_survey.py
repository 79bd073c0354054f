import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from assistant.actions.filesystem import FileError
from assistant.actions.filesystem.archive_survey import survey_archive


def never() -> bool:
    return False


def test_a_zip_tells_what_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a/b.txt", "x" * 10)
        archive.writestr("c.txt", "x" * 5)
    assert survey_archive(str(tmp_path / "a.zip"), never) == (2, 15)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_tells_what_it_holds(tmp_path: Path, mode: str) -> None:
    with tarfile.open(tmp_path / "a.tar", mode) as archive:
        for name, size in (("a", 3), ("b", 4)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(b"x" * size))
    assert survey_archive(str(tmp_path / "a.tar"), never) == (2, 7)


def test_what_is_no_archive_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("hello")
    with pytest.raises(FileError) as caught:
        survey_archive(str(tmp_path / "a.zip"), never)
    assert caught.value.code == "archive-damaged"


def test_nothing_is_read_through_a_link_or_out_of_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.zip").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "b.zip")
    for name in ("a.zip", "b.zip"):
        with pytest.raises(FileError):
            survey_archive(str(tmp_path / name), never)


def test_looking_can_be_called_off(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(10):
            archive.writestr(str(number), "x")
    assert survey_archive(str(tmp_path / "a.zip"), lambda: True) == (1, 1)
