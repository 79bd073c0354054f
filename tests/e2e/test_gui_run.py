"""`zenus run` with its window: answers by click and by voice reach the core, and the window may die."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mss
import numpy as np
import pytest

from gui.theme.tokens import LIGHT
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import Running, zenus
from tests.e2e.spoken import in_room, request, write

pytestmark = [pytest.mark.desktop, pytest.mark.models]

ASKS = 'safety = { ask = ["sound.write"] }\n'


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        desktop.start(["picom", "--backend", "xrender", "--config", "/dev/null"], stdout=subprocess.DEVNULL)
        config = desktop.folder / "home/.config/zenus"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(ASKS)
        state = desktop.folder / "home/.local/state/zenus"
        state.mkdir(parents=True)
        (state / "gui.json").write_text('{"theme": "light"}')
        yield desktop


def window_pids(desktop: PrivateDesktop) -> list[int]:
    """Return the processes of the desktop's windows."""
    home = f"HOME={desktop.folder}/home".encode()
    pids = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            is_window = b"-m\0gui\0" in (path / "cmdline").read_bytes()
            if is_window and home in (path / "environ").read_bytes():
                pids.append(int(path.name))
        except OSError:
            continue
    return pids


def no_button(desktop: PrivateDesktop) -> tuple[int, int, int] | None:
    """Return the middle of the button that declines, and its width."""
    with mss.MSS(display=desktop.env()["DISPLAY"]) as screen:
        shot = screen.grab(screen.monitors[0])
    pixels = np.frombuffer(shot.rgb, np.uint8).reshape(shot.height, shot.width, 3)
    wanted = [int(LIGHT.accent[place : place + 2], 16) for place in (1, 3, 5)]
    ys, xs = np.nonzero((pixels == wanted).all(axis=2))
    if len(xs) < 200:
        return None
    return (int(xs.min()) + int(xs.max())) // 2, (int(ys.min()) + int(ys.max())) // 2, int(xs.max() - xs.min())


@contextmanager
def running(desktop: PrivateDesktop, folder: Path, *args: str | Path) -> Iterator[Running]:
    stdin = subprocess.PIPE if "--typed" in args else subprocess.DEVNULL
    with Running(desktop.env(), folder, *args, stdin=stdin, has_gui=True) as run:
        run.wait_ready()
        run.wait_for(lambda: window_pids(desktop))
        yield run


def test_a_click_on_yes_lets_the_core_do_what_it_asked_about(desktop: PrivateDesktop, tmp_path: Path) -> None:
    with running(desktop, tmp_path, "--typed") as run:
        run.ask("set the volume to thirty percent")
        run.wait_for(lambda: no_button(desktop))
        time.sleep(1.2)
        x, y, width = no_button(desktop) or (0, 0, 0)
        desktop.call("xdotool", "mousemove", str(x + width + 8), str(y), "click", "1")
        assert run.wait_for_event("approval_given")["granted"] is True
        assert run.wait_for_event("action_finished")["ok"] is True


def test_a_window_that_is_killed_takes_nothing_along_and_comes_back(desktop: PrivateDesktop, tmp_path: Path) -> None:
    with running(desktop, tmp_path, "--typed") as run:
        (pid,) = window_pids(desktop)
        run.wait_for(lambda: run.ask("what time is it")["reply"])
        os.kill(pid, signal.SIGKILL)
        run.ask("set the volume to twenty percent")
        run.wait_for_event("approval_requested")
        run.wait_for(lambda: window_pids(desktop) and window_pids(desktop) != [pid])
        run.wait_for(lambda: no_button(desktop))
        time.sleep(1.2)
        x, y, _ = no_button(desktop) or (0, 0, 0)
        desktop.call("xdotool", "mousemove", str(x), str(y), "click", "1")
        assert run.wait_for_event("approval_given")["granted"] is False
        assert zenus(run.env, "stop", "--quit").returncode == 0
        assert run.wait_end() == 0
    assert window_pids(desktop) == []


def test_a_question_is_answered_by_voice_and_leaves_the_screen(desktop: PrivateDesktop, tmp_path: Path) -> None:
    asking = request("af_heart-volume_set")
    yes = tmp_path / "yes.wav"
    assert zenus(desktop.env(), "say", "Yes.", "--output", yes).returncode == 0
    import soundfile
    import soxr

    samples, rate_hz = soundfile.read(yes, dtype="int16")
    answer = soxr.resample(samples, rate_hz, 16_000)
    wav = write(tmp_path / "in.wav", in_room([2.0, asking.samples, 14.0, answer, 4.0]))
    with running(desktop, tmp_path, "--input", wav) as run:
        run.wait_for_event("approval_requested")
        run.wait_for(lambda: no_button(desktop))
        assert run.wait_for_event("approval_given", granted=True)["by"] == "voice"
        run.wait_for(lambda: no_button(desktop) is None)
        run.wait_for_event("action_finished", ok=True)


def test_a_window_that_is_killed_in_the_middle_of_an_answer_ends_no_turn(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    wav = write(tmp_path / "in.wav", in_room([3.0, request("bm_george-help").samples, 20.0]))
    with running(desktop, tmp_path, "--input", wav) as run:
        (pid,) = window_pids(desktop)
        turn = run.wait_for_event("state", name="speaking")["turn"]
        os.kill(pid, signal.SIGKILL)
        assert run.wait_for_event("spoken", turn=turn)["complete"] is True
        run.wait_for(lambda: window_pids(desktop) and window_pids(desktop) != [pid])
        assert not run.of_type("interrupted") and not run.of_type("error")


@pytest.mark.parametrize(("key", "is_granted"), [("y", True), ("n", False)])
def test_a_key_answers_once_the_card_was_given_the_keyboard(
    desktop: PrivateDesktop, tmp_path: Path, key: str, is_granted: bool
) -> None:
    with running(desktop, tmp_path, "--typed") as run:
        run.ask("set the volume to thirty percent")
        run.wait_for(lambda: no_button(desktop))
        time.sleep(1.2)
        x, y, width = no_button(desktop) or (0, 0, 0)
        desktop.call("xdotool", "mousemove", str(x + width + 8 + width // 2 + 8 + 22), str(y), "click", "1")
        time.sleep(0.5)
        desktop.call("xdotool", "key", key)
        assert run.wait_for_event("approval_given")["granted"] is is_granted


def test_a_typed_yes_answers_what_the_card_asks(desktop: PrivateDesktop, tmp_path: Path) -> None:
    with running(desktop, tmp_path, "--typed") as run:
        run.ask("set the volume to thirty percent")
        run.wait_for(lambda: no_button(desktop))
        run.ask("yes")
        assert run.wait_for_event("approval_given", granted=True)["by"] == "typed"
        run.wait_for(lambda: no_button(desktop) is None)
