"""Starting programs that live on without Zenus, and seeing whether they are alive."""

import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.kernel.errors import ActionError

# Terminals in order of preference, each with the option after which a command follows.
_TERMINALS = (
    ("xdg-terminal-exec", ""),
    ("x-terminal-emulator", "-e"),
    ("gnome-terminal", "--"),
    ("konsole", "-e"),
    ("xterm", "-e"),
)


class Started(Protocol):
    """A program that was started."""

    @property
    def pid(self) -> int:
        """Its process number."""
        ...

    def wait(self, timeout_s: float) -> int | None:
        """Return its exit status as soon as it has ended; None if it still runs after this time. Blocking."""
        ...


class StartedProcess:
    """A program in a session of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        # A program that ended stays a zombie until its parent has waited for it, however long it lived.
        self._reaper = threading.Thread(target=process.wait, name=f"reaper-{process.pid}", daemon=True)
        self._reaper.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def wait(self, timeout_s: float) -> int | None:
        """Return its exit status as soon as it has ended; None if it still runs after this time. Blocking."""
        self._reaper.join(timeout_s)
        return self._process.returncode


class Launcher:
    """Starts programs with the user's environment.

    Args:
        environ: The environment that programs get; says also which display they show on.
        home: Where they start.
    """

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = dict(environ)
        self._home = home

    def has_display(self) -> bool:
        """Tell whether a program can open a window."""
        return bool(self._environ.get("DISPLAY") or self._environ.get("WAYLAND_DISPLAY"))

    def has_program(self, program: str) -> bool:
        """Tell whether there is such a program."""
        return self._which(program) is not None

    def command(self, entry: DesktopEntry) -> Sequence[str]:
        """Return the argument list that starts an application.

        Raises:
            ActionError: `no-terminal`.
        """
        if not entry.needs_terminal:
            return entry.argv
        for program, option in _TERMINALS:
            if self._which(program):
                return [program, *([option] if option else []), *entry.argv]
        raise ActionError(
            "That program needs a terminal window.", code="no-terminal", hint="Install a terminal, such as xterm."
        )

    def start(self, argv: Sequence[str]) -> StartedProcess:
        """Start a program. Blocking, a few milliseconds.

        Raises:
            OSError: It cannot be started.
        """
        process = subprocess.Popen(
            [self._which(argv[0]) or argv[0], *argv[1:]],
            cwd=self._home,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return StartedProcess(process)

    def is_running(self, pid: int) -> bool:
        """Ask the kernel whether the process is alive; a zombie is not."""
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        # "pid (name) state ..."; the name may hold spaces and parentheses.
        return status.rpartition(")")[2].split()[0] not in "ZX"

    def _which(self, program: str) -> str | None:
        return shutil.which(program, path=self._environ.get("PATH"))
