"""The window's process: started by the core where there is a display, and started again when it dies.

The core never waits for it: they share a socket and nothing else. A window that ends in order stays away, one that
dies at once again and again is started ever more rarely.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import anyio
from anyio.abc import Process

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "gui", "--supervised")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
# Whoever lives as long has not died of its start.
STEADY_S = 30.0
# A window that does not end by itself by then is killed.
END_LIMIT_S = 1.0


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether there is something to show a window on."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


class GuiProcess:
    """Keeps a window alive.

    Args:
        errors: File that gets what the window writes on its standard error; begun anew with each `run`.
        command: What is started, for tests.
    """

    def __init__(self, errors: Path, command: Sequence[str] = COMMAND) -> None:
        self._errors = errors
        self._command = command
        self.starts = 0

    async def run(self) -> None:
        """Keep a window alive until cancelled, then end it; returns early when the window ends by its own wish."""
        self._errors.unlink(missing_ok=True)
        pause_s = FIRST_PAUSE_S
        while True:
            began_s = anyio.current_time()
            status = await self._show()
            if status == 0:
                return
            lived_s = anyio.current_time() - began_s
            pause_s = FIRST_PAUSE_S if lived_s >= STEADY_S else min(LONGEST_PAUSE_S, pause_s * 2)
            log.warning("the window died", extra={"status": status, "lived_s": round(lived_s, 1)})
            await anyio.sleep(pause_s)

    async def _show(self) -> int:
        """Run one window to its end, and return its exit status."""
        self.starts += 1
        try:
            with self._errors.open("ab") as errors:
                process = await anyio.open_process(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,  # Ctrl+C in the terminal is for the core.
                )
        except OSError as error:
            log.warning("the window could not be started", extra={"errno": error.errno})
            return 1
        try:
            return await process.wait()
        finally:
            await _end(process)


async def _end(process: Process) -> None:
    """End the process if it lives: first gently."""
    if process.returncode is not None:
        return
    with anyio.CancelScope(shield=True):
        process.terminate()
        with anyio.move_on_after(END_LIMIT_S):
            await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
