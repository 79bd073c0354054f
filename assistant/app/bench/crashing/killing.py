"""Processes that die by `kill -9`: before their n-th change to the disk, or at a moment of the clock.

The first kind can be repeated, and falls between any two system calls; the second also falls within one.
"""

import os
import signal
import sqlite3
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assistant.actions.filesystem import syscalls
from assistant.store.database import Database

_CHANGING = (
    *("mkdir", "mkfifo", "symlink", "link", "rename", "replace", "rmdir", "unlink", "remove", "truncate"),
    *("write", "pwrite", "copy_file_range", "sendfile", "ftruncate", "fsync", "fdatasync"),
    *("chmod", "fchmod", "chown", "fchown", "lchown", "utime", "setxattr", "removexattr"),
)
_FAILED = 1


@dataclass(frozen=True, slots=True)
class Kill:
    """When a process dies: before so many changes, after so many seconds, or not at all."""

    at_change: int | None = None
    after_s: float | None = None

    def __str__(self) -> str:
        if self.at_change is not None:
            return f"before change {self.at_change}"
        return "never" if self.after_s is None else f"after {self.after_s * 1000:.1f} ms"


def random_kill(rng: Random, most_changes: int, most_s: float) -> Kill:
    """Return a kill by count, at times one by the clock."""
    if rng.random() < 0.125:
        return Kill(after_s=rng.uniform(0, most_s))
    return Kill(at_change=rng.randrange(most_changes))


class _Countdown:
    """Kills this process at its n-th call."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __call__(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


class MortalDatabase(Database):
    """A database whose process may die before and after each commit."""

    before_change: Callable[[], None] | None = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock, as any database does."""
        with super().transaction() as connection:
            yield connection
            self._pass()
        self._pass()

    def _pass(self) -> None:
        if MortalDatabase.before_change is not None:
            MortalDatabase.before_change()


def run_mortal(call: Callable[[], None], kill: Kill, complaint: Path) -> bool:
    """Run `call` in a process of its own and return whether it lived to the end.

    Args:
        call: What is done; the process ends with it.
        kill: When it dies.
        complaint: Gets the traceback if it raised.
    """
    with warnings.catch_warnings():
        # Python 3.12 warns of threads: there are none here, and the child never returns.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _live(call, kill, complaint)
    if kill.after_s is not None:
        time.sleep(kill.after_s)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != -signal.SIGKILL


def _live(call: Callable[[], None], kill: Kill, complaint: Path) -> None:
    """Never returns."""
    status = 0
    try:
        if kill.at_change is not None:
            _arm(_Countdown(kill.at_change))
        call()
    except BaseException:  # noqa: BLE001  # nothing may get out of the child
        complaint.write_text(traceback.format_exc())
        status = _FAILED
    finally:
        sys.stdout.flush()
        os._exit(status)


def _arm(countdown: _Countdown) -> None:
    """Let the countdown run before each change, in this process and for good."""
    MortalDatabase.before_change = countdown
    for name in _CHANGING:
        setattr(os, name, _counted(getattr(os, name), countdown))
    setattr(syscalls, "_renameat2", _counted(getattr(syscalls, "_renameat2"), countdown))  # noqa: B009, B010
    open_any = os.open

    def open_counted(*args: object, **options: object) -> int:
        flags = args[1] if len(args) > 1 else options.get("flags")
        if isinstance(flags, int) and flags & os.O_CREAT:
            countdown()
        return open_any(*args, **options)  # type: ignore[arg-type]  # passed on as they came

    setattr(os, "open", open_counted)  # noqa: B010  # takes what `os.open` takes


def _counted(function: Callable[..., object], countdown: _Countdown) -> Callable[..., object]:
    def counted(*args: object, **options: object) -> object:
        countdown()
        return function(*args, **options)

    return counted
