"""Opening applications by their spoken names."""

from collections.abc import Sequence
from typing import Protocol

from anyio.to_thread import run_sync

from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.launcher import Started
from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, NoDisplayError, Outcome
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Risk

# A program that cannot start (no library, no display, bad option) has nearly always ended by then.
SETTLE_S = 0.35


class ProgramLauncher(Protocol):
    """Starts programs."""

    def has_display(self) -> bool:
        """Tell whether a program can open a window."""
        ...

    def command(self, entry: DesktopEntry) -> Sequence[str]:
        """Return the argument list that starts an application."""
        ...

    def start(self, argv: Sequence[str]) -> Started:
        """Start a program; raises `OSError`."""
        ...

    def is_running(self, pid: int) -> bool:
        """Ask the system whether the process is alive."""
        ...


class AppActions:
    """Opens applications."""

    def __init__(self, index: AppIndex, launcher: ProgramLauncher) -> None:
        self._index = index
        self._launcher = launcher

    async def _foresee_open(self, app: str) -> Prospect:
        entry = self._known(app)
        return Prospect(Effects(starts=(entry.desktop_id,)), {"name": entry.name})

    @action(
        "apps.open",
        capabilities={"apps.start"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={
            "apps.open.done": {"name", "app"},
            "apps.open.unknown": {"name"},
            "apps.open.broken": {"name"},
            "apps.open.crashed": {"name"},
        },
        errors={"no-display", "no-terminal"},
        effects=_foresee_open,
        foresees={"name"},
    )
    async def open(self, app: str) -> Outcome:
        """Open an application, by its name or its desktop id."""
        entry = self._known(app)
        if not self._launcher.has_display():
            raise NoDisplayError()
        started = await self._start(entry)
        status = await run_sync(started.wait, SETTLE_S)
        if status:
            raise ActionFailedError("apps.open.crashed", code="app-crashed", facts={"name": entry.name})

        async def check() -> bool:
            # A second instance hands over to the first and ends well; else the program must be there.
            return status == 0 or self._launcher.is_running(started.pid)

        facts = {"name": entry.name, "app": entry.desktop_id}
        return Outcome("apps.open.done", facts, ("an application was started",), check)

    def _known(self, app: str) -> DesktopEntry:
        entry = self._index.find(app)
        if entry is None:
            raise ActionFailedError("apps.open.unknown", code="unknown-app", facts={"name": app})
        return entry

    async def _start(self, entry: DesktopEntry) -> Started:
        try:
            return await run_sync(self._launcher.start, self._launcher.command(entry))
        except OSError as error:
            raise ActionFailedError("apps.open.broken", code="app-broken", facts={"name": entry.name}) from error
