"""Owns one run of apt-get that changes something: its progress, when it may still be stopped, and how it ended.

What is fetched can be broken off; once packages are being unpacked a stop would leave them half done, so that such a
run goes to its end whatever is said meanwhile. Where both can be run apart, a stop between them is heard as well.
"""

import os
import select
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.actions.machine.apt_output import read_progress
from assistant.actions.machine.package_source import End, Order, Ran

_POLL_S = 0.2
_CHUNK_BYTES = 65_536
_MOST_LINES = 60
# How long another run of apt is waited for.
_LOCK_S = 20
_OPTIONS = (
    *("-y", "-q"),
    *("-o", "APT::Status-Fd=1"),
    *("-o", "Dpkg::Use-Pty=0"),
    *("-o", f"DPkg::Lock::Timeout={_LOCK_S}"),
    # Settings that were changed here stay as they are.
    *("-o", "Dpkg::Options::=--force-confdef"),
    *("-o", "Dpkg::Options::=--force-confold"),
)
_BUSY = ("Could not get lock", "Unable to acquire the dpkg frontend lock", "Unable to lock")
_UNREACHABLE = (
    "Failed to fetch",
    "Temporary failure resolving",
    "Could not resolve",
    "Unable to fetch",
    "Unable to connect",
)
# pkexec's own statuses. Source: pkexec(1).
_REFUSED_STATUSES = (126, 127)


@dataclass(slots=True)
class AptRun:
    """A run.

    Args:
        environ: What apt finds round it.
        authority: What stands before the command: `sudo -n`, `pkexec`, or nothing.
        progress: Told how many of a hundred parts are done.
        is_halted: Whether the user said stop.
    """

    environ: Mapping[str, str]
    authority: Sequence[str]
    progress: Callable[[int, int], None]
    is_halted: Callable[[], bool]

    def carry_out(self, order: Order, names: Sequence[str], *, is_split: bool) -> Ran:
        """Run apt-get to its end; with `is_split` what is needed is fetched by a run of its own."""
        if is_split:
            fetched = self._run(("--download-only", order.value, "--", *names), may_stop=True)
            if fetched.end is not End.DONE:
                return fetched
            if self.is_halted():
                return Ran(End.HALTED)
        return self._run((order.value, "--", *names), may_stop=order is Order.REFRESH)

    def _run(self, arguments: Sequence[str], *, may_stop: bool) -> Ran:
        process = subprocess.Popen(
            [*self.authority, "env", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", "apt-get", *_OPTIONS, *arguments],
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        lines: deque[str] = deque(maxlen=_MOST_LINES)
        was_stopped = self._follow(process, lines, may_stop=may_stop)
        if was_stopped:
            return Ran(End.HALTED)
        return _ended(process.returncode, [line for line in lines if not _is_status(line)], bool(self.authority))

    def _follow(self, process: "subprocess.Popen[bytes]", lines: deque[str], *, may_stop: bool) -> bool:
        """Read until the process has ended; return whether it was stopped."""
        assert process.stdout is not None
        was_stopped, rest = False, b""
        with process.stdout as pipe:
            while True:
                if may_stop and not was_stopped and self.is_halted():
                    was_stopped = _stop(process)
                if not select.select([pipe], [], [], _POLL_S)[0]:
                    continue
                chunk = os.read(pipe.fileno(), _CHUNK_BYTES)
                whole, _, rest = (rest + chunk).rpartition(b"\n")
                fresh = whole.decode(errors="replace").splitlines()
                lines.extend(fresh)
                if (percent := read_progress(fresh)) is not None:
                    self.progress(round(percent), 100)
                if not chunk:
                    break
        process.wait()
        return was_stopped


def _stop(process: "subprocess.Popen[bytes]") -> bool:
    """Tell a run to stop; False if it belongs to root and we do not."""
    with suppress(PermissionError, ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        return True
    return False


def _is_status(line: str) -> bool:
    return line.startswith(("dlstatus:", "pmstatus:"))


def _ended(status: int, lines: Sequence[str], has_authority: bool) -> Ran:
    problems = [line for line in lines if line.startswith(("E:", "W:", "Err:"))]
    said = next((line.partition(":")[2].strip() for line in reversed(problems) if line.startswith("E:")), "")
    text = "\n".join(problems)
    if any(words in text for words in _BUSY):
        return Ran(End.BUSY, said)
    if any(words in text for words in _UNREACHABLE):
        return Ran(End.UNREACHABLE, said)
    if status == 0:
        return Ran(End.DONE)
    return Ran(End.REFUSED if has_authority and status in _REFUSED_STATUSES else End.FAILED, said)
