"""`zenus bench ask`: from text to a deed that is done and a reply that is ready, and how long whole commands take.

Runs on a store of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import anyio

from assistant.app.bench.report import Target, percentile, spread
from assistant.app.wiring import StandIns, build_core
from assistant.config.settings import Settings
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.types import JsonValue, Utterance
from assistant.store.database import Database
from speech.pipeline.silent import SilentVoice

REQUESTS = (
    "what time is it",
    "what's the date today",
    "set a timer for ten minutes",
    "set an alarm for half past six",
    "which timers are running",
    "cancel all timers",
    "take a note: buy milk and bread",
    "how much disk space is left",
    "how much memory is free",
    "what can I say",
    "say that again",
    "never mind",
    # Understood and planned only: a program that is started takes its time to prove alive.
    "open the babax dilan editor",
    "open babax celan editor please",
)
FEW_NAMES, MANY_NAMES = 100, 10_000


class _Names:
    """A name source with so many made-up applications."""

    def __init__(self, count: int) -> None:
        self._names = [(f"{_spoken(number)} editor", f"app{number}.desktop") for number in range(count)]

    def names(self) -> Sequence[tuple[str, str]]:
        """Return the same list each time."""
        return self._names


def _spoken(number: int) -> str:
    """Return a distinct two-word name for a number below 10,000."""
    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
    first, second, third, last = (syllables[int(digit)] for digit in f"{number:04d}")
    return f"{first}{second}x {third}{last}n"


def run(*, is_full: bool = False) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes about ten seconds."""
    rounds = 100 if is_full else 25
    few_ms, many_ms = anyio.run(_turns_ms, FEW_NAMES, rounds), anyio.run(_turns_ms, MANY_NAMES, rounds)
    runs = 15 if is_full else 5
    ask_s, version_s = _process_s(["ask", "what time is it"], runs), _process_s(["--version"], runs)
    ratio = percentile(many_ms, 50) / percentile(few_ms, 50)
    figures: dict[str, JsonValue] = {
        f"turn_ms_{FEW_NAMES}_names": spread(few_ms),
        f"turn_ms_{MANY_NAMES}_names": spread(many_ms),
        "many_to_few_ratio": round(ratio, 3),
        "ask_process_s": spread(ask_s),
        "version_process_s": spread(version_s),
    }
    return figures, [
        Target("turn p50 ms", percentile(few_ms, 50), 15),
        Target("turn p99 ms", percentile(few_ms, 99), 100),
        Target("10,000 names to 100 names", ratio, 2),
        Target("zenus ask, whole process, p50 s", percentile(ask_s, 50), 0.8),
        Target("zenus --version, p50 s", percentile(version_s, 50), 0.25),
    ]


async def _turns_ms(names: int, rounds: int) -> list[float]:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "zenus.db") as database:
        core = build_core(
            Settings(), database, EventBus(clock), clock, SilentVoice(), StandIns(app_names=_Names(names))
        )
        took_ms = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            for text in REQUESTS * rounds:
                options = TurnOptions(is_spoken=False, is_dry_run=text.startswith("open"))
                request = Request(Utterance(text, "typed"), options)
                began_s = time.perf_counter()
                await core.controller.submit(request)
                took_ms.append((time.perf_counter() - began_s) * 1000)
            tasks.cancel_scope.cancel()
    return took_ms[len(REQUESTS) :]


def _process_s(arguments: list[str], runs: int) -> list[float]:
    """Return the seconds that whole processes take, after one that warms the disk cache."""
    took_s = []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs + 1):
            began_s = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", "from assistant.cli.entry import main; main()", *arguments],
                env={**os.environ, "ZENUS_HOME": home},
                stdout=subprocess.DEVNULL,
                check=True,
            )
            took_s.append(time.perf_counter() - began_s)
    return took_s[1:]
