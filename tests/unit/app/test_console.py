"""The terminal as a front end: typed lines in, a line an event out."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from assistant.app.console import Timeline, TypedPrompt
from assistant.kernel import events as ev
from assistant.kernel.bus import Stamped
from assistant.kernel.errors import InstanceError

pytestmark = pytest.mark.anyio


class Typing:
    """A pipe in the place of standard input."""

    def __init__(self) -> None:
        reader, self._writer = os.pipe()
        self.file = os.fdopen(reader)

    def type(self, text: bytes) -> None:
        os.write(self._writer, text)

    def end(self) -> None:
        os.close(self._writer)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typing]:
    typing = Typing()
    monkeypatch.setattr(sys, "stdin", typing.file)
    yield typing
    typing.file.close()


async def asked() -> list[str]:
    """Return what is asked until the input ends."""
    lines: list[str] = []

    async def ask(line: str) -> None:
        lines.append(line)

    with anyio.fail_after(5):
        await TypedPrompt().run(ask)
    return lines


async def test_each_line_is_a_request(typing: Typing) -> None:
    typing.type("what time is it\n\n  öffne “Bücher” \nmute".encode())
    typing.end()
    assert await asked() == ["what time is it", "öffne “Bücher”", "mute"]


async def test_bytes_that_are_no_text_harm_nobody(typing: Typing) -> None:
    typing.type(b"caf\xe9\n\xff\n")
    typing.end()
    assert await asked() == ["caf�", "�"]


async def test_waiting_for_a_line_holds_up_nobody(typing: Typing) -> None:
    lines: list[str] = []

    async def ask(line: str) -> None:
        lines.append(line)

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(TypedPrompt().run, ask)
            await anyio.wait_all_tasks_blocked()
            typing.type(b"mu")
            await anyio.wait_all_tasks_blocked()
            assert lines == []
            typing.type(b"te\n")
            while not lines:
                await anyio.lowlevel.checkpoint()
            typing.end()
    assert lines == ["mute"]


async def test_a_request_that_could_not_be_asked_is_told_and_the_next_is_taken(
    typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []

    async def ask(line: str) -> None:
        lines.append(line)
        raise InstanceError("Too much waits.", code="busy", hint="Wait.")

    typing.type(b"one\ntwo\n")
    typing.end()
    await TypedPrompt().run(ask)
    assert lines == ["one", "two"]
    assert capsys.readouterr().out.splitlines() == ["Too much waits. Wait."] * 2


@contextmanager
def standard_input(path: Path | str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with Path(path).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield


async def test_a_file_may_stand_in_for_the_keyboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requests.txt").write_text("mute\nlouder\n")
    with standard_input(tmp_path / "requests.txt", monkeypatch):
        assert await asked() == ["mute", "louder"]


async def test_nothing_at_all_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with standard_input(os.devnull, monkeypatch):
        assert await asked() == []


async def test_a_terminal_gets_a_prompt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    keyboard, terminal = os.openpty()
    with os.fdopen(terminal) as file:
        monkeypatch.setattr(sys, "stdin", file)
        os.write(keyboard, b"mute\n\x04")
        assert await asked() == ["mute"]
    os.close(keyboard)
    assert capsys.readouterr().out == "> > "


# ----------------------------------------------------------------------------------------------------------- timeline

STEP = {"action": "volume.set", "args": {"level": 30}, "risk": "reversible"}


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (ev.StateChanged(name="thinking"), "state       thinking"),
        (ev.MicrophoneChanged(name="USB", is_live=True), "microphone  USB: live"),
        (ev.MicrophoneChanged(name="USB", is_live=False), "microphone  USB: lost"),
        (ev.WakeDetected(name="hey_zenus", score=0.987), "wake        hey_zenus (0.99)"),
        (ev.SpeechStarted(), "speech      started"),
        (ev.SpeechEnded(reason="complete"), "speech      ended (complete)"),
        (ev.Transcribed(text="mute", final=True, language="en", confidence=0.5), "transcript  “mute” (0.50)"),
        (ev.Transcribed(text="mu", final=False, language="en", confidence=0.5), ""),
        (ev.Planned(source="grammar", steps=(STEP,)), "plan        grammar: volume.set {'level': 30}"),
        (ev.Planned(source="grammar", steps=({**STEP, "args": {}},)), "plan        grammar: volume.set"),
        (ev.ApprovalRequested(question="Shall I?", steps=()), "question    Shall I?"),
        (ev.ApprovalGiven(granted=False, by="voice"), "answer      no (voice)"),
        (ev.ActionStarted(action="a.b"), ""),
        (ev.Replied(text="Done.", card={}), "reply       “Done.”"),
        (ev.Spoken(text="Done.", complete=True), "spoken      to the end"),
        (ev.Spoken(text="It is", complete=False), "spoken      until “It is”"),
        (ev.Interrupted(by="voice"), "interrupted by voice"),
        (ev.ErrorRaised(code="busy", message="Too much.", hint=""), "error       Too much."),
    ],
)
def test_an_event_is_a_line_if_it_tells_a_user_anything(event: ev.Event, line: str) -> None:
    out = io.StringIO()
    Timeline(out)(Stamped(12.34, event))
    assert out.getvalue() == (f"   12.34 s  {line}\n" if line else "")


@pytest.mark.parametrize(
    ("ok", "verified", "outcome"),
    [(True, True, "verified"), (True, False, "done, not confirmed"), (False, False, "failed")],
)
def test_a_deed_is_told_as_what_is_known_of_it(ok: bool, verified: bool, outcome: str) -> None:
    out = io.StringIO()
    done = ev.ActionFinished(action="a.b", ok=ok, verified=verified, undoable=False, effects=("Made it.",))
    Timeline(out)(Stamped(1.0, done))
    assert out.getvalue() == f"    1.00 s  action      a.b: {outcome} · Made it.\n"
