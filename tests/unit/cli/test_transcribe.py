"""`zenus transcribe`, with a recogniser that follows a script."""

import json
from pathlib import Path

import pytest
import typer

from assistant.cli import transcribe as command
from assistant.config.paths import config_file, ensure_private
from assistant.kernel.errors import UsageError
from assistant.kernel.testing.audio import ScriptedStt
from assistant.kernel.types import SpeechHints, Transcript
from models.store import ModelStore
from speech.audio.files import write_wav
from speech.stt import whisper

SOUND = b"\x10\x20" * 16_000


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "request.wav"
    write_wav(path, SOUND)
    return path


@pytest.fixture
def stt(monkeypatch: pytest.MonkeyPatch) -> ScriptedStt:
    made = ScriptedStt({SOUND: "Open the browser."})
    monkeypatch.setattr(command, "_recogniser", lambda languages: (made, tuple(languages or ("en",))))
    return made


def test_a_file_becomes_one_json_object(sound: Path, stt: ScriptedStt, capsys: pytest.CaptureFixture[str]) -> None:
    command.transcribe([sound], as_json=True)
    record = json.loads(capsys.readouterr().out)
    assert record.pop("elapsed_s") >= 0
    assert record == {
        "file": str(sound), "text": "Open the browser.", "language": "en", "confidence": 0.9, "duration_s": 1.0
    }  # fmt: skip


def test_the_languages_reach_the_recogniser(sound: Path, stt: ScriptedStt) -> None:
    command.transcribe([sound], languages=["fr", "de"])
    assert stt.calls[0][1].languages == ("fr", "de")


def test_a_bad_file_does_not_stop_the_others(sound: Path, stt: ScriptedStt, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        command.transcribe([sound.with_name("none.wav"), sound], as_json=True)
    told = capsys.readouterr()
    assert ended.value.exit_code == 1
    assert json.loads(told.err)["code"] == "file-missing"
    assert json.loads(told.out)["text"] == "Open the browser."


def test_silence_is_said(tmp_path: Path, stt: ScriptedStt, capsys: pytest.CaptureFixture[str]) -> None:
    write_wav(tmp_path / "silence.wav", bytes(3200))
    command.transcribe([tmp_path / "silence.wav"])
    assert capsys.readouterr().out.endswith("silence.wav: (no speech)\n")


def test_an_unknown_language_is_wrong_usage(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Picky(ScriptedStt):
        def transcribe(self, pcm: bytes, hints: SpeechHints) -> Transcript:
            raise UsageError("No.", code="unknown-language")

    monkeypatch.setattr(command, "_recogniser", lambda languages: (Picky({}), ("xx",)))
    with pytest.raises(typer.Exit) as ended:
        command.transcribe([sound], languages=["xx"])
    assert ended.value.exit_code == 2


@pytest.mark.parametrize(
    ("languages", "spoken"), [(None, ("de", "en")), (["fr"], ("fr",)), (["any"], ()), (["fr", "any"], ())]
)
def test_the_model_and_the_languages_are_those_of_the_settings(
    zenus_home: Path, monkeypatch: pytest.MonkeyPatch, languages: list[str] | None, spoken: tuple[str, ...]
) -> None:
    ensure_private(config_file().parent)
    settings = '[speech]\nlanguages = ["de", "en"]\n[recogniser]\nmodel = "whisper-tiny-en"\nthreads = 3\n'
    config_file().write_text(settings)
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))
    threads = {}
    monkeypatch.setattr(
        whisper, "WhisperStt", lambda folder, settings: threads.update(n=settings.decoder.cpu_threads) or folder
    )
    assert command._recogniser(languages) == (Path("whisper-tiny-en"), spoken) and threads == {"n": 3}
