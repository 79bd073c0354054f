"""The kernel's process table: this user's processes, whether one still lives, and signals that hit no other.

Source: proc(5), pidfd_open(2).
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from assistant.actions.apps.running_apps import Process

# Fields of /proc/PID/stat after the name in parentheses, which may hold spaces.
_STATE, _PARENT, _STARTED = 0, 1, 19


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
        return [found for path in self._numbered() if (found := _read(path, own))]

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


def _read(path: Path, uid: int) -> Process | None:
    """Return a process of this user; None for another's, for a thread of the kernel, and for one that just ended."""
    try:
        if path.stat().st_uid != uid:
            return None
        argv = (path / "cmdline").read_bytes()
    except OSError:
        return None
    fields = _stat(path)
    if not argv or not fields or fields[_STATE] in "ZX":
        return None
    words = tuple(os.fsdecode(word) for word in argv.rstrip(b"\0").split(b"\0"))
    return Process(int(path.name), int(fields[_STARTED]), int(fields[_PARENT]), _program(path), words)


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
