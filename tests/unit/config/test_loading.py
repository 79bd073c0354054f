from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.config.keys import keys
from assistant.config.loading import load_settings, read_environment
from assistant.config.settings import PathSettings, Settings
from assistant.kernel.capabilities import CAPABILITIES
from assistant.kernel.errors import ConfigError


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def error_of(path: Path, environment: dict[str, str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environment or {})
    return caught.value


def test_without_file_and_environment_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "missing.toml", {}) == Settings()


def test_the_file_wins_over_the_defaults(tmp_path: Path) -> None:
    loaded = load_settings(written(tmp_path, '[speech]\nlanguages = ["de", "en"]\nspeed = 1\n'), {})
    assert loaded.speech.languages == ("de", "en")
    assert loaded.speech.speed == 1.0
    assert loaded.speech.voice == Settings().speech.voice


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[audio]\nmicrophone = "Desk"\nspeaker = "Hall"\n')
    loaded = load_settings(path, {"ZENUS_AUDIO__MICROPHONE": "Headset"})
    assert (loaded.audio.microphone, loaded.audio.speaker) == ("Headset", "Hall")


@pytest.mark.parametrize(
    ("name", "text", "section", "key", "value"),
    [
        ("ZENUS_SPEECH__PATIENCE_S", "2.5", "speech", "patience_s", 2.5),
        ("ZENUS_SPEECH__EARCONS", "false", "speech", "earcons", False),
        ("ZENUS_SPEECH__LANGUAGES", "de, en", "speech", "languages", ("de", "en")),
        ("ZENUS_SAFETY__DENY", '["screen.read"]', "safety", "deny", ("screen.read",)),
        ("ZENUS_SAFETY__ALLOW", "", "safety", "allow", ()),
        ("ZENUS_RECOGNISER__THREADS", "4", "recogniser", "threads", 4),
    ],
)
def test_environment_values_get_their_type(
    tmp_path: Path, name: str, text: str, section: str, key: str, value: object
) -> None:
    loaded = load_settings(tmp_path / "none", {name: text})
    assert getattr(getattr(loaded, section), key) == value


def test_variables_that_move_folders_are_no_settings(tmp_path: Path) -> None:
    environment = {"ZENUS_HOME": "/x", "ZENUS_MODELS": "/y", "OTHER__THING": "1"}
    assert read_environment(environment) == {}


def test_the_users_own_file_is_read_by_default(zenus_home: Path) -> None:
    (zenus_home / "config").mkdir()
    written(zenus_home / "config", '[wake]\nsensitivity = "high"\n')
    assert load_settings().wake.sensitivity == "high"


def test_an_unknown_key_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "[speech]\npatience = 2\n"))
    assert error.code == "config-unknown-key"
    assert "'speech.patience'" in error.message
    assert "'speech.patience_s'" in error.hint


def test_an_unknown_section_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "[audoi]\n"))
    assert (error.code, error.hint) == ("config-unknown-key", "Did you mean 'audio'?")


def test_an_unknown_key_like_no_other_gets_no_guess(tmp_path: Path) -> None:
    assert "zenus config show" in error_of(written(tmp_path, "qqqq = 1\n")).hint


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    error = error_of(tmp_path / "none", {"ZENUS_AUDIO__MICROFONE": "x"})
    assert error.code == "config-unknown-key"
    assert "ZENUS_AUDIO__MICROFONE" in error.message


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[speech]\nspeed = 9\n", "speech.speed", "a number from 0.5 to 2"),
        ("[speech]\nspeed = nan\n", "speech.speed", "a number from 0.5 to 2"),
        ("[speech]\nlanguages = []\n", "speech.languages", "a list, each item a language code"),
        ('[speech]\nlanguages = ["english"]\n', "speech.languages", "a list, each item a language code"),
        ('[speech]\nvoice = ""\n', "speech.voice", "text that is not empty"),
        ('[wake]\nsensitivity = "max"\n', "wake.sensitivity", "low, normal or high"),
        ('[safety]\ndeny = ["screen.reed"]\n', "safety.deny", "screen.read"),
        ("[safety]\npaths = [3]\n", "safety.paths", "a list, each item a table with path, allow, ask and deny"),
        ("[recogniser]\nthreads = 1.5\n", "recogniser.threads", "a whole number from 0 to 64"),
        ('[privacy]\nlog_private = "perhaps"\n', "privacy.log_private", "true or false"),
        ("audio = 3\n", "audio", "[audio]"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(tmp_path: Path, text: str, key: str, hint: str) -> None:
    error = error_of(written(tmp_path, text))
    assert error.code == "config-invalid"
    assert repr(key) in error.message
    assert hint in error.hint


def test_a_wrong_variable_is_blamed_and_not_the_file(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "[speech]\nspeed = 1\n"), {"ZENUS_SPEECH__SPEED": "fast"})
    assert "ZENUS_SPEECH__SPEED" in error.message
    assert "config.toml" not in error.message


