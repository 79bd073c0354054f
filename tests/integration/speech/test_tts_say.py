"""`zenus say` as a user calls it."""

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.usefixtures("zenus_home")]


def say(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from assistant.cli.entry import main; main()", "say", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_text_becomes_a_wav_file(tmp_path: Path) -> None:
    done = say("It's 5:42 PM. The volume is 40 %.", "--output", str(tmp_path / "y.wav"))
    assert (done.returncode, done.stderr) == (0, "")
    with wave.open(str(tmp_path / "y.wav")) as sound:
        assert sound.getframerate() == 22_050
        assert 2 < sound.getnframes() / 22_050 < 8


@pytest.mark.parametrize("text", ["", "   ", "😀", "**"])
def test_without_words_there_is_nothing_to_say(tmp_path: Path, text: str) -> None:
    done = say(text, "--output", str(tmp_path / "y.wav"), "--json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["code"] == "nothing-to-say"
    assert not (tmp_path / "y.wav").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    done = say("Hello.", "--output", str(tmp_path / "no" / "y.wav"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "folder-missing"


def test_a_missing_voice_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_MODELS", str(tmp_path))
    done = say("Hello.", "--output", str(tmp_path / "y.wav"))
    assert done.returncode == 1
    assert "zenus models fetch" in done.stderr
    assert "Traceback" not in done.stderr
