import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.config import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_show_prints_toml_that_can_be_used_as_the_file(zenus_home: Path) -> None:
    shown = run("show").stdout
    assert "[speech]" in shown
    (zenus_home / "config").mkdir()
    (zenus_home / "config/config.toml").write_text(shown)
    assert run("validate").exit_code == 0


def test_show_as_json_gives_what_holds(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_SPEECH__SPEED", "1.5")
    shown = json.loads(run("show", "--json").stdout)
    assert shown["file"] == str(zenus_home / "config/config.toml")
    assert shown["settings"]["speech"]["speed"] == 1.5


@pytest.mark.parametrize(
    ("options", "printed"),
    [((), 'speech.languages = ["de", "en"]'), (("--json",), '{"key": "speech.languages", "value": ["de", "en"]}')],
)
def test_set_changes_the_file_and_says_so(zenus_home: Path, options: tuple[str, ...], printed: str) -> None:
    assert run("set", "speech.languages", "de, en", *options).stdout.strip() == printed
    assert (zenus_home / "config/config.toml").read_text() == '[speech]\nlanguages = ["de", "en"]\n'


def test_a_wrong_value_is_explained_on_stderr(zenus_home: Path) -> None:
    result = run("set", "speech.speed", "9")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "a number from 0.5 to 2" in result.stderr


def test_a_wrong_file_is_explained_as_json(zenus_home: Path) -> None:
    (zenus_home / "config").mkdir()
    (zenus_home / "config/config.toml").write_text("[speech]\nsped = 1\n")
    result = run("validate", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stderr)["code"] == "config-unknown-key"


def test_validate_says_when_there_is_no_file(zenus_home: Path) -> None:
    assert "no settings file" in run("validate").stdout
    assert json.loads(run("validate", "--json").stdout)["exists"] is False


def test_validate_says_that_a_file_is_valid(zenus_home: Path) -> None:
    run("set", "speech.speed", "1")
    assert "are valid" in run("validate").stdout
