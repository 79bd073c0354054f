"""The figures of `zenus bench voice`, from a run that was measured elsewhere."""

import subprocess
from pathlib import Path

import pytest

from assistant.app.bench import voice
from assistant.kernel.errors import ZenusError
from models.store import ModelStore

ANSWERED = {
    **{"file": "a.wav", "duration_s": 2.1, "answer": "It is noon.", "speech_ended_ms": 300.0, "transcript_ms": 500.0},
    **{"plan_ms": 502.0, "action_finished_ms": 504.0, "reply_ms": 505.0, "first_audio_ms": 620.0},
}
SEEN = {"word_lag_ms": {"p50": 250.0, "p95": 500.0}, "first_audio_ms": {"p50": 600.0}}
SLOW = {**ANSWERED, "transcript_ms": 900.0, "first_audio_ms": 1500.0}
UNHEARD = {"file": "b.wav", "duration_s": 2.0, "answer": ""}
HEARD = {
    "ours": {"p50_ms": 250.0, "word_error_rate": 0.05},
    "stock": {"p50_ms": 800.0, "word_error_rate": 0.07},
    "ratio_to": {"stock": 0.3125},
}


def measured(monkeypatch: pytest.MonkeyPatch, *requests: dict) -> None:
    """Let the run have measured these."""
    watched = [{**request, "partials": [[1.0, "what"]]} for request in requests]
    result = {"requests": list(requests), "watched": watched, "ready_s": 3.0, "idle_cpu_share": 0.04, "rss_mb": 480.0}
    monkeypatch.setattr(voice.partials, "figures", lambda *_args: SEEN)
    monkeypatch.setattr(voice, "_speak_requests", lambda _folder, is_full: [])
    monkeypatch.setattr(voice, "_in_own_process", lambda _requests: dict(result))


def test_stages_count_from_the_end_of_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, ANSWERED, SLOW, ANSWERED)
    figures, targets = voice.run(None)
    assert (figures["answered"], figures["asked"]) == (3, 3)
    assert figures["stages_from_end_of_speech_ms"]["transcript"]["p50"] == 500.0
    assert figures["transcript_to_first_audio_ms"]["max"] == 600.0
    missed = {target.name for target in targets if not target.is_met}
    assert missed == {"end of speech to first audio, p95 ms"}


def test_a_request_without_an_answer_is_counted_and_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, ANSWERED, UNHEARD)
    figures, _ = voice.run(None)
    assert (figures["answered"], figures["asked"]) == (1, 2)
    assert figures["stages_from_end_of_speech_ms"]["first_audio"]["n"] == 1


def test_without_any_answer_there_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, UNHEARD)
    with pytest.raises(ZenusError) as caught:
        voice.run(None)
    assert caught.value.code == "bench-failed"


def test_with_recordings_the_recogniser_is_measured_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    measured(monkeypatch, ANSWERED)
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))
    monkeypatch.setattr(voice.recogniser, "run", lambda model, data, **_options: {**HEARD, "data": str(data)})
    figures, targets = voice.run(tmp_path)
    assert figures["recogniser"]["data"] == str(tmp_path)
    assert {"recogniser alone on commands, p50 ms", "recogniser, time of stock"} <= {each.name for each in targets}


@pytest.mark.parametrize(("ours", "is_met"), [(0.05, True), (0.07, True), (0.08, False)])
def test_the_recogniser_may_not_err_more_than_stock(ours: float, is_met: bool) -> None:
    heard = {**HEARD, "ours": {**HEARD["ours"], "word_error_rate": ours}}
    by_name = {target.name: target for target in voice.recogniser_targets(heard, is_full=True)}
    assert by_name["recogniser, word error rate above stock's"].is_met is is_met


class Done:
    def __init__(self, returncode: int, stdout: str = "", stderr: str = "") -> None:
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


@pytest.mark.parametrize(
    ("stderr", "reason"), [("Traceback\nModelError: missing\n", "ModelError: missing"), ("", "no reason was given")]
)
def test_a_run_that_failed_is_told_with_its_last_words(monkeypatch, stderr: str, reason: str) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: Done(1, stderr=stderr))
    with pytest.raises(ZenusError, match=reason) as caught:
        voice._in_own_process([])
    assert caught.value.code == "bench-failed"


def test_what_a_run_prints_last_is_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = []

    def run(command: list[str], **_options: object) -> Done:
        commands.append(command)
        return Done(0, 'a line of a library\n{"rss_mb": 480}\n')

    monkeypatch.setattr(subprocess, "run", run)
    assert voice._in_own_process([Path("a.wav")]) == {"rss_mb": 480}
    assert commands[0][-2:] == ["assistant.app.bench.pipeline", "a.wav"]


@pytest.mark.parametrize(
    ("is_full", "count"), [(False, voice.QUICK_REQUESTS), (True, len(voice.REQUESTS) * len(voice.FULL_VOICES))]
)
def test_requests_are_spoken_by_the_second_voice(monkeypatch, tmp_path: Path, is_full: bool, count: int) -> None:
    from speech.tts import kokoro

    said = []

    class Speaking:
        sample_rate_hz = 16_000

        def __init__(self, _model: Path, voice: str) -> None:
            self.voice = voice

        def synthesise(self, text: str):
            said.append(text)
            yield b"\0\x10" * 1600

    monkeypatch.setattr(kokoro, "KokoroTts", Speaking)
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))
    paths = voice._speak_requests(tmp_path, is_full=is_full)
    assert len(set(paths)) == len(said) == count
    assert all(path.stat().st_size > 2 * 1600 for path in paths)
    assert all(text.startswith("Hey Zenus, ") for text in said)
