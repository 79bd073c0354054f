"""Ending processes by name or number: politely, or by force.

What is ended is exactly what was agreed to: each process is known by its number and its start time. What the session,
the system or Zenus itself stands on is never ended, and what belongs to another user is told to.
"""

import os
import signal
from dataclasses import dataclass
from typing import Protocol, cast

import anyio
from anyio.to_thread import run_sync

from assistant.actions.apps.running_apps import Process
from assistant.actions.declaration import action
from assistant.actions.machine.process_groups import ProcessGroup, called, holds_up_session
from assistant.actions.machine.process_survey import ProcessSurvey, user_name
from assistant.actions.machine.processes import ProcessName
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue, Risk

# What tidies up after itself needs some seconds for it.
TERM_LIMIT_S = 5.0
KILL_LIMIT_S = 3.0
_POLL_S = 0.05
_MOST_NUMBERS = 5

_TARGETLESS = {
    "processes.end.unknown": {"name"},
    "processes.end.several": {"name", "choices", "argument"},
    "processes.end.foreign": {"name", "user"},
    "processes.end.protected": {"name"},
    "processes.end.halted": {"name", "done", "count"},
}


class Signals(Protocol):
    """Reaches single processes. Blocking."""

    def lives(self, process: Process) -> bool:
        """Return whether this very process lives."""
        ...

    def send(self, process: Process, number: signal.Signals) -> bool:
        """Send a signal to this very process; False if it has ended."""
        ...


@dataclass(frozen=True, slots=True)
class _Target:
    """What is to be ended."""

    group: ProcessGroup

    @property
    def processes(self) -> tuple[Process, ...]:
        return tuple(load.process for load in self.group.loads)

    @property
    def fingerprint(self) -> str:
        return ",".join(sorted(f"{process.pid}:{process.started_ticks}" for process in self.processes))

    @property
    def facts(self) -> Facts:
        return {"name": self.group.name, "count": len(self.processes)}

    @property
    def words(self) -> str:
        """What names these processes and no others."""
        return str(self.processes[0].pid) if len(self.processes) == 1 else self.group.name

    def heads(self) -> list[Process]:
        """Return those that no other of them started: these end the others themselves, in their own order."""
        own = {process.pid for process in self.processes}
        return [process for process in self.processes if process.parent not in own]


class ProcessEndingActions:
    """Ends processes."""

    def __init__(self, survey: ProcessSurvey, signals: Signals) -> None:
        self._survey = survey
        self._signals = signals

    # ------------------------------------------------------------------------------------------------------------ end

    async def _foresee_end(self, process: ProcessName) -> Prospect:
        return await self._foresee(process, by_force=False)

    @action(
        "processes.end",
        capabilities={"processes.end"},
        risk=Risk.REVERSIBLE,
        timeout_s=15.0,
        messages={
            **_TARGETLESS,
            "processes.end.done": {"name", "count"},
            "processes.end.survived": {"name", "count", "left", "processes"},
        },
        effects=_foresee_end,
        foresees={"name", "count", "numbers"},
    )
    async def end(self, work: Work, process: ProcessName) -> Outcome:
        """Ask a process to end; it may tidy up, or refuse."""
        target = cast(_Target, work.prospect.resolved)
        await self._send(target, target.heads(), signal.SIGTERM, work)
        left = await self._wait(target, work, TERM_LIMIT_S)
        if left:
            facts: Facts = {**target.facts, "left": left, "processes": [{"name": target.words}]}
            raise ActionFailedError("processes.end.survived", code="process-survived", facts=facts, is_partial=True)
        return self._outcome("processes.end.done", target)

    # ----------------------------------------------------------------------------------------------------------- kill

    async def _foresee_kill(self, process: ProcessName) -> Prospect:
        return await self._foresee(process, by_force=True)

    @action(
        "processes.kill",
        capabilities={"processes.kill"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=10.0,
        messages={
            **_TARGETLESS,
            "processes.kill.done": {"name", "count"},
            "processes.kill.survived": {"name", "count", "left"},
        },
        effects=_foresee_kill,
        foresees={"name", "count", "numbers"},
    )
    async def kill(self, work: Work, process: ProcessName) -> Outcome:
        """End a process by force; it can neither save nor tidy up."""
        target = cast(_Target, work.prospect.resolved)
        await self._send(target, list(target.processes), signal.SIGKILL, work)
        left = await self._wait(target, work, KILL_LIMIT_S)
        if left:
            facts: Facts = {**target.facts, "left": left}
            raise ActionFailedError("processes.kill.survived", code="process-survived", facts=facts, is_partial=True)
        return self._outcome("processes.kill.done", target)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _foresee(self, words: str, *, by_force: bool) -> Prospect:
        target = await self._target(words)
        numbers: JsonValue = list(target.group.pids[:_MOST_NUMBERS])
        facts: Facts = {**target.facts, "numbers": numbers}
        effects = Effects(
            ends=(target.group.name,), is_final=by_force, wants_preview=True, fingerprint=target.fingerprint
        )
        return Prospect(effects, facts, resolved=target)

    async def _target(self, words: str) -> _Target:
        """Return what `words` mean.

        Raises:
            ActionFailedError: Nothing, or more than one thing, runs under that name, or it may not be ended.
        """
        found = called(words, await self._survey.groups())
        own = [group for group in found if group.user_id == os.getuid()]
        if not found:
            raise ActionFailedError("processes.end.unknown", code="process-unknown", facts={"name": words})
        if len(own) > 1:
            choices: JsonValue = [group.name for group in own]
            facts: Facts = {"name": words, "choices": choices, "argument": "process"}
            raise ActionFailedError("processes.end.several", code="process-ambiguous", facts=facts)
        group = own[0] if own else found[0]
        if holds_up_session(group, await self._survey.everybody(), os.getpid()):
            raise ActionFailedError("processes.end.protected", code="process-protected", facts={"name": group.name})
        if not own:
            facts = {"name": group.name, "user": user_name(group.user_id)}
            raise ActionFailedError("processes.end.foreign", code="process-foreign", facts=facts)
        return _Target(group)

    async def _send(self, target: _Target, processes: list[Process], number: signal.Signals, work: Work) -> None:
        for done, process in enumerate(processes):
            if work.is_halted():
                facts: Facts = {"name": target.group.name, "done": done, "count": len(processes)}
                raise ActionFailedError("processes.end.halted", code="halted", facts=facts, is_partial=done > 0)
            await run_sync(self._signals.send, process, number)

    async def _wait(self, target: _Target, work: Work, limit_s: float) -> int:
        """Return how many still live when none does, when the time is over, or when the user said stop."""
        until_s = anyio.current_time() + limit_s
        while True:
            left = await run_sync(self._left, target)
            if not left or anyio.current_time() > until_s or work.is_halted():
                return left
            await anyio.sleep(_POLL_S)

    def _left(self, target: _Target) -> int:
        return sum(self._signals.lives(process) for process in target.processes)

    def _outcome(self, key: str, target: _Target) -> Outcome:
        async def check() -> bool:
            return not await run_sync(self._left, target)

        return Outcome(key, target.facts, ("a process was ended",), check)
