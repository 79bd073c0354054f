"""`zenus bench gui`: how quickly the window shows what happens, and what it costs.

The real window, as a process of its own, on a private X server with a compositor; a core of paper makes things happen.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from subprocess import Popen

import anyio
import mss

from assistant.app.bench.gui.display import private_display, started
from assistant.app.bench.gui.paper_core import PaperCore, paper_core
from assistant.app.bench.gui.process_load import cpu_share, memory_mb, wait_until_quiet
from assistant.app.bench.gui.turns import turn_events
from assistant.app.bench.report import Target, percentile, spread
from assistant.kernel import events as ev
from assistant.kernel.types import JsonValue

_SIZE = (1280, 800)
# Where the pill stands by default.
_PILL = {"left": 440, "top": 690, "width": 400, "height": 110}
_LIMIT_S = 20.0
_LEVELS_PER_S = 30
_LOOP_STEP_S = 0.005
_TURN_PAUSE_S = 0.02
_TURNS, _TURNS_AT_ONCE = 1000, 100


def run(*, is_full: bool = False) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes about two minutes, three when full."""
    with tempfile.TemporaryDirectory(prefix="zb-") as name, private_display(Path(name), size=_SIZE) as env:
        starts_s = [_start_s(Path(name), env) for _ in range(8 if is_full else 4)]
        with paper_core(_socket(Path(name))) as core, started(_COMMAND, env) as window:
            _wait(lambda: core.has_window)
            core.publish(ev.StateChanged(name="idle"))
            time.sleep(1.5)
            idle_percent = cpu_share(window.pid, 20.0 if is_full else 8.0)
            pixels_ms = _pixels_ms(core, env["DISPLAY"], 100 if is_full else 40)
            late_ms, busy_percent = _lateness_ms(core, window, 10.0 if is_full else 5.0)
            stopped_ms = _lateness_of_stopped_ms(core, window, 10.0 if is_full else 5.0)
            readings_mb = _memory_mb(core, window)
    left = _left_of_turns(_TURNS)
    figures: dict[str, JsonValue] = {
        "start_to_visible_s": spread(starts_s),
        "event_to_pixel_ms": spread(pixels_ms),
        "core_loop_late_ms_at_30_levels_a_second": spread(late_ms),
        "core_loop_late_ms_while_the_window_hangs": spread(stopped_ms),
        "window_cpu_percent_at_30_levels_a_second": round(busy_percent, 2),
        "window_cpu_percent_idle": round(idle_percent, 2),
        "window_memory_mb_after_each_100_turns": list(readings_mb),
        "window_before_and_after_1000_turns": {name: left[name] for name in ("widgets", "objects")},
    }
    return figures, [
        Target("start to visible, p50 s", percentile(starts_s, 50), 1.0),
        Target("event to pixel, p95 ms", percentile(pixels_ms, 95), 50),
        Target("core's loop late at 30 levels a second, p95 ms", percentile(late_ms, 95), 10),
        Target("core's loop late while the window hangs, p95 ms", percentile(stopped_ms, 95), 10),
        Target("idle overlay, % of a core", idle_percent, 0.5),
        Target("steady memory growth in 1,000 turns, MB", _growth_mb(readings_mb), 1.0),
        Target("widgets left by 1,000 turns", _added(left["widgets"]), 0),
        Target("objects left by 1,000 turns", _added(left["objects"]), 200),
    ]


_COMMAND = [sys.executable, "-m", "gui"]


def _socket(folder: Path) -> Path:
    return folder / "run" / "zenus.sock"


def _start_s(folder: Path, env: dict[str, str]) -> float:
    """Return how long it takes from the start of the process until something is to be seen."""
    with paper_core(_socket(folder)) as core, mss.MSS(display=env["DISPLAY"]) as screen:
        core.publish(ev.StateChanged(name="thinking"))
        ground = screen.grab(_PILL).raw
        began_s = time.monotonic()
        with started(_COMMAND, env):
            _wait(lambda: screen.grab(_PILL).raw != ground)
            took_s = time.monotonic() - began_s
        time.sleep(0.3)
        return took_s


