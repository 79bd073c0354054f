"""What the deeds on schedules have in common: keeping and taking back, and the facts that are told of a schedule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import cast

from assistant.actions.outcome import Check
from assistant.actions.schedules.finding import active
from assistant.actions.schedules.reckoning import is_sound, settled_at, upcoming, wall_of
from assistant.kernel.clock import Clock
from assistant.kernel.deeds import Deed
from assistant.kernel.schedule_facts import facts_of, schedule_of
from assistant.kernel.schedules import KeptSchedule, Schedule, Trigger
from assistant.kernel.stores import ScheduleStore, TimerStore
from assistant.kernel.types import Facts, JsonValue


@dataclass(frozen=True, slots=True)
class ScheduleTools:
    """What deeds on schedules work with.

    Attributes:
        on_change: Called after schedules were changed; wakes the schedule clock.
        zone: Where the wall is; None for wherever the machine is.
    """

    store: ScheduleStore
    timers: TimerStore
    clock: Clock
    on_change: Callable[[], None]
    zone: tzinfo | None = None

    def kept(self) -> Sequence[KeptSchedule]:
        """Return all schedules that can be reckoned with."""
        return [each for each in self.store.all() if is_sound(each.schedule)]

    def active(self) -> Sequence[KeptSchedule]:
        """Return those that have something ahead, the soonest first."""
        return active(self.kept(), self.clock.now(), self.zone)

    def put(self, schedule: Schedule) -> Check:
        """Keep a schedule, and return what looks whether it is kept."""
        before = next((each for each in self.store.all() if each.schedule.id == schedule.id), None)
        # What is due at other times from now on was not missed before.
        is_as_due = before is not None and _times_of(before.schedule) == _times_of(schedule)
        settled = before.settled if before and is_as_due else settled_at(self.clock.now(), self.zone)
        self.store.put(schedule, settled)
        self.on_change()

        async def is_kept() -> bool:
            return any(each.schedule == schedule for each in self.store.all())

        return is_kept

    def remove(self, schedules: Sequence[Schedule]) -> Check:
        """Forget schedules, and return what looks whether they are gone."""
        gone = {schedule.id for schedule in schedules}
        for name in gone:
            self.store.remove(name)
        self.on_change()

        async def are_gone() -> bool:
            return gone.isdisjoint(each.schedule.id for each in self.store.all())

        return are_gone

    def take_back(self, deed: Deed) -> bool:
        """Put back what was there before a deed, and return whether it is as it was."""
        undo = cast(Facts, deed.undo)
        before = [schedule_of(facts) for facts in cast(Sequence[Facts], undo["before"])]
        made = set(cast(Sequence[str], undo["made"]))
        for name in made:
            self.store.remove(name)
        for schedule in before:
            self.put(schedule)
        self.on_change()
        now = [each.schedule for each in self.store.all()]
        return all(schedule in now for schedule in before) and made.isdisjoint(each.id for each in now)

    def facts(self, schedule: Schedule) -> dict[str, JsonValue]:
        """Return what is told of a schedule."""
        kept = KeptSchedule(schedule, settled_at(self.clock.now(), self.zone))
        known = next((each for each in self.store.all() if each.schedule == schedule), kept)
        following = upcoming(known, self.clock.now(), self.zone)
        due = following.due if following else schedule.trigger and schedule.trigger.due
        return {
            "kind": schedule.kind,
            "name": schedule.name,
            "every": self.every(schedule),
            "is_recurring": bool(schedule.rule),
            "is_paused": schedule.is_paused,
            "after": schedule.trigger.kind if schedule.trigger else "",
            "next": self.local(due) if due else "",
        }

    def every(self, schedule: Schedule) -> Facts:
        """Return the recurrence of a schedule, for the kind `recurrence` of the words."""
        if schedule.at is None:
            return {"rule": "", "at": ""}
        wall = wall_of(schedule.at, self.zone) if schedule.at.tzinfo else schedule.at
        return {"rule": schedule.rule, "at": wall.isoformat()}

    def local(self, moment: datetime) -> str:
        """Return a moment as local time."""
        return moment.astimezone(self.zone).isoformat()


def undo_of(before: Sequence[Schedule] = (), made: Sequence[Schedule] = ()) -> Facts:
    """Return what taking back must know: what was there before, and what was not."""
    return {"before": [facts_of(schedule) for schedule in before], "made": [schedule.id for schedule in made]}


def _times_of(schedule: Schedule) -> tuple[datetime | None, str, Trigger | None, bool]:
    return schedule.at, schedule.rule, schedule.trigger, schedule.is_paused
