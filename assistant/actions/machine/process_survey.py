"""What runs on the machine now: everybody's processes under the names of applications, and what keeps them busy."""

import os
import pwd
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio
from anyio.to_thread import run_sync

from assistant.actions.apps.process_table import ProcessLoad
from assistant.actions.apps.running_apps import RunningApp
from assistant.actions.machine.process_groups import ProcessGroup, group_processes

# Long enough for a share that a second look would confirm, short enough to wait for.
SAMPLE_S = 0.5
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Loads(Protocol):
    """The process table. Blocking."""

    def loads(self) -> Sequence[ProcessLoad]:
        """Return everybody's processes."""
        ...


class Apps(Protocol):
    """Knows which processes belong to an application."""

    async def running(self) -> Sequence[RunningApp]:
        """Return the applications that run."""
        ...


@dataclass(frozen=True, slots=True)
class Busyness:
    """A group, and its share of all processors together, 0..100."""

    group: ProcessGroup
    percent: float


class ProcessSurvey:
    """Looks at what runs.

    Args:
        sample_s: How long processors are watched.
    """

    def __init__(self, table: Loads, apps: Apps, sample_s: float = SAMPLE_S) -> None:
        self._table = table
        self._apps = apps
        self._sample_s = sample_s

    async def everybody(self) -> Sequence[ProcessLoad]:
        """Return all processes."""
        return await run_sync(self._table.loads)

    async def groups(self) -> list[ProcessGroup]:
        """Return all processes by name."""
        return group_processes(await self.everybody(), await self._app_names())

    async def busyness(self) -> list[Busyness]:
        """Return all groups with how busy they were while they were watched, the busiest first."""
        names = await self._app_names()
        before, started_s = await self.everybody(), time.monotonic()
        await anyio.sleep(self._sample_s)
        after, took_s = await self.everybody(), time.monotonic() - started_s
        ticks = {_key(load): load.busy_ticks for load in before}
        capacity = took_s * _TICKS_PER_S * (os.cpu_count() or 1)

        def percent(group: ProcessGroup) -> float:
            # A process that began meanwhile has all its time from within the sample.
            busy = sum(load.busy_ticks - ticks.get(_key(load), 0) for load in group.loads)
            return min(100.0, 100.0 * busy / capacity)

        found = [Busyness(group, percent(group)) for group in group_processes(after, names)]
        return sorted(found, key=lambda each: each.percent, reverse=True)

    async def _app_names(self) -> Mapping[int, str]:
        running = await self._apps.running()
        return {process.pid: app.entry.name for app in running for process in app.processes}


def user_name(user_id: int) -> str:
    """Return what a user is called; the number if the system does not know."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)


def _key(load: ProcessLoad) -> tuple[int, int]:
    return load.process.pid, load.process.started_ticks
