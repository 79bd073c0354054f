"""The life of `zenus run`, in this process, with scripted engines: it starts, serves, and ends in order."""

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.app import demo
from assistant.app import run as module
from assistant.app.engines import Hearing
from assistant.app.instance import single_instance
from assistant.app.link.client import LinkClient
from assistant.app.run import RunOptions, run_assistant
from assistant.app.sound import Sound
from assistant.config import watch
from assistant.config.paths import config_file, database_file, ensure_private, lock_file, socket_file
from assistant.kernel.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from assistant.kernel.errors import AudioError, AudioFileError, InstanceError, ModelError, ZenusError
from assistant.kernel.testing.audio import FakeTts, FakeVad, ScriptedStt, ScriptedWake
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from speech.audio.files import read_pcm, write_wav

TIME = b"TIME"
QUICK = RunOptions(is_typed=True, is_fast=True, has_gui=False)


def voiced(marker: bytes, seconds: float = 0.5) -> bytes:
    """Return sound with a marker near its end, which the scripted engines hear."""
    sound = bytearray(b"\1" * (FRAME_BYTES * round(seconds / 0.02)))
    sound[-3 * FRAME_BYTES : -3 * FRAME_BYTES + len(marker)] = marker
    return bytes(sound)


def silence(seconds: float) -> bytes:
    return bytes(FRAME_BYTES * round(seconds / 0.02))


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """Return a file in which the time is asked for."""
    path = tmp_path / "request.wav"
    write_wav(path, silence(1) + voiced(ScriptedWake.MARKER) + voiced(TIME, 0.8) + silence(1), SAMPLE_RATE_HZ)
    return path


