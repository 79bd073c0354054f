"""What a process costs, as the kernel counts it. Source: proc(5), /proc/PID/stat and /proc/PID/status."""

import os
import time
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Return the processor seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def memory_mb(pid: int) -> float:
    """Return a process's own resident memory in megabytes, without pages of files, which come as they are touched."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_share(pid: int, seconds: float) -> float:
    """Return the share of a core, in percent, that a process uses in the next seconds."""
    before_s, began_s = cpu_s(pid), time.monotonic()
    time.sleep(seconds)
    return 100 * (cpu_s(pid) - before_s) / (time.monotonic() - began_s)


def wait_until_quiet(pid: int, *, quiet_s: float = 0.5, limit_s: float = 60.0) -> None:
    """Return when a process has used next to nothing for so long: it has worked off what it was given."""
    deadline_s = time.monotonic() + limit_s
    quiet_for = 0
    # On a busy machine a process that is kept waiting looks quiet for a moment.
    while time.monotonic() < deadline_s and quiet_for < 3:
        quiet_for = quiet_for + 1 if cpu_share(pid, quiet_s) < 2.0 else 0
