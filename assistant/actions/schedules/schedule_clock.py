"""The schedule clock: a task that brings about what is due, tells what was missed, and loses and doubles nothing.

Before anything is told or done its occurrence is taken in the store, and afterwards it is finished: so of two processes
one gets it, and one that dies in between is found out at the next start. It trusts nothing for longer than
`RECHECK_S`: the clock may be set, the machine may have slept, another process may have changed the store.

What is later than `MISSED_AFTER_S` is not rung or done any more, but told as missed; so a deed is never done at a time
that nobody expects.
"""

import logging
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

import anyio

from assistant.actions.schedules.reckoning import is_sound, last_of, pending, settled_at, upcoming, utc_of, wall_of
from assistant.actions.timers.alarm_clock import MISSED_AFTER_S, RECHECK_S
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.schedules import KeptSchedule, Occurrence, Schedule, Settled
from assistant.kernel.stores import ScheduleStore, TimerStore

# One that is over stays for so long: the clock that ended it may have been wrong.
_KEPT_AFTER_END = timedelta(days=30)
_SETTLED_EVERY = timedelta(hours=6)

log = logging.getLogger(__name__)


class Announcer(Protocol):
    """Tells and does what is due. Each call returns once that is over; none may wait for the schedule clock."""

    async def ring(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell a reminder or an alarm, or do a deed."""
        ...

    async def miss(self, schedule: Schedule, missed: Sequence[Occurrence]) -> None:
        """Tell that these occurrences were missed, the last of them last."""
        ...

    async def break_off(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell that Zenus ended while it told or did this."""
        ...

    async def report_damage(self, count: int) -> None:
        """Tell that so many timers and schedules cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What was found out about a schedule of which nothing was due: the next time, None if there is none."""

    kept: KeptSchedule
    seen: Settled
    due: datetime | None

    def still_holds(self, kept: KeptSchedule, now: datetime, zone: tzinfo | None) -> bool:
        """Return whether nothing can have become due since."""
        is_same = kept == self.kept and wall_of(self.seen.at, zone) == self.seen.wall
        return is_same and self.seen.at <= now and (self.due is None or now < self.due)


class ScheduleClock:
    """Brings about what is due.

    Args:
        zone: Where the wall is; None for wherever the machine is.
    """

    def __init__(
        self,
        store: ScheduleStore,
        timers: TimerStore,
        clock: Clock,
        announcer: Announcer,
        zone: tzinfo | None = None,
    ) -> None:
        self._store = store
        self._timers = timers
        self._clock = clock
        self._announcer = announcer
        self._zone = zone
        self._changed = anyio.Event()
        self._ahead: dict[str, _Ahead] = {}

    def changed(self) -> None:
        """Look at the store again now. Call it from the loop."""
        self._changed.set()

    async def run(self) -> None:
        """Bring about what is due until cancelled."""
        while True:
            self._changed = anyio.Event()
            try:
                wait_s = await self.pass_once()
            except ZenusError as error:
                log.warning("schedules cannot be served: %s", error.code)
                wait_s = RECHECK_S
            with anyio.move_on_after(min(wait_s, RECHECK_S)):
                await self._changed.wait()

    async def pass_once(self) -> float:
        """Bring about all that is due by now, and return the seconds until the next is due, infinite if none is."""
        if sys.platform != "win32":
            time.tzset()  # otherwise the zone stays what it was when the process began
        damaged = self._store.set_aside(is_sound) + self._timers.set_aside()
        if damaged:
            await self._announcer.report_damage(damaged)
        await self._tell_broken_off()
        while True:
            now = self._clock.now().astimezone(UTC)  # sums of times in one zone leave clock changes out
            kept = self._nothing_ahead(now)
            due = [(each, found) for each in kept if (found := self._due(each, now))]
            if not due:
                return self._rest(kept, now)
            soonest, found = min(due, key=lambda each: each[1][0].due)
            await self._bring_about(soonest.schedule, found, now)

    async def timer_ended(self, kind: str, label: str, due: datetime, *, is_missed: bool) -> None:
        """Bring about what follows a timer or an alarm that has been announced just now."""
        for kept in self._store.all():
            trigger = kept.schedule.trigger
            if trigger and (trigger.kind, trigger.label, trigger.due) == (kind, label, due):
                await self._follow(kept, Occurrence(due, due), is_missed=is_missed)

    async def _bring_about(self, schedule: Schedule, found: Sequence[Occurrence], now: datetime) -> None:
        """Ring what is on time, one at a time; tell all the missed ones of a schedule at once."""
        on_time_from = now - timedelta(seconds=MISSED_AFTER_S)
        missed = [occurrence for occurrence in found if occurrence.due < on_time_from]
        if missed:
            await self._announcer.miss(schedule, missed)
            self._store.settle(schedule.id, settled_at(on_time_from, self._zone))
            await self._follow_all(schedule, missed[-1], is_missed=True)
        elif await self._take_and_ring(schedule, found[0]):
            await self._follow_all(schedule, found[0], is_missed=False)

    async def _take_and_ring(self, schedule: Schedule, occurrence: Occurrence) -> bool:
        if not self._store.take(schedule.id, occurrence.key):
            return False
        try:
            await self._announcer.ring(schedule, occurrence)
        except ZenusError:
            self._store.give_back(schedule.id, occurrence.key)
            raise
        self._store.finish(schedule.id, occurrence.key)
        return True

    async def _follow_all(self, schedule: Schedule, occurrence: Occurrence, *, is_missed: bool) -> None:
        for kept in self._store.all():
            if kept.schedule.trigger and kept.schedule.trigger.schedule == schedule.id:
                await self._follow(kept, Occurrence(occurrence.due, occurrence.due), is_missed=is_missed)

    async def _follow(self, kept: KeptSchedule, occurrence: Occurrence, *, is_missed: bool) -> None:
        if kept.schedule.is_paused or occurrence.key in kept.taken:
            return
        if not is_missed:
            await self._take_and_ring(kept.schedule, occurrence)
        elif self._store.take(kept.schedule.id, occurrence.key):
            await self._announcer.miss(kept.schedule, [occurrence])
            self._store.finish(kept.schedule.id, occurrence.key)

    async def _tell_broken_off(self) -> None:
        schedules = {kept.schedule.id: kept.schedule for kept in self._store.all()}
        for name, key in self._store.broken_off():
            if name in schedules:
                wall = datetime.fromisoformat(key)
                await self._announcer.break_off(schedules[name], Occurrence(utc_of(wall, self._zone), wall))
            self._store.finish(name, key)

    def _nothing_ahead(self, now: datetime) -> Sequence[KeptSchedule]:
        """Return all schedules, settled up to now at most: what a clock that was set back has ahead is ahead again."""
        kept = self._store.all()
        ahead = [each.schedule.id for each in kept if now < each.settled.at]
        for name in ahead:
            self._store.settle(name, settled_at(now, self._zone))
        return self._store.all() if ahead else kept

    def _due(self, kept: KeptSchedule, now: datetime) -> Sequence[Occurrence]:
        """Return what is due of a schedule; reckons only if the time, the zone or the schedule give reason to."""
        known = self._ahead.get(kept.schedule.id)
        if known and known.still_holds(kept, now, self._zone):
            return ()
        found = pending(kept, now, self._zone)
        if not found:
            following = upcoming(kept, now, self._zone)
            due = following.due if following else None
            self._ahead[kept.schedule.id] = _Ahead(kept, settled_at(now, self._zone), due)
        return found

    def _rest(self, kept: Sequence[KeptSchedule], now: datetime) -> float:
        """Note what there is to note after all was brought about, and return the seconds until the next is due."""
        wait_s = math.inf
        for each in kept:
            following = self._ahead[each.schedule.id].due
            if following is not None:
                wait_s = min(wait_s, (following - now).total_seconds())
            elif now - last_of(each, self._zone) > _KEPT_AFTER_END and not each.schedule.is_paused:
                self._store.remove(each.schedule.id)
                continue
            # While it is paused nothing is missed. And the less there is to look back on, the quicker it goes.
            if each.schedule.is_paused or now - each.settled.at > _SETTLED_EVERY:
                self._store.settle(each.schedule.id, settled_at(now, self._zone))
        return wait_s
