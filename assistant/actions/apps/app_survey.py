"""What runs now, and which of it the user means; what is left of it later.

A program is known by its number and its start time, so that what is looked at again is the same one.
"""

import os
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from anyio.to_thread import run_sync

from assistant.actions.apps.app_index import AppIndex
from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import Process, RunningApp, Window, installed_app, running_apps
from assistant.actions.file_search import plain
from assistant.actions.outcome import ActionFailedError


class Processes(Protocol):
    """This user's processes. Blocking; any thread may call it."""

    def processes(self) -> Sequence[Process]:
        """Return them."""
        ...

    def lives(self, process: Process) -> bool:
        """Return whether this very process lives."""
        ...

    def send(self, process: Process, number: signal.Signals) -> bool:
        """Send a signal to this very process; False if it has ended."""
        ...


class Windows(Protocol):
    """The windows on the screen. Blocking; any thread may call it."""

    def windows(self) -> Sequence[Window]:
        """Return those that can be seen."""
        ...

    def sees_all(self) -> bool:
        """Return whether no window can be missing from the list."""
        ...

    def close(self, window: Window) -> None:
        """Ask a window to close."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be ended.

    Attributes:
        others: Names of applications that share a process with it and would end with it.
        bystanders: Windows that are not its own, by their ids.
    """

    app: RunningApp
    others: tuple[str, ...]
    bystanders: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """Names the processes and windows, no matter in which order they were found."""
        processes = sorted(f"{process.pid}:{process.started_ticks}" for process in self.app.processes)
        return ",".join([*processes, *sorted(window.window_id for window in self.app.windows)])


@dataclass(frozen=True, slots=True)
class Left:
    """What is still there of a target.

    Attributes:
        is_asking: It has opened a window since, which may ask something.
    """

    has_windows: bool
    has_processes: bool
    is_asking: bool = False


class AppSurvey:
    """Looks at what runs.

    Args:
        path: `PATH`, by which programs are found.
    """

    def __init__(self, index: AppIndex, processes: Processes, windows: Windows, path: str | None) -> None:
        self._index = index
        self._processes = processes
        self._windows = windows
        self._path = path

    async def running(self) -> Sequence[RunningApp]:
        """Return the applications that run."""
        return (await self._look())[0]

    async def target(self, words: str) -> Target:
        """Return what `words` mean among what runs.

        Raises:
            ActionFailedError: It does not run, is not known, or the session would end with it.
        """
        running, windows = await self._look()
        known = self._index.find(words)
        app = next((app for app in running if known and app.entry.desktop_id == known.desktop_id), None)
        app = app or next((app for app in running if _is_kind(words, app.entry)), None)
        if app is None:
            key, name = ("not_running", known.name) if known else ("unknown", words)
            raise ActionFailedError(f"apps.close.{key}", code="app-not-running", facts={"name": name})
        if app.is_protected:
            raise ActionFailedError("apps.close.protected", code="app-protected", facts={"name": app.entry.name})
        others = [o.entry.name for o in running if o is not app and any(p in app.processes for p in o.processes)]
        bystanders = frozenset(window.window_id for window in windows if window not in app.windows)
        return Target(app, tuple(others), bystanders)

    def left(self, target: Target) -> Left:
        """Look anew; a window that a program opened since, to ask something, is one of its own."""
        alive = [process for process in target.app.processes if self._processes.lives(process)]
        own, pids = {window.window_id for window in target.app.windows}, {process.pid for process in alive}
        windows = [
            window
            for window in self._windows.windows()
            if window.window_id in own or (window.pid in pids and window.window_id not in target.bystanders)
        ]
        is_asking = any(window.window_id not in own for window in windows)
        return Left(bool(windows), bool(alive), is_asking)

    async def _look(self) -> tuple[Sequence[RunningApp], Sequence[Window]]:
        return await run_sync(self._survey, self._index.entries())

    def _survey(self, entries: Sequence[DesktopEntry]) -> tuple[Sequence[RunningApp], Sequence[Window]]:
        apps = [installed_app(entry, self._real_program) for entry in entries]
        windows = self._windows.windows()
        return running_apps(apps, self._processes.processes(), windows, os.getpid()), windows

    def _real_program(self, name: str) -> str:
        found = shutil.which(name, path=self._path)
        return os.path.realpath(found) if found else ""


def _is_kind(words: str, entry: DesktopEntry) -> bool:
    """Return whether the words name the sort of program that this is: "the editor" for a "Text Editor"."""
    wanted = set(plain(words).split())
    return bool(wanted) and any(wanted <= set(plain(text).split()) for text in (*entry.kinds, *entry.keywords))