def _pixels_ms(core: PaperCore, display: str, rounds: int) -> list[float]:
    """Return how long each of so many events takes until the screen shows it."""
    took_ms = []
    with mss.MSS(display=display) as screen:
        for number in range(rounds):
            # Without motion of its own, what is there stands still until the event comes.
            core.publish(ev.StateChanged(name="acting"))
            time.sleep(0.15)
            before = screen.grab(_PILL).raw
            began_s = time.monotonic()
            core.publish(ev.Transcribed(text=f"request {number}", final=True, language="en", confidence=0.9))
            _wait(lambda before=before: screen.grab(_PILL).raw != before)  # type: ignore[misc]  # bound at once
            took_ms.append((time.monotonic() - began_s) * 1000)
    return took_ms


def _lateness_of_stopped_ms(core: PaperCore, window: "Popen[bytes]", seconds: float) -> list[float]:
    """Return by how much a timer on the core's loop is late while the window takes nothing of what it is sent."""
    os.kill(window.pid, signal.SIGSTOP)
    try:
        return core.portal.start_task_soon(_beat, core, seconds).result()
    finally:
        os.kill(window.pid, signal.SIGCONT)


def _lateness_ms(core: PaperCore, window: "Popen[bytes]", seconds: float) -> tuple[list[float], float]:
    """Return by how much a timer on the core's loop is late while levels go out, and the window's processor share."""
    core.publish(ev.StateChanged(name="listening"))
    future = core.portal.start_task_soon(_beat, core, seconds)
    share = cpu_share(window.pid, seconds)
    return future.result(), share


async def _beat(core: PaperCore, seconds: float) -> list[float]:
    late_ms: list[float] = []
    end_s = time.monotonic() + seconds
    next_level_s, level = time.monotonic(), 0.0
    while time.monotonic() < end_s:
        due_s = time.monotonic() + _LOOP_STEP_S
        await anyio.sleep(_LOOP_STEP_S)
        late_ms.append((time.monotonic() - due_s) * 1000)
        if time.monotonic() >= next_level_s:
            next_level_s += 1 / _LEVELS_PER_S
            level = (level + 0.13) % 1.0
            core.bus.publish(ev.LevelHeard(level=level))
    return late_ms


def _memory_mb(core: PaperCore, window: "Popen[bytes]") -> list[float]:
    """Return the window's memory after each hundred turns."""
    readings: list[float] = []
    for number in range(1, _TURNS + 1):
        core.publish(*turn_events(number))
        time.sleep(_TURN_PAUSE_S)
        if number % _TURNS_AT_ONCE == 0:
            # What piles up while the machine gives the window no time is not the window's own.
            wait_until_quiet(window.pid)
            readings.append(round(memory_mb(window.pid), 2))
    return readings


def _growth_mb(readings: list[float]) -> float:
    """Return by how much memory grows in a thousand turns: the median step, as the heap takes room in single leaps."""
    steps = [after - before for before, after in pairwise(readings)]
    return statistics.median(steps) * 1000 / _TURNS_AT_ONCE


def _left_of_turns(turns: int) -> dict[str, list[int]]:
    """Return how many widgets and objects there are before and after turns, in a window that nobody sees."""
    command = [sys.executable, "-m", "assistant.app.bench.gui.replay", str(turns)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    left: dict[str, list[int]] = json.loads(done.stdout.splitlines()[-1])
    return left


def _added(before_and_after: list[int]) -> int:
    return max(0, before_and_after[1] - before_and_after[0])


def _wait(is_true: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + _LIMIT_S
    while not is_true():
        assert time.monotonic() < deadline_s, "the window did not show it"
        time.sleep(0.001)
