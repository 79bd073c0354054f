"""Owns one bubblewrap process from start to certain death: its output within bounds, its limits, and the halt.

The first process in the sandbox takes all others with it when it dies, because it is the first of its own process
namespace; its end is waited for through a file descriptor, so that nothing is left when a run has returned.
"""

import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from assistant.actions.sandbox.plan import Limits, Output, Stop
from assistant.actions.sandbox.watching import usage_below

_POLL_S = 0.02
_WATCH_S = 0.1
_CHUNK_BYTES = 65536
_DEATH_S = 5.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process ended. `exit_status` is None if the program never ran or was stopped."""

    exit_status: int | None
    stdout: Output
    stderr: Output
    stopped_by: Stop | None = None


@dataclass(slots=True)
class _Stream:
    limit_bytes: int
    data: bytearray = field(default_factory=bytearray)
    is_cut: bool = False

    def take(self, chunk: bytes) -> None:
        room = self.limit_bytes - len(self.data)
        self.data += chunk[:room]
        self.is_cut = self.is_cut or len(chunk) > room

    def output(self) -> Output:
        return Output(bytes(self.data), self.is_cut)


class SandboxProcess:
    """One started bubblewrap.

    Blocks the thread that runs it; that thread must live as long as the process, whose death is tied to it.

    Args:
        bwrap: The program.
        options: Gives its options, once the file descriptor for its status is known.
        command: What it shall run.
        limits: What it may use up.
        disk: A folder on the disk that it writes to.
    """

    def __init__(
        self,
        bwrap: Path,
        options: Callable[[int], Sequence[str]],
        command: Sequence[str],
        limits: Limits,
        disk: Path,
    ) -> None:
        self._bwrap = bwrap
        self._options = options
        self._command = command
        self._limits = limits
        self._disk = disk
        self._status = bytearray()
        self._inner_fd: int | None = None
        self._inner_pid: int | None = None

    def run(self, is_halted: Callable[[], bool]) -> Ended:
        """Run to the end, or until a limit is reached or `is_halted` says so, asked every 20 ms.

        Raises:
            OSError: It cannot be started.
        """
        with ExitStack() as stack:
            status_fd, far_fd = os.pipe()
            stack.callback(os.close, status_fd)
            try:
                process = self._started(far_fd)
            finally:
                os.close(far_fd)
            stack.callback(self._forget)
            stack.enter_context(process)
            stack.callback(self._kill, process)
            return self._follow(process, status_fd, is_halted)

    def _started(self, status_fd: int) -> subprocess.Popen[bytes]:
        # Handed over in a file: on its command line the sandboxed command could read what is hidden from it.
        with os.fdopen(os.memfd_create("options"), "wb", buffering=0) as options:
            options.write(b"".join(os.fsencode(option) + b"\0" for option in self._options(status_fd)))
            options.seek(0)
            return subprocess.Popen(
                [str(self._bwrap), "--args", str(options.fileno()), "--", *self._command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(status_fd, options.fileno()),
                start_new_session=True,
                env={},
            )

    def _follow(self, process: subprocess.Popen[bytes], status_fd: int, is_halted: Callable[[], bool]) -> Ended:
        assert process.stdout is not None and process.stderr is not None
        out, err = _Stream(self._limits.output_bytes), _Stream(self._limits.output_bytes)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout.fileno(), selectors.EVENT_READ, out.take)
            selector.register(process.stderr.fileno(), selectors.EVENT_READ, err.take)
            selector.register(status_fd, selectors.EVENT_READ, self._take_status)
            stopped_by = self._until_end(selector, is_halted)
        self._kill(process)
        status = None if stopped_by else self._exit_status()
        return Ended(status, out.output(), err.output(), stopped_by)

    def _until_end(self, selector: selectors.BaseSelector, is_halted: Callable[[], bool]) -> Stop | None:
        """Read until all streams are closed, which is when no process is left that could write to them."""
        end_s = time.monotonic() + self._limits.wall_s
        next_watch_s = time.monotonic() + _WATCH_S
        while selector.get_map():
            if is_halted():
                return Stop.HALT
            now_s = time.monotonic()
            if now_s >= end_s:
                return Stop.TIME
            if now_s >= next_watch_s:
                if stop := self._excess():
                    return stop
                next_watch_s = time.monotonic() + _WATCH_S
            _read_ready(selector)
        return None

    def _excess(self) -> Stop | None:
        if self._inner_pid is not None:
            usage = usage_below(self._inner_pid)
            # The first process of the sandbox is bubblewrap's own.
            if usage.threads > self._limits.processes + 1:
                return Stop.PROCESSES
            if usage.memory_bytes > self._limits.memory_bytes:
                return Stop.MEMORY
        disk = os.statvfs(self._disk)
        return Stop.DISK if disk.f_bavail * disk.f_frsize < self._limits.free_disk_bytes else None

    def _take_status(self, chunk: bytes) -> None:
        self._status += chunk
        pid = self._told("child-pid")
        if self._inner_pid is None and pid is not None:
            self._inner_pid = pid
            with suppress(ProcessLookupError):
                self._inner_fd = os.pidfd_open(pid)

    def _exit_status(self) -> int | None:
        return self._told("exit-code")

    def _told(self, key: str) -> int | None:
        for line in self._status.splitlines():
            with suppress(ValueError):
                value = json.loads(line).get(key)
                if isinstance(value, int):
                    return value
        return None

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill everything, and return when all of it is dead."""
        if self._inner_fd is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._inner_fd, signal.SIGKILL)
            _wait_for_end(self._inner_fd)
        process.kill()
        process.wait()

    def _forget(self) -> None:
        if self._inner_fd is not None:
            os.close(self._inner_fd)
            self._inner_fd = None


def _read_ready(selector: selectors.BaseSelector) -> None:
    for key, _events in selector.select(_POLL_S):
        chunk = os.read(key.fd, _CHUNK_BYTES)
        if chunk:
            key.data(chunk)
        else:
            selector.unregister(key.fd)


def _wait_for_end(pid_fd: int) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pid_fd, selectors.EVENT_READ)
        selector.select(_DEATH_S)
