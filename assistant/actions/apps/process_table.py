"""The kernel's process table: who runs, what each takes up, whether one still lives, and signals that hit no other.

Source: proc(5), pidfd_open(2).
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.apps.running_apps import Process

# Fields of /proc/PID/stat after the name in parentheses, which may hold spaces.
_STATE, _PARENT, _STARTED = 0, 1, 19
_USER_TICKS, _KERNEL_TICKS = 11, 12
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class ProcessLoad:
    """What a process takes up.

    Attributes:
        user_id: Whose it is.
        own_bytes: Memory in use that it shares with no file and no other process: what its end would set free.
        busy_ticks: Time on processors since it started, in clock ticks.
    """

    process: Process
    user_id: int
    own_bytes: int
    busy_ticks: int


class ProcessTable:
    """Reads `/proc` anew with each call.

    Args:
        folder: Where the process table is mounted.
    """

    def __init__(self, folder: Path = Path("/proc")) -> None:
        self._folder = folder

    def processes(self) -> list[Process]:
        """Return the processes of this user that have a command line. Blocking, some ten milliseconds."""
        own = os.getuid()
        return [found for path in self._numbered() if _user_id(path) == own and (found := _read(path))]

    def loads(self) -> list[ProcessLoad]:
        """Return everybody's processes that have a command line. Blocking, some ten milliseconds."""
        return [found for path in self._numbered() if (found := _load(path))]

    def lives(self, process: Process) -> bool:
        """Return whether this very process lives; one that has ended but was not yet waited for does not."""
        fields = _stat(self._folder / str(process.pid))
        return bool(fields) and fields[_STATE] not in "ZX" and int(fields[_STARTED]) == process.started_ticks

    def send(self, process: Process, number: signal.Signals) -> bool:
        """Send a signal to this very process; False if it has ended.

        Raises:
            PermissionError: It is not this user's.
        """
        with suppress(ProcessLookupError):
            # From here on the descriptor stands for one process, so that what is found now is what is hit.
            descriptor = os.pidfd_open(process.pid)
            try:
                if self.lives(process):
                    signal.pidfd_send_signal(descriptor, number)
                    return True
            finally:
                os.close(descriptor)
        return False

    def _numbered(self) -> Iterator[Path]:
        return (path for path in self._folder.iterdir() if path.name.isdigit())


def _read(path: Path) -> Process | None:
    """Return a process; None for a thread of the kernel, and for one that just ended."""
    fields = _stat(path)
    return _process(path, fields) if fields else None


def _load(path: Path) -> ProcessLoad | None:
    fields, user_id = _stat(path), _user_id(path)
    process = _process(path, fields) if fields else None
    if process is None or user_id is None:
        return None
    try:
        resident, shared = (int(pages) for pages in (path / "statm").read_text().split()[1:3])
    except (OSError, ValueError):
        return None
    busy_ticks = int(fields[_USER_TICKS]) + int(fields[_KERNEL_TICKS])
    return ProcessLoad(process, user_id, max(0, resident - shared) * _PAGE_BYTES, busy_ticks)


def _process(path: Path, fields: list[str]) -> Process | None:
    try:
        argv = (path / "cmdline").read_bytes()
    except OSError:
        return None
    if not argv or fields[_STATE] in "ZX":
        return None
    words = tuple(os.fsdecode(word) for word in argv.rstrip(b"\0").split(b"\0"))
    return Process(int(path.name), int(fields[_STARTED]), int(fields[_PARENT]), _program(path), words)


def _user_id(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None


def _stat(path: Path) -> list[str]:
    try:
        return (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _program(path: Path) -> str:
    try:
        # A program that was replaced by an update runs on under its former path.
        return str((path / "exe").readlink()).removesuffix(" (deleted)")
    except OSError:
        return ""
