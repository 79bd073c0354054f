"""Timers and schedules in the running assistant: how what is due reaches the user, and what the gate says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from assistant.actions.schedules.adding import AddScheduleActions
from assistant.actions.schedules.changing import ChangeScheduleActions
from assistant.actions.schedules.keeping import ScheduleTools
from assistant.actions.schedules.listing import ListScheduleActions
from assistant.actions.schedules.names import ScheduleNames, recurring_alarms
from assistant.actions.schedules.schedule_clock import Announcer, ScheduleClock
from assistant.actions.timers.alarm_clock import AlarmClock
from assistant.actions.timers.timers import TimerActions
from assistant.dialog.controller import Controller
from assistant.dialog.turn import Request
from assistant.kernel.clock import Clock
from assistant.kernel.errors import InstanceError
from assistant.kernel.ports import Executor, Gate, Interpreter
from assistant.kernel.schedules import Occurrence, Schedule
from assistant.kernel.stores import ScheduleStore, TimerStore
from assistant.kernel.types import Facts, Plan, Source, Step, Utterance
from assistant.kernel.verdict import Foreseen, Verdict


class Herald(Announcer, Protocol):
    """Brings what is due before the user, and asks the gate about what will be."""

    async def timer(self, kind: str, label: str, due: datetime, is_missed: bool) -> None:
        """Tell that a timer or an alarm is due, or was missed."""
        ...

    async def review(self, steps: Sequence[Step]) -> Verdict:
        """Return what the gate would decide of steps as things are now."""
        ...


@dataclass(frozen=True, slots=True)
class ScheduleDeeds:
    """What can be done with timers and schedules, and what brings them about."""

    sources: Sequence[object]
    alarm_clock: AlarmClock
    schedule_clock: ScheduleClock
    names: ScheduleNames


def schedule_deeds(schedules: ScheduleStore, timers: TimerStore, clock: Clock, herald: Herald) -> ScheduleDeeds:
    """Return the deeds on timers and schedules."""
    schedule_clock = ScheduleClock(schedules, timers, clock, herald)

    async def announce(kind: str, label: str, due: datetime, is_missed: bool) -> None:
        await herald.timer(kind, label, due, is_missed)
        await schedule_clock.timer_ended(kind, label, due, is_missed=is_missed)

    alarm_clock = AlarmClock(timers, clock, announce)
    tools = ScheduleTools(schedules, timers, clock, schedule_clock.changed)
    sources = (
        TimerActions(timers, clock, alarm_clock.changed, partial(recurring_alarms, schedules, clock)),
        AddScheduleActions(tools, herald.review),
        ListScheduleActions(tools),
        ChangeScheduleActions(tools),
    )
    return ScheduleDeeds(sources, alarm_clock, schedule_clock, ScheduleNames(tools))


@dataclass(frozen=True, slots=True)
class Spokesman:
    """Brings what is due before the controller. Implements `Herald`.

    Its attributes return what is made later than it is; they are called when something is due.
    """

    controller: Callable[[], Controller]
    interpreter: Callable[[], Interpreter]
    executor: Callable[[], Executor]
    gate: Callable[[], Gate]

    async def timer(self, kind: str, label: str, due: datetime, is_missed: bool) -> None:
        """Tell that a timer or an alarm is due, or was missed."""
        facts: Facts = {"kind": kind, "label": label, "due": due.isoformat()}
        await self.controller().announce("timers.missed" if is_missed else "timers.due", facts)

    async def review(self, steps: Sequence[Step]) -> Verdict:
        """Return what the gate would decide of steps as things are now."""
        foreseen = [await self._foreseen(step) for step in steps]
        return await self.gate().review([each for each in foreseen if each is not None])

    async def ring(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell a reminder or an alarm, or do a deed."""
        facts = _facts(schedule, occurrence.due)
        plan = self._plan(schedule) if schedule.kind == "deed" else None
        if plan is None:
            message = "schedules.changed" if schedule.kind == "deed" else "schedules.due"
            await self.controller().announce(message, facts)
            return
        utterance = Utterance(schedule.said, "system", schedule.language)
        occasion = None if schedule.trigger else ("schedules.occasion", facts)
        try:
            await self.controller().submit(Request(utterance, plan=plan, occasion=occasion))
        except InstanceError as error:
            if error.code != "dropped":  # Who says stop wants it not to be tried again.
                raise

    async def miss(self, schedule: Schedule, missed: Sequence[Occurrence]) -> None:
        """Tell that these occurrences were missed."""
        facts: Facts = {**_facts(schedule, missed[-1].due), "count": len(missed)}
        await self.controller().announce("schedules.missed", facts)

    async def break_off(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell that Zenus ended while it told or did this."""
        await self.controller().announce("schedules.broken_off", _facts(schedule, occurrence.due))

    async def report_damage(self, count: int) -> None:
        """Tell that so many timers and schedules cannot be read."""
        await self.controller().announce("schedules.damaged", {"count": count})

    async def _foreseen(self, step: Step) -> Foreseen | None:
        """Return the step with its targets, or without them where they are not there yet."""
        found = await self.executor().foresee(step)
        if isinstance(found, Foreseen):
            return found
        spec = self.executor().spec(step.action)
        return Foreseen(step, spec) if spec else None

    def _plan(self, schedule: Schedule) -> Plan | None:
        """Return what is to be done; None if its words no longer lead to the same actions."""
        kept = Plan(Source.GRAMMAR, schedule.steps, rule="schedule", said=schedule.said)
        if not schedule.is_dated:
            return kept
        anew = self.interpreter().interpret(schedule.said, schedule.language)
        is_same = isinstance(anew, Plan) and [s.action for s in anew.steps] == [s.action for s in schedule.steps]
        return anew if isinstance(anew, Plan) and is_same else None


def _facts(schedule: Schedule, due: datetime) -> Facts:
    return {"kind": schedule.kind, "name": schedule.name, "due": due.astimezone().isoformat()}
