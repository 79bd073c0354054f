"""`zenus transcribe` as a program: good files, bad files, silence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from speech.audio.files import write_wav

RECORDING = Path(__file__).parents[2] / "data" / "wake" / "bf_emma-switch_to_the_terminal.flac"


def transcribe(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from assistant.cli import entry; entry.main()", "transcribe", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.models
@pytest.mark.slow
def test_each_file_becomes_a_line_and_bad_files_do_not_stop_the_others(tmp_path: Path, zenus_home: Path) -> None:
    silence = tmp_path / "hour.wav"
    write_wav(silence, bytes(32_000 * 3600))
    done = transcribe("--json", str(tmp_path / "none.wav"), str(RECORDING), str(silence))
    assert done.returncode == 1
    spoken, silent = (json.loads(line) for line in done.stdout.splitlines())
    assert set(spoken) == {"file", "text", "language", "confidence", "duration_s", "elapsed_s"}
    assert "switch to the terminal" in spoken["text"].lower()
    assert (silent["text"], silent["duration_s"]) == ("", 3600)
    assert silent["elapsed_s"] < 20
    assert json.loads(done.stderr)["code"] == "file-missing"


@pytest.mark.models
@pytest.mark.slow
def test_people_read_the_text(zenus_home: Path) -> None:
    done = transcribe(str(RECORDING), "--language", "any")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{RECORDING}: ")
    assert done.stderr == ""


@pytest.mark.slow
def test_a_missing_model_says_what_to_do(tmp_path: Path, zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENUS_MODELS", str(tmp_path))
    done = transcribe("--json", str(RECORDING))
    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "model-missing"
    assert done.stdout == ""