def test_a_section_that_is_no_section_is_not_hidden_by_a_variable(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "speech = 1\n"), {"ZENUS_SPEECH__SPEED": "1"})
    assert error.code == "config-invalid"


def test_a_long_value_is_shortened(tmp_path: Path) -> None:
    assert len(error_of(written(tmp_path, f'[wake]\nsensitivity = "{"x" * 5000}"\n')).message) < 400


def test_broken_toml_is_reported_with_line_and_column(tmp_path: Path) -> None:
    error = error_of(written(tmp_path, "[speech]\nspeed = = 1\n"))
    assert error.code == "config-unreadable"
    assert "line 2, column 9" in error.message


@pytest.mark.parametrize("content", [b"[speech]\nvoice = '\xff'\n", b"a = " + b"[" * 100_000, b"a = " + b"9" * 5000])
def test_a_file_that_is_no_text_or_no_toml_is_reported(tmp_path: Path, content: bytes) -> None:
    assert error_of(written(tmp_path, content)).code == "config-unreadable"


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, b"\xef\xbb\xbf[speech]\nspeed = 2\n"), {}).speech.speed == 2


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    error = error_of(tmp_path)
    assert error.code == "config-unreadable"
    assert str(tmp_path) in error.message


def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the superuser is refused nothing
    error = error_of(tmp_path / "config.toml")
    assert (error.code, "Permission denied" in error.message) == ("config-unreadable", True)


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().speech.speed = 2.0  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    assert [key.dotted for key in keys() if not (key.field.description or "").endswith(".")] == []


@pytest.mark.parametrize("name", [*CAPABILITIES, "plugin.lamp"])
def test_every_capability_can_be_granted_asked_about_and_denied(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, f'[safety]\nallow = ["{name}"]\nask = ["{name}"]\ndeny = ["{name}"]\n')
    safety = load_settings(path, {}).safety
    assert (safety.allow, safety.ask, safety.deny) == ((name,), (name,), (name,))


def test_places_are_tables(tmp_path: Path) -> None:
    path = written(tmp_path, '[[safety.paths]]\npath = "~/secret"\ndeny = ["all"]\n')
    assert load_settings(path, {}).safety.paths == (PathSettings(path="~/secret", deny=("all",)),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('path = "secret"', "config-invalid"),
        ('path = "~ann/x"', "config-invalid"),
        ('allow = ["all"]', "config-invalid"),
        ('path = "/x"\nallow = ["everything"]', "config-invalid"),
        ('path = "/x"\nallows = ["all"]', "config-unknown-key"),
    ],
)
def test_a_place_that_means_nothing_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert error_of(written(tmp_path, f"[[safety.paths]]\n{text}\n")).code == code


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([key.dotted for key in keys()]), st.text(max_size=20), max_size=3))
def test_any_text_in_the_environment_loads_or_is_a_config_error(values: dict[str, str]) -> None:
    environment = {f"ZENUS_{dotted.replace('.', '__').upper()}": text for dotted, text in values.items()}
    try:
        load_settings(Path("/nonexistent/config.toml"), environment)
    except ConfigError as error:
        assert error.code == "config-invalid"
