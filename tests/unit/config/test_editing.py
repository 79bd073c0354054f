import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.config import editing
from assistant.config.editing import put_value, reset_value, set_value
from assistant.config.loading import load_settings
from assistant.kernel.errors import ConfigError, StoreError, ZenusError

COMMENTED = """\
# my settings
[speech]  # how it talks
speed = 1.5  # quick
# voice = "other"

[audio]
microphone = "Desk"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "zenus" / "config.toml"


@pytest.fixture
def commented(path: Path) -> Path:
    path.parent.mkdir()
    path.write_text(COMMENTED)
    return path


def code_of(path: Path, key: str, text: str) -> str:
    with pytest.raises(ZenusError) as caught:
        set_value(path, key, text)
    return caught.value.code


def test_a_first_setting_makes_a_private_file(path: Path) -> None:
    assert set_value(path, "speech.patience_s", "2").speech.patience_s == 2
    assert path.read_text() == "[speech]\npatience_s = 2.0\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_comments_and_order_are_kept(commented: Path) -> None:
    set_value(commented, "speech.speed", "0.8")
    assert commented.read_text() == COMMENTED.replace("1.5", "0.8")


def test_a_place_cannot_be_typed(commented: Path) -> None:
    assert code_of(commented, "safety.paths", "~/secret") == "config-invalid"
    assert commented.read_text() == COMMENTED


def test_a_list_is_written_as_a_list(commented: Path) -> None:
    set_value(commented, "speech.languages", "de,en")
    assert 'languages = ["de", "en"]' in commented.read_text()


@pytest.mark.parametrize("text", ["speech.speed = 1.5\n", "speech = {speed = 1.5}\n"])
def test_other_ways_to_write_a_section_are_understood(commented: Path, text: str) -> None:
    commented.write_text(text)
    set_value(commented, "speech.speed", "0.8")
    assert commented.read_text() == text.replace("1.5", "0.8")


def test_a_wrong_value_leaves_the_file_as_it_was(commented: Path) -> None:
    assert code_of(commented, "speech.speed", "warp") == "config-invalid"
    assert commented.read_text() == COMMENTED


def test_an_unknown_key_is_refused_with_the_nearest_one(commented: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        set_value(commented, "speech.spede", "1")
    assert (caught.value.code, caught.value.hint) == ("config-unknown-key", "Did you mean 'speech.speed'?")


def test_a_section_is_no_key(commented: Path) -> None:
    assert code_of(commented, "speech", "1") == "config-unknown-key"


def test_setting_the_wrong_key_mends_the_file(commented: Path) -> None:
    commented.write_text("[speech]\nspeed = 99\n")
    set_value(commented, "speech.speed", "1")
    assert load_settings(commented, {}).speech.speed == 1


def test_a_section_that_is_a_value_is_not_overwritten(commented: Path) -> None:
    commented.write_text("speech = 1\n")
    assert code_of(commented, "speech.speed", "1") == "config-invalid"


def test_the_environment_is_not_written_into_the_file(commented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_AUDIO__SPEAKER", "Hall")
    assert set_value(commented, "speech.speed", "1").audio.speaker == ""
    assert "Hall" not in commented.read_text()


def test_a_linked_file_stays_a_link_and_keeps_its_mode(tmp_path: Path, commented: Path) -> None:
    commented.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(commented)
    set_value(link, "speech.speed", "0.8")
    assert link.is_symlink()
    assert "0.8" in commented.read_text()
    assert stat.S_IMODE(commented.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [(errno.ENOSPC, StoreError, "disk-full"), (errno.EACCES, ConfigError, "config-unwritable")],
)
def test_a_failed_write_leaves_the_file_as_it_was(
    commented: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[ZenusError], code: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(editing, "os", SimpleNamespace(fdopen=os.fdopen, fchmod=os.fchmod, fsync=fail))
    with pytest.raises(kind) as caught:
        set_value(commented, "speech.speed", "1")
    assert caught.value.code == code
    assert commented.read_text() == COMMENTED
    assert list(commented.parent.iterdir()) == [commented]


@settings(max_examples=50)
@given(text=st.text(max_size=40))
def test_any_name_survives_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("editing") / "config.toml"
    set_value(path, "audio.microphone", text)
    assert load_settings(path, {}).audio.microphone == text


def test_a_value_of_the_right_type_is_put_as_it_is(commented: Path) -> None:
    place = {"path": "~/secret", "deny": ["all"]}
    assert put_value(commented, "safety.paths", [place]).safety.paths[0].deny == ("all",)
    assert load_settings(commented, {}).safety.paths[0].path == "~/secret"
    assert "speed = 1.5  # quick" in commented.read_text()


def test_a_reset_takes_the_key_out_and_leaves_the_rest(commented: Path) -> None:
    assert reset_value(commented, "speech.speed").speech.speed == 1.0
    assert commented.read_text() == COMMENTED.replace("speed = 1.5  # quick\n", "")


def test_a_reset_of_what_was_never_set_changes_nothing(path: Path) -> None:
    assert reset_value(path, "speech.speed").speech.speed == 1.0
    assert not path.exists()
