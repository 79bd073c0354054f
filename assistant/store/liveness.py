"""Names a process so that no later one is taken for it, also after a restart of the machine."""

import os
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


@cache
def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def process_name(pid: int | None = None) -> str:
    """Return `boot:pid:start` of a process, this one if none is given; empty start if the kernel does not tell it."""
    number = os.getpid() if pid is None else pid
    return f"{_boot()}:{number}:{_started(number)}"


def is_alive(name: str) -> bool:
    """Return whether the process of this name still runs."""
    boot, pid, started = name.split(":")
    return boot == _boot() and (started == _started(int(pid)) if started else _answers(int(pid)))


def _started(pid: int) -> str:
    try:
        status = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    # "pid (name) state …"; the name may hold spaces and parentheses. Source: proc(5), fields 3 and 22.
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return not _PROC.is_dir()
