"""The public commands as a user has them: processes of the installed `zenus`, their output, and their event files."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conftest import MODELS

ZENUS = Path(sys.executable).with_name("zenus")
# Generous: the machine may be busy with other things.
LIMIT_S = 90.0
READY = "Say “Hey Zenus”"

Event = dict[str, Any]


def private_env(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which Zenus has a home of its own, and neither sound nor display."""
    folders = {name: home / name for name in ("config", "data", "cache", "state", "run")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    folders["run"].chmod(0o700)
    return {
        **{name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(folders["config"]),
        "XDG_DATA_HOME": str(folders["data"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "XDG_STATE_HOME": str(folders["state"]),
        "XDG_RUNTIME_DIR": str(folders["run"]),
        "PULSE_SERVER": f"unix:{home}/no-server",
        "ZENUS_MODELS": str(MODELS),
        **more,
    }


def zenus(env: Mapping[str, str], *args: str | Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [ZENUS, *args],
        **{"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": LIMIT_S, **options},
        env=dict(env),
    )


def read_events(path: Path) -> list[Event]:
    """Return the events of a file; a line that is still being written is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


def types_of(events: Sequence[Event], turn: int) -> list[str]:
    """Return the types of one turn's events, in order, without states."""
    return [event["type"] for event in events if event["turn"] == turn and event["type"] != "state"]


class Running:
    """A `zenus run` in the background; use it as a context manager. Whatever is left of it ends with the block.

    Attributes:
        ready_s: How long after its start it said that it listens.
    """

    def __init__(
        self,
        env: Mapping[str, str],
        folder: Path,
        *args: str | Path,
        stdin: int = subprocess.DEVNULL,
        has_gui: bool = False,
    ) -> None:
        self.env = dict(env)
        self._events_file = folder / "events.jsonl"
        self._args = args if has_gui else ("--no-gui", *args)
        self._stdin = stdin
        self._lines: list[str] = []
        self.ready_s = 0.0

    def __enter__(self) -> Self:
        self._start_s = time.monotonic()
        self.process = subprocess.Popen(
            [ZENUS, "run", "--events", self._events_file, *self._args],
            env=self.env,
            stdin=self._stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        ended_with = self.process.poll()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(5.0)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        if exc_type is not None:
            # For pytest, which shows it with the failure.
            print(self.output, "still running" if ended_with is None else f"ended with {ended_with}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):
            for line in self.process.stdout:
                if READY in line:
                    self.ready_s = time.monotonic() - self._start_s
                self._lines.append(line)

    @property
    def output(self) -> str:
        """What was printed so far, on stdout and stderr."""
        return "".join(self._lines)

    @property
    def events(self) -> list[Event]:
        return read_events(self._events_file)

    def of_type(self, name: str) -> list[Event]:
        return [event for event in self.events if event["type"] == name]

    def ask(self, text: str) -> Event:
        """Have the running assistant run a typed request."""
        answer: Event = json.loads(zenus(self.env, "ask", "--json", text).stdout)
        return answer

    @property
    def socket(self) -> Path:
        return Path(self.env["XDG_RUNTIME_DIR"]) / "zenus/zenus.sock"

    def wait_ready(self) -> Self:
        """Wait until it takes requests."""
        self.wait_for(lambda: self.socket.exists() and ("--typed" in self._args or READY in self.output))
        return self

    def wait_for(self, is_true: Callable[[], object], limit_s: float = LIMIT_S) -> float:
        """Wait until `is_true`, and return how long that took; fail with what was printed."""
        start_s = time.monotonic()
        while not is_true():
            assert self.process.poll() is None or is_true(), f"ended with {self.process.returncode}:\n{self.output}"
            assert time.monotonic() - start_s < limit_s, f"not within {limit_s} s:\n{self.output}"
            time.sleep(0.02)
        return time.monotonic() - start_s

    def wait_for_event(self, name: str, /, *, after: int = 0, **fields: object) -> Event:
        """Wait for an event with these fields among those since event number `after`, and return it."""
        found: list[Event] = []

        def is_there() -> bool:
            for event in self.events[after:]:
                if event["type"] == name and fields.items() <= event.items():
                    found.append(event)
                    return True
            return False

        self.wait_for(is_there)
        return found[0]

    def wait_end(self, limit_s: float = LIMIT_S) -> int:
        """Wait for the process to end, and return its exit status."""
        status = self.process.wait(limit_s)
        self._reader.join(5.0)
        return status
