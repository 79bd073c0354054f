"""`zenus wake FILE…` as the contract has it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app

pytestmark = pytest.mark.models
RECORDINGS = sorted((Path(__file__).parents[2] / "data" / "wake").glob("*.flac"))


@pytest.fixture(autouse=True)
def _home(zenus_home: Path) -> None:
    """Keep the user's settings out."""


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "silence.wav", np.zeros(32_000, np.int16), 16_000)
    return tmp_path / "silence.wav"


def test_each_file_is_one_json_object(silence: Path) -> None:
    result = CliRunner().invoke(app, ["wake", str(RECORDINGS[0]), str(silence), "--json"])
    spoken, silent = (json.loads(line) for line in result.stdout.splitlines())
    assert spoken["file"] == str(RECORDINGS[0])
    assert len(spoken["detections"]) == 1
    assert 0.3 < spoken["detections"][0]["t_s"] < spoken["duration_s"] + 0.5
    assert 0.5 < spoken["detections"][0]["score"] <= 1
    assert silent == {"file": str(silence), "duration_s": 2.0, "detections": []}
    assert result.exit_code == 0


def test_people_are_told_when_it_was_said(silence: Path) -> None:
    result = CliRunner().invoke(app, ["wake", str(RECORDINGS[0]), str(silence)])
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{RECORDINGS[0]}: ")
    assert " s (" in first
    assert second == f"{silence}: not said"


def test_a_file_that_is_no_sound_is_an_error_in_one_object(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound at all, and much too long to be a header of one" * 3)
    result = CliRunner().invoke(app, ["wake", str(tmp_path / "text.wav"), "--json"])
    assert result.exit_code == 1
    assert set(json.loads(result.stderr)) == {"code", "message", "hint"}
    assert result.stdout == ""
