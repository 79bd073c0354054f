"""The world: a machine whose clock goes wrong, sleeps, crashes and travels, with the real schedule clock and store.

Time is virtual. The machine's clock is the true time and an offset; the schedule clock sees nothing but it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.actions.schedules.reckoning import settled_at, wall_of
from assistant.actions.schedules.rules import first_time, read_rule
from assistant.actions.schedules.schedule_clock import ScheduleClock
from assistant.actions.timers.alarm_clock import RECHECK_S
from assistant.app.bench.scheduling.oracle import Habit
from assistant.kernel.schedules import Occurrence, Schedule
from assistant.kernel.testing.storage import FakeTimerStore
from assistant.store.database import Database
from assistant.store.schedules import SqliteScheduleStore

Happening = Literal["off", "asleep", "clock", "zone", "crash before", "crash after"]
Telling = Literal["rung", "missed", "broken off"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to the machine.

    Attributes:
        at_s: True seconds after the beginning.
        what: `off` and `asleep` last `amount_s`; `clock` puts the clock wrong by `amount_s` from then on; a crash
            happens at the next occurrence, before or after it is told.
        zone: Where the machine is from then on, for `zone`.
    """

    at_s: float
    what: Happening
    amount_s: float = 0.0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told: at which time of the machine's clock, and where."""

    at: datetime
    zone: ZoneInfo
    habit: str
    occurrence: Occurrence
    how: Telling


class _CrashError(BaseException):
    """The process dies."""


@dataclass(slots=True)
class World:
    """A machine and what was told on it. Implements `Clock` and `Announcer`.

    Attributes:
        told: All that was told, in order.
        turned_back: The times that the clock showed after it, or the zone, was changed.
        firsts: The first time of each habit.
        crashed: (habit, key) of what was told just before a crash, so that it may be told once more.
        passes: How often the schedule clock looked.
    """

    start: datetime
    zone: ZoneInfo
    database: Database
    random: Random
    at_s: float = 0.0
    wrong_s: float = 0.0
    told: list[Told] = field(default_factory=list)
    turned_back: list[tuple[int, datetime, ZoneInfo]] = field(default_factory=list)
    firsts: dict[str, datetime] = field(default_factory=dict)
    crashed: set[tuple[str, str]] = field(default_factory=set)
    crashes: list[str] = field(default_factory=list)
    passes: int = 0
    lives: int = 0

    def now(self) -> datetime:
        """Return what the machine's clock shows."""
        return (self.start + timedelta(seconds=self.at_s + self.wrong_s)).astimezone(self.zone)

    def monotonic_s(self) -> float:
        """Return the true time."""
        return self.at_s

    def keep(self, habits: dict[str, Habit]) -> None:
        """Keep schedules as they are when someone asks for them now."""
        store = self._store()
        for name, habit in habits.items():
            first = self._first(habit)
            self.firsts[name] = first
            rule = habit.rule
            if habit.last_days is not None:
                last = first.date() + timedelta(days=habit.last_days)
                rule = rule.format(until=f"{last:%Y%m%d}T235959")
            store.put(Schedule(name, "reminder", name, first, rule), settled_at(self.now(), self.zone))

    async def live(self, events: Sequence[Event], until_s: float) -> None:
        """Let time go by, with all that happens."""
        clock = self._born()
        for event in (*sorted(events, key=lambda each: each.at_s), Event(until_s, "off")):
            clock = await self._go_on(clock, max(self.at_s, event.at_s))
            clock = self._happen(event, clock)
        await self._look(clock)

    async def _go_on(self, clock: ScheduleClock, until_s: float) -> ScheduleClock:
        while True:
            clock, wait_s = await self._look(clock)
            if self.at_s + wait_s >= until_s:
                self.at_s = max(self.at_s, until_s)
                return clock
            self.at_s += wait_s

    async def _look(self, clock: ScheduleClock) -> tuple[ScheduleClock, float]:
        while True:
            self.passes += 1
            try:
                return clock, await clock.pass_once()
            except _CrashError:
                self.at_s += self.random.uniform(1, 20)
                clock = self._born()

    def _happen(self, event: Event, clock: ScheduleClock) -> ScheduleClock:
        match event.what:
            case "off":
                self.at_s += event.amount_s
                return self._born()
            case "asleep":
                self.at_s += event.amount_s
            case "clock":
                self.wrong_s = event.amount_s
            case "zone":
                self.zone = ZoneInfo(event.zone)
                clock._zone = self.zone  # the machine's own zone, which the schedule clock asks for anew each time
            case "crash before" | "crash after":
                self.crashes.append(event.what)
        self.turned_back.append((len(self.told), self.now(), self.zone))
        # A sleeping process notices none of it before it looks again.
        self.at_s += self.random.uniform(0, RECHECK_S)
        return clock

    def _born(self) -> ScheduleClock:
        self.lives += 1
        return ScheduleClock(self._store(), FakeTimerStore(), self, self, self.zone)

    def _store(self) -> SqliteScheduleStore:
        return SqliteScheduleStore(self.database, owner=f"virtual:{self.lives}:0")

    def _first(self, habit: Habit) -> datetime:
        now = self.now()
        if habit.every is not None:
            return now.astimezone(UTC) + habit.every
        wall = wall_of(now, self.zone)
        day = datetime.combine(wall.date() + timedelta(days=habit.days_ahead), habit.times[0])
        if not habit.rule:
            return day
        first = first_time(read_rule(habit.rule.replace(";UNTIL={until}", "")), day, wall)
        assert first is not None
        return first

    # ------------------------------------------------------------------------------------------------- announcements

    async def ring(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Note it, unless the process dies first."""
        crash = self.crashes.pop() if self.crashes else ""
        if crash == "crash before":
            raise _CrashError
        self._tell(schedule, occurrence, "rung")
        if crash:
            self.crashed.add((schedule.id, occurrence.key))
            raise _CrashError

    async def miss(self, schedule: Schedule, missed: Sequence[Occurrence]) -> None:
        """Note each of them."""
        for occurrence in missed:
            self._tell(schedule, occurrence, "missed")

    async def break_off(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Note it."""
        self._tell(schedule, occurrence, "broken off")

    async def report_damage(self, count: int) -> None:
        """Fail: nothing is damaged here."""
        raise AssertionError(count)

    def _tell(self, schedule: Schedule, occurrence: Occurrence, how: Telling) -> None:
        self.told.append(Told(self.now(), self.zone, schedule.id, occurrence, how))
