"""Owns looking after the processes of a running sandbox: how many there are and how much memory they hold.

The limits of the kernel count each process for itself, and the number of processes not at all for root; these count
the whole sandbox. Reads /proc, which costs about 0.1 ms a process.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses now: threads, and memory that is its own."""

    threads: int
    memory_bytes: int


def usage_below(pid: int) -> Usage:
    """Return what a process and all that descend from it use; nothing if it has ended."""
    threads = memory_bytes = 0
    for each in _tree(pid):
        threads += len(_tasks(each))
        memory_bytes += _own_memory_bytes(each)
    return Usage(threads, memory_bytes)


def _tree(root: int) -> Iterator[int]:
    pending = [root]
    while pending:
        pid = pending.pop()
        yield pid
        for task in _tasks(pid):
            pending += map(int, _text(_PROC / str(pid) / "task" / task / "children").split())


def _tasks(pid: int) -> list[str]:
    try:
        return [task.name for task in (_PROC / str(pid) / "task").iterdir()]
    except OSError:
        return []


def _own_memory_bytes(pid: int) -> int:
    """Return resident memory less what is shared with others, such as libraries."""
    fields = _text(_PROC / str(pid) / "statm").split()
    return max(0, int(fields[1]) - int(fields[2])) * _PAGE_BYTES if len(fields) > 2 else 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # The process has ended.
        return ""
