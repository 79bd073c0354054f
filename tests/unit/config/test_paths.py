import errno
import os
import socket
import stat
from pathlib import Path

import pytest

from assistant.config import paths
from assistant.kernel.errors import ConfigError, StoreError

PLACES = [
    paths.config_file,
    paths.data_dir,
    paths.database_file,
    paths.state_dir,
    paths.runtime_dir,
    paths.lock_file,
    paths.log_file,
]


@pytest.fixture
def plain_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("ZENUS_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_everything_lies_under_zenus_home(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZENUS_MODELS")
    for place in [*PLACES, paths.models_dir]:
        assert zenus_home in place().parents, place.__name__


def test_asking_for_places_creates_nothing(zenus_home: Path) -> None:
    for place in [*PLACES, paths.models_dir, paths.socket_file]:
        place()
    assert list(zenus_home.iterdir()) == []


def test_zenus_models_moves_the_models_alone(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_MODELS", "/elsewhere/models")
    assert paths.models_dir() == Path("/elsewhere/models")
    assert paths.data_dir() == zenus_home / "data"


def test_a_relative_home_does_not_depend_on_later_changes_of_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZENUS_HOME", "profile")
    assert paths.data_dir() == tmp_path / "profile" / "data"


def test_an_empty_variable_counts_as_unset(plain_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_HOME", "")
    monkeypatch.setenv("ZENUS_MODELS", "")
    assert paths.config_file() == plain_home / ".config/zenus/config.toml"
    assert paths.models_dir() == plain_home / ".cache/zenus/models"
    assert paths.database_file() == plain_home / ".local/share/zenus/zenus.db"


def test_the_session_folder_holds_socket_and_lock(plain_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = plain_home / "session"
    session.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    assert paths.lock_file() == session / "zenus/zenus.lock"


def test_without_a_session_folder_the_state_folder_is_used(plain_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(plain_home / "missing"))
    assert paths.runtime_dir() == plain_home / ".local/state/zenus/run"


def test_the_socket_lies_with_the_lock_when_the_path_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_HOME", "/tmp/z")
    assert paths.socket_file() == Path("/tmp/z/run/zenus.sock")


def test_a_long_home_still_gives_a_socket_that_can_be_bound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZENUS_HOME", str(tmp_path / ("ö" * 60)))
    path = paths.socket_file()
    assert len(os.fsencode(path)) <= paths.SOCKET_PATH_LIMIT_BYTES
    paths.ensure_private(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    finally:
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def test_two_long_homes_get_two_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_HOME", "/" + "a" * 120)
    first = paths.socket_file()
    monkeypatch.setenv("ZENUS_HOME", "/" + "b" * 120)
    assert paths.socket_file() != first


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    old_mask = os.umask(0)
    try:
        assert paths.ensure_private(folder) == folder
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_open_folder_of_ours_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    paths.ensure_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths.os, "getuid", lambda: 4_000_000)
    with pytest.raises(ConfigError) as caught:
        paths.ensure_private(tmp_path)
    assert caught.value.code == "folder-not-private"


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(ConfigError) as caught:
        paths.ensure_private(tmp_path / "data")
    assert caught.value.code == "folder-unusable"


def test_a_full_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(StoreError) as caught:
        paths.ensure_private(tmp_path / "data")
    assert caught.value.code == "disk-full"
