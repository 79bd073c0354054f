"""The copy of the newest audit entry: whole or not there, and never put back to an older one."""

import errno
import stat
from pathlib import Path

import pytest

from assistant.kernel.errors import ConfigError, StoreError
from assistant.safety.audit import AuditEntry, next_entry
from assistant.store.head_file import HeadFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "audit.head"


def entry(number: int) -> AuditEntry:
    return next_entry((number - 1, "0" * 64), "2026-11-22", "done", 1, "{}")


def always(_number: int, _digest: str) -> bool:
    return True


def never(_number: int, _digest: str) -> bool:
    return False


def test_what_is_written_is_read(path: Path) -> None:
    HeadFile(path).write(entry(3), always)
    assert HeadFile(path).read() == (3, entry(3).digest)


def test_it_is_for_the_user_alone(path: Path) -> None:
    HeadFile(path).write(entry(3), always)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["audit.head"], "no draft is left"


def test_a_newer_one_stays(path: Path) -> None:
    head = HeadFile(path)
    head.write(entry(5), always)
    head.write(entry(4), always)
    head.write(entry(5), always)
    assert head.read() == (5, entry(5).digest)
    head.write(entry(6), always)
    assert head.read() == (6, entry(6).digest)


def test_one_that_is_not_in_the_chain_stays_as_the_proof_of_it(path: Path) -> None:
    head = HeadFile(path)
    head.write(entry(5), always)
    head.write(entry(6), never)
    assert head.read() == (5, entry(5).digest)


@pytest.mark.parametrize("content", [b"", b"x", b"3", b"x abc\n", b"3 abc def\n", b"\xff\xfe 1", b"3 \xc3\xbc"])
def test_anything_else_in_the_file_is_nothing(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    assert HeadFile(path).read() is None
    HeadFile(path).write(entry(1), never)
    assert HeadFile(path).read() == (1, entry(1).digest)


def test_a_missing_file_is_nothing(path: Path) -> None:
    assert HeadFile(path).read() is None


@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(errno.ENOSPC, "full"), "disk-full"), (PermissionError(errno.EACCES, "no"), "store-unusable")],
)
def test_what_cannot_be_written_is_an_error_with_a_name(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    def refuse(*_args: object) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError) as caught:
        HeadFile(path).write(entry(1), always)
    assert caught.value.code == code


def test_a_folder_that_cannot_be_used_is_an_error_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(ConfigError) as caught:
        HeadFile(tmp_path / "state" / "audit.head").write(entry(1), always)
    assert caught.value.code == "folder-unusable"


def test_a_folder_that_others_could_change_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o777)
    HeadFile(path).write(entry(1), always)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
