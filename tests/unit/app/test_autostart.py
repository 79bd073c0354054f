"""Zenus starts with the desktop when it is told to."""

from pathlib import Path

import pytest

from assistant.app import autostart
from assistant.kernel.errors import ConfigError


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_on_writes_an_entry_that_runs_zenus_and_off_takes_it_away(config: Path) -> None:
    path = autostart.set_autostart(is_on=True)
    assert path == config / "autostart" / "zenus.desktop"
    lines = path.read_text().splitlines()
    assert "Type=Application" in lines and any(line.startswith("Exec=") and line.endswith(" run") for line in lines)
    autostart.set_autostart(is_on=False)
    assert not path.exists()


def test_off_twice_is_no_failure(config: Path) -> None:
    autostart.set_autostart(is_on=False)
    autostart.set_autostart(is_on=False)


def test_a_folder_that_cannot_be_made_is_told(config: Path) -> None:
    (config / "autostart").write_text("in the way")
    with pytest.raises(ConfigError, match="autostart"):
        autostart.set_autostart(is_on=True)


def test_odd_names_are_quoted() -> None:
    assert autostart._quoted('/home/a "b" 50%/zenus') == '"/home/a \\"b\\" 50%%/zenus"'
