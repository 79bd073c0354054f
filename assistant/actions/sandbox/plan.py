"""Owns the plain values of a sandboxed run: what may be seen and used, how it ended, and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from assistant.actions.sandbox.changes import Change


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use up at most.

    Args:
        wall_s: Time by the clock.
        cpu_s: Time of the processor, of each process.
        memory_bytes: Memory, of each process and of all together.
        file_bytes: Size of any one file it writes.
        processes: Processes and threads at a time.
        output_bytes: Of each of the two output streams; what is beyond is thrown away.
        free_disk_bytes: Space that must stay free on the disk that it writes to.
    """

    wall_s: float = 60.0
    cpu_s: int = 60
    memory_bytes: int = 2 * 1024**3
    file_bytes: int = 2 * 1024**3
    processes: int = 256
    output_bytes: int = 1024**2
    free_disk_bytes: int = 512 * 1024**2


class Sight(StrEnum):
    """What a run sees besides the folders of its plan."""

    PROGRAMS = "programs"  # the programs of the system and what they need: for whatever may write
    SYSTEM = "system"  # the whole system and its processes, read-only: for commands that were judged to read only


@dataclass(frozen=True, slots=True)
class SandboxPlan:
    """One run.

    Args:
        argv: The program, found on the sandbox's own PATH or by a path, and its arguments.
        cwd: Folder to run in; one that the plan shows.
        granted: Folders that it may seem to write in. What it writes is kept apart and told as changes.
        readable: Files and folders that it may read, besides the granted ones.
        has_network: Whether it shares the network; otherwise it has none.
        limits: What it may use up.
        sight: What it sees of the system.
        environment: Variables besides PATH, HOME and LANG.
    """

    argv: tuple[str, ...]
    cwd: Path
    granted: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    has_network: bool = False
    limits: Limits = field(default_factory=Limits)
    sight: Sight = Sight.PROGRAMS
    environment: Mapping[str, str] = field(default_factory=dict)


class Stop(StrEnum):
    """Why a run was stopped from outside."""

    HALT = "halt"
    TIME = "time-limit"
    PROCESSES = "process-limit"
    MEMORY = "memory-limit"
    DISK = "disk-limit"


@dataclass(frozen=True, slots=True)
class Output:
    """What came out of one stream; private. `is_cut`: there was more than the limit."""

    data: bytes = b""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class SandboxRun:
    """How a run ended.

    Args:
        exit_status: Of the program; 128 and the signal if a signal ended it, None if it was stopped.
        stdout: What it printed.
        stderr: What it complained.
        stopped_by: None if it ended by itself.
        changes: What it would change in the granted folders, told even when it was stopped.
        forbidden: What it would change where secrets are kept, such as making a `.ssh` that is not there yet. Not to be
            applied by anyone.
    """

    exit_status: int | None
    stdout: Output
    stderr: Output
    stopped_by: Stop | None = None
    changes: tuple[Change, ...] = ()
    forbidden: tuple[Change, ...] = ()

    @property
    def is_halted(self) -> bool:
        """Whether the user stopped it."""
        return self.stopped_by is Stop.HALT

    @property
    def is_timed_out(self) -> bool:
        """Whether its time was over."""
        return self.stopped_by is Stop.TIME
