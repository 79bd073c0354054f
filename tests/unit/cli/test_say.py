import wave
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli import say as module
from assistant.kernel.errors import ModelError
from assistant.kernel.testing.audio import FakeSpeaker, FakeTts

app = typer.Typer()
app.command()(module.say)


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> FakeSpeaker:
    speaker = FakeSpeaker()
    monkeypatch.setattr(module, "_load", lambda speed: (FakeTts(), "en"))
    monkeypatch.setattr("speech.audio.speaker.DeviceSpeaker", lambda host: speaker)
    return speaker


def test_it_speaks_through_the_speaker(speaker: FakeSpeaker) -> None:
    assert CliRunner().invoke(app, ["Hi."]).exit_code == 0
    assert b"".join(pcm for _, pcm in speaker.played) == FakeTts.BLOCK * 3


def test_it_writes_the_spoken_form_into_a_file(speaker: FakeSpeaker, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["Yes. 5!", "--output", str(tmp_path / "y.wav")]).exit_code == 0
    with wave.open(str(tmp_path / "y.wav")) as sound:
        assert sound.getframerate() == FakeTts.sample_rate_hz
        assert sound.getnframes() == 960 * len("Yes.five!")
    assert speaker.played == []


def test_nothing_to_say_is_wrong_usage(speaker: FakeSpeaker) -> None:
    result = CliRunner().invoke(app, ["😀"])
    assert result.exit_code == 2
    assert "There is nothing to say." in result.stderr


def test_a_missing_voice_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(speed: float) -> FakeTts:
        raise ModelError("The voice is missing.", code="model-missing", hint="Fetch it.")

    monkeypatch.setattr(module, "_load", missing)
    result = CliRunner().invoke(app, ["Hi.", "--json"])
    assert result.exit_code == 1
    assert '"model-missing"' in result.stderr


@pytest.mark.parametrize("speed", ["0.1", "9", "fast"])
def test_an_impossible_speed_is_wrong_usage(speaker: FakeSpeaker, speed: str) -> None:
    assert CliRunner().invoke(app, ["Hi.", "--speed", speed]).exit_code == 2
