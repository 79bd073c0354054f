"""`zenus help`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_HOME", str(tmp_path))


def test_a_topic_is_shown_under_its_heading() -> None:
    result = CliRunner().invoke(app, ["help", "volume"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["The volume", "    set the volume to forty percent"]


def test_as_json_a_sentence_is_a_line() -> None:
    result = CliRunner().invoke(app, ["help", "undo", "--json"])
    first = json.loads(result.stdout.splitlines()[0])
    assert set(first) == {"say", "topic", "title", "is_pattern"}


def test_what_is_found_nowhere_is_an_error_that_names_it() -> None:
    result = CliRunner().invoke(app, ["help", "elephants"])
    assert result.exit_code == 1
    assert "'elephants'" in result.stderr