@pytest.fixture(autouse=True)
def _scripted(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def load_engines(_settings: object, *, has_ears: bool) -> tuple[FakeTts, Hearing | None]:
        stt = ScriptedStt({TIME: "Hey Zenus, what time is it?", ScriptedWake.MARKER: "Hey Zenus"})
        return FakeTts(), Hearing(stt, ScriptedWake(), FakeVad()) if has_ears else None

    monkeypatch.setattr(module, "load_engines", load_engines)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the end of a pipe that the typed requests come from."""
    reader, writer = os.pipe()
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield writer


def typing(keyboard: int, text: str) -> None:
    os.write(keyboard, text.encode())
    os.close(keyboard)


@contextmanager
def meanwhile(act: Callable[[LinkClient], object]) -> Iterator[None]:
    """Run `act` with a client, in a thread, as soon as the assistant answers."""

    def run() -> None:
        while True:
            try:
                with LinkClient(socket_file()) as client:
                    act(client)
                return
            except InstanceError as error:
                if error.code == "link-broken":
                    return  # It may end before it has answered that it will.
                threading.Event().wait(0.01)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(5)
    assert not thread.is_alive()


@contextmanager
def failing(kind: type[ZenusError]) -> Iterator[None]:
    """Expect one error, wrapped by task groups or not: the command line unwraps it."""
    with pytest.raises((kind, ExceptionGroup)) as caught:
        yield
    error = caught.value
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, kind)


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_typed_requests_are_answered_until_they_end(keyboard: int, capsys: pytest.CaptureFixture[str]) -> None:
    typing(keyboard, "what time is it\npaint the fence\n")
    run_assistant(QUICK)
    out = capsys.readouterr().out
    assert out.count("reply ") == 2 and "clock.time: verified" in out
    with Database(database_file()) as database:
        assert [record.utterance.modality for record in SqliteHistory(database).latest(9)] == ["typed", "typed"]


def test_a_spoken_file_is_heard_answered_and_written(spoken: Path, tmp_path: Path) -> None:
    answer, events = tmp_path / "answer.wav", tmp_path / "events.jsonl"
    run_assistant(RunOptions(spoken, answer, events, is_fast=True))
    types = [event["type"] for event in read(events)]
    expected = ["wake_detected", "speech_started", "speech_ended", "transcript", "plan", "action_finished", "reply"]
    assert [name for name in types if name in expected] == expected
    assert types.index("spoken") > types.index("reply")
    assert any(read_pcm(answer)), "the answer can be heard"


def test_without_a_microphone_a_voice_asks_and_the_answer_is_written(
    spoken: Path, keyboard: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def none(_self: Sound, _stack: object) -> None:
        raise AudioError("There is no microphone.", code="no-microphone")

    monkeypatch.setattr(Sound, "device_microphone", none)
    monkeypatch.setattr(demo, "make_request", lambda: spoken)
    os.close(keyboard)
    run_assistant(RunOptions(is_fast=True))
    out = capsys.readouterr().out
    assert "There is no display here" in out and "There is no microphone." in out
    assert f"The answer is in {demo.answer_path()}" in out
    assert any(read_pcm(demo.answer_path()))


@pytest.mark.parametrize(("has_output", "told"), [(True, "only written"), (False, "not heard")])
def test_without_a_speaker_it_says_what_becomes_of_what_it_says(
    keyboard: int, tmp_path: Path, monkeypatch, capsys, has_output: bool, told: str
) -> None:
    speaker = Sound.speaker

    async def no_device(self: Sound, stack: object, output: Path | None, *, has_device: bool) -> object:
        if has_device:
            raise AudioError("There is no speaker.", code="no-speaker")
        return await speaker(self, stack, output, has_device=False)

    monkeypatch.setattr(Sound, "speaker", no_device)
    typing(keyboard, "")
    run_assistant(RunOptions(output=tmp_path / "o.wav" if has_output else None, is_typed=True, has_gui=False))
    assert f"There is no speaker. What is said is {told}." in capsys.readouterr().out


def test_an_answer_that_can_not_be_written_is_no_missing_speaker(keyboard: int, tmp_path: Path) -> None:
    typing(keyboard, "")
    with failing(AudioFileError):
        run_assistant(RunOptions(output=tmp_path / "missing/o.wav", is_typed=True, is_fast=True, has_gui=False))


def test_a_file_that_is_no_sound_ends_the_start(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with failing(AudioFileError):
        run_assistant(RunOptions(input=tmp_path / "notes.txt", is_fast=True))


def test_a_missing_model_ends_the_start(keyboard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async def missing(_settings: object, *, has_ears: bool) -> None:
        raise ModelError("The voice is missing.", code="model-missing")

    monkeypatch.setattr(module, "load_engines", missing)
    with failing(ModelError):
        run_assistant(QUICK)
    os.close(keyboard)


def test_a_second_one_does_not_start() -> None:
    ensure_private(lock_file().parent)
    with single_instance(lock_file()), pytest.raises(InstanceError) as caught:
        run_assistant(QUICK)
    assert caught.value.code == "already-running"


def test_it_is_served_and_ended_over_the_socket(keyboard: int) -> None:
    told = []

    def act(client: LinkClient) -> None:
        told.append(client.call("say_text", text="what time is it", session="main"))
        client.call("shutdown")

    with meanwhile(act):
        run_assistant(QUICK)
    os.close(keyboard)
    assert told[0]["results"][0]["ok"]
    assert not socket_file().exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_what_has_nothing_to_say(keyboard: int, number: signal.Signals) -> None:
    with meanwhile(lambda client: (client.call("subscribe"), os.kill(os.getpid(), number))):
        run_assistant(QUICK)
    os.close(keyboard)
    assert not socket_file().exists()


def test_settings_that_change_apply_and_bad_ones_are_told(
    keyboard: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "POLL_S", 0.01)
    ensure_private(config_file().parent)
    events = tmp_path / "events.jsonl"

    def act(client: LinkClient) -> None:
        config_file().write_text('[safety]\ndeny = ["clock.read"]\n')
        while client.call("say_text", text="what time is it", session="main")["results"]:
            threading.Event().wait(0.02)
        config_file().write_text("[safety\n")
        while "config-unreadable" not in events.read_text():
            threading.Event().wait(0.02)
        client.call("shutdown")

    with meanwhile(act):
        run_assistant(RunOptions(events=events, is_typed=True, is_fast=True, has_gui=False))
    os.close(keyboard)


@pytest.fixture(autouse=True)
def _no_socket_is_left() -> Iterator[None]:
    yield
    with socket.socket(socket.AF_UNIX) as probe:
        assert probe.connect_ex(str(socket_file())) != 0
