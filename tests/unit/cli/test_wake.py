"""`zenus wake`: files, and training."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from assistant.app import wake_training
from assistant.cli import wake
from assistant.cli.commands import app
from speech.audio.files import write_wav


class ScriptedScanner:
    """Finds the phrase once in whatever it is given."""

    def scan(self, pcm: bytes) -> Sequence[tuple[float, float]]:
        return [(1.2, 0.98765)]


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(wake, "_scanner", ScriptedScanner)
    path = tmp_path / "a.wav"
    write_wav(path, np.zeros(16_000, np.int16).tobytes(), 16_000)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["wake", *arguments])


@pytest.mark.parametrize("arguments", [["--json", "{}"], ["{}", "--json"], ["find", "{}", "--json"]])
def test_files_are_searched_with_and_without_the_command(sound: Path, arguments: list[str]) -> None:
    done = run(*(argument.format(sound) for argument in arguments))
    assert json.loads(done.stdout) == {
        "file": str(sound),
        "duration_s": 1.0,
        "detections": [{"t_s": 1.2, "score": 0.9877}],
    }


def test_a_trained_phrase_is_told_how_to_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake_training, "train", lambda *_args, **_options: Path("hey_robin.onnx"))
    assert 'config set wake.phrase "hey robin"' in run("train", "hey robin").stdout


@pytest.mark.parametrize("phrase", ["", "x", "one two three four five", "42"])
def test_what_cannot_be_spoken_cannot_be_trained(zenus_home: Path, phrase: str) -> None:
    done = run("train", phrase)
    assert done.exit_code == 2 and "cannot be trained" in done.stderr


def test_training_says_what_it_needs(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake_training.importlib.util, "find_spec", lambda _name: None)
    done = run("train", "hey robin")
    assert done.exit_code == 2 and "pip install torch onnx" in done.stderr
