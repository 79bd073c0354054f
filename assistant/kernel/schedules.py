"""Schedules: what is to be told or done again and again, once at a time to come, or when a timer has ended.

An occurrence is one time at which a schedule is due. It has a key that depends on nothing but the schedule, so that
it is known again whatever the clock, the zone or another process did in between.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from assistant.kernel.types import Step

ScheduleKind: TypeAlias = Literal["reminder", "alarm", "deed"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a schedule follows in the place of a time.

    Attributes:
        kind: What ends or rings, `timer` or `alarm`.
        label: Its label.
        due: When it is due, aware; None if it is an alarm that repeats.
        schedule: The id of the alarm that repeats; empty if `due` is given.
    """

    kind: str
    label: str
    due: datetime | None = None
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is to be told or done, and when.

    Attributes:
        id: Random text, never given twice.
        name: What it is called: the label of a reminder, the words of a deed, nothing for most alarms.
        at: The first time. Naive: the wall time of wherever the machine is then. Aware: that moment, whatever
            clocks show. None if it follows a trigger.
        rule: An RFC 5545 recurrence rule without its name; empty if it is due once.
        trigger: What it follows; None if it has times.
        steps: What is to be done; empty for reminders and alarms.
        said: The request as it was said, for `steps`.
        language: ISO 639-1 code of `said`.
        is_dated: The steps hold dates that were worked out when it was said, and must be worked out anew.
        skipped: Keys of occurrences that are left out.
    """

    id: str
    kind: ScheduleKind
    name: str
    at: datetime | None
    rule: str = ""
    trigger: Trigger | None = None
    steps: tuple[Step, ...] = ()
    said: str = ""
    language: str = "en"
    is_dated: bool = False
    is_paused: bool = False
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """Up to when all occurrences were told, done or told as missed.

    Both forms of one moment are kept: whether they still belong together tells that the machine's zone was changed.

    Attributes:
        at: Aware.
        wall: What the wall clock showed then, naive.
    """

    at: datetime
    wall: datetime


@dataclass(frozen=True, slots=True)
class KeptSchedule:
    """A schedule as it is kept.

    Attributes:
        taken: Keys of occurrences that were told or done, or are just now: all those from two days before it is
            settled on, of earlier ones any.
    """

    schedule: Schedule
    settled: Settled
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which a schedule is due.

    Attributes:
        due: The moment, aware.
        wall: The time that the rule names: naive, or aware for schedules that count elapsed time.
    """

    due: datetime
    wall: datetime

    @property
    def key(self) -> str:
        """The time that the rule names, as text."""
        return key_of(self.wall)


def key_of(wall: datetime) -> str:
    """Return the key of the occurrence that a rule names with this time."""
    return (wall.astimezone(UTC) if wall.tzinfo else wall).isoformat()
