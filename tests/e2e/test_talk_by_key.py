"""Push to talk from end to end: a key that is really pressed, a voice in the microphone, and the assistant's answer."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.desktop import PrivateDesktop
from tests.e2e.keys import CTRL_ALT_SPACE, Keyboard, keyboard
from tests.e2e.running import Running, zenus
from tests.e2e.spoken import in_room, request, write
from tests.e2e.test_gui_run import window_pids

pytestmark = [pytest.mark.desktop, pytest.mark.models]

AUDIBLE = 300
# From the key to the core: the key's moment to settle, the socket, the tail of the sound, and a busy machine.
AT_ONCE_S = 1.0


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


@contextmanager
def talking(desktop: PrivateDesktop, folder: Path) -> Iterator[tuple[Running, Keyboard]]:
    with Running(desktop.env(), folder, has_gui=True) as run, keyboard(desktop) as keys:
        run.wait_ready()
        run.wait_for(lambda: window_pids(desktop))
        wait_until_watched(run, keys)
        yield run, keys


def wait_until_watched(run: Running, keys: Keyboard) -> None:
    """Press and let go until Zenus has listened for a moment, and is at rest again."""

    def is_watched() -> bool:
        for _ in ("begin", "end"):
            keys.tap(*CTRL_ALT_SPACE)
            time.sleep(0.5)
        return bool(run.of_type("speech_ended"))

    run.wait_for(is_watched)
    run.wait_for(lambda: run.of_type("state")[-1]["name"] == "idle")


def question(folder: Path) -> Path:
    return write(folder / "question.wav", in_room([0.2, request("am_michael-memory").without_phrase, 0.2]))


def test_a_request_is_heard_while_the_key_is_held_and_ends_when_it_is_let_go(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    with talking(desktop, tmp_path) as (run, keys), desktop.record() as recording:
        before = len(run.events)
        heard_before = len(recording.pcm)
        keys.down(*CTRL_ALT_SPACE)
        run.wait_for_event("state", after=before, name="listening")
        desktop.speak(question(tmp_path))
        assert not [event for event in run.events[before:] if event["type"] == "speech_ended"]
        begun = np.frombuffer(recording.pcm[heard_before:], np.int16)
        assert np.abs(begun).max() > AUDIBLE, "a sound tells that the microphone is used"
        keys.up(*CTRL_ALT_SPACE)
        took_s = run.wait_for(lambda: [event for event in run.events[before:] if event["type"] == "speech_ended"])
        assert took_s < AT_ONCE_S
        assert run.wait_for_event("speech_ended", after=before)["reason"] == "released"
        plan = run.wait_for_event("plan", after=before)
        assert [step["action"] for step in plan["steps"]] == ["system.memory"]
        run.wait_for_event("spoken", after=before, complete=True)


def test_a_key_that_is_pressed_once_lets_silence_end_the_request(desktop: PrivateDesktop, tmp_path: Path) -> None:
    assert zenus(desktop.env(), "config", "set", "gui.push_to_talk_mode", "toggle").returncode == 0
    with talking(desktop, tmp_path) as (run, keys):
        before = len(run.events)
        keys.tap(*CTRL_ALT_SPACE)
        run.wait_for_event("state", after=before, name="listening")
        desktop.speak(question(tmp_path))
        assert run.wait_for_event("speech_ended", after=before)["reason"] in ("complete", "silence")
        assert run.wait_for_event("plan", after=before)["steps"][0]["action"] == "system.memory"


def test_a_window_that_dies_lets_go_of_the_key(desktop: PrivateDesktop, tmp_path: Path) -> None:
    with talking(desktop, tmp_path) as (run, keys):
        before = len(run.events)
        keys.down(*CTRL_ALT_SPACE)
        run.wait_for_event("state", after=before, name="listening")
        desktop.speak(question(tmp_path))
        (pid,) = window_pids(desktop)
        os.kill(pid, signal.SIGKILL)
        assert run.wait_for_event("speech_ended", after=before)["reason"] == "released"
        assert run.wait_for_event("plan", after=before)["steps"][0]["action"] == "system.memory"
        keys.up(*CTRL_ALT_SPACE)
