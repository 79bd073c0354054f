"""What is scheduled, and when the next is due. One-off alarms and reminders stand among the rest."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.actions.schedules.finding import Kind, chosen
from assistant.actions.schedules.keeping import ScheduleTools
from assistant.actions.schedules.reckoning import utc_of, within
from assistant.kernel.schedules import KeptSchedule
from assistant.kernel.types import JsonValue, Risk

Day = Annotated[str, Field(pattern=r"^(today|tomorrow|\d{4}-\d\d-\d\d)?$")]
Which = Annotated[str, Field(max_length=200)]

_Row = dict[str, JsonValue]


class ListScheduleActions:
    """Tells what is scheduled."""

    def __init__(self, tools: ScheduleTools) -> None:
        self._tools = tools

    @action(
        "schedules.list",
        capabilities={"schedules.read", "timers.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "schedules.list.none": {"kind", "day"},
            "schedules.list.done": {
                "count",
                "schedules",
                "names",
                "first_name",
                "first_next",
                "first_every",
                "first_kind",
                "day",
            },
        },
    )
    async def list(self, kind: Kind = "any", day: Day = "") -> Outcome:
        """List what is scheduled, all of it or what is due on a day."""
        rows = self._on_day(kind, day_of(day, self._tools)) if day else self._ahead(kind)
        if not rows:
            return Outcome("schedules.list.none", {"kind": kind, "day": day and self._day_text(day)})
        first = rows[0]
        names: list[JsonValue] = [row["name"] or row["kind"] for row in rows]
        return Outcome(
            "schedules.list.done",
            {
                "count": len(rows),
                "schedules": list(rows),
                "names": names,
                "first_name": first["name"],
                "first_kind": first["kind"],
                "first_next": first["next"],
                "first_every": first["every"] if first["is_recurring"] else "",
                "day": day and self._day_text(day),
            },
        )

    @action(
        "schedules.next",
        capabilities={"schedules.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "schedules.next.done": {"name", "kind", "next", "every", "is_recurring", "is_paused", "after"},
            "schedules.none": {"kind"},
            "schedules.unknown": {"which", "kind"},
            "schedules.several": {"choices"},
        },
    )
    async def next(self, which: Which = "", kind: Kind = "any") -> Outcome:
        """Tell when a reminder, an alarm or a deed is due next."""
        kept = self._tools.active()
        # Where none is named it is the soonest, and never a question.
        found = chosen(kept if which else _of(kept, kind)[:1], which, kind, self._tools.zone)
        return Outcome("schedules.next.done", self._tools.facts(found[0].schedule))

    # --------------------------------------------------------------------------------------------------------- inside

    def _ahead(self, kind: Kind) -> Sequence[_Row]:
        rows = [self._tools.facts(each.schedule) for each in _of(self._tools.active(), kind)]
        return _in_order([*rows, *self._timers(kind)])

    def _on_day(self, kind: Kind, day: date) -> Sequence[_Row]:
        """Return the occurrences of a day."""
        zone = self._tools.zone
        midnight = datetime.combine(day, time())
        since = max(utc_of(midnight, zone), self._tools.clock.now())
        until = utc_of(midnight + timedelta(days=1), zone) - timedelta(microseconds=1)
        rows = [
            {**self._tools.facts(each.schedule), "next": self._tools.local(occurrence.due)}
            for each in _of(self._tools.active(), kind)
            if not each.schedule.is_paused
            for occurrence in within(each, since, until, zone)
        ]
        timers = [row for row in self._timers(kind) if since <= datetime.fromisoformat(str(row["next"])) <= until]
        return _in_order([*rows, *timers])

    def _timers(self, kind: Kind) -> Sequence[_Row]:
        """Return alarms and reminders that are due once, and belong to timers."""
        return [
            {
                "kind": "reminder" if label else "alarm",
                "name": label,
                "every": {"rule": "", "at": ""},
                "is_recurring": False,
                "is_paused": False,
                "after": "",
                "next": self._tools.local(due),
            }
            for _, sort, label, due in self._tools.timers.pending()
            if (sort == "alarm" or label) and kind in ("any", "reminder" if label else "alarm")
        ]

    def _day_text(self, day: str) -> str:
        return datetime.combine(day_of(day, self._tools), time()).isoformat()


def day_of(said: str, tools: ScheduleTools) -> date:
    """Return a day that is named, ISO, `today` or `tomorrow`."""
    today = tools.clock.now().astimezone(tools.zone).date()
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    return date.fromisoformat(said)


def _of(kept: Sequence[KeptSchedule], kind: Kind) -> Sequence[KeptSchedule]:
    return [each for each in kept if kind in ("any", each.schedule.kind)]


def _in_order(rows: Sequence[_Row]) -> Sequence[_Row]:
    return sorted(rows, key=lambda row: (not row["next"], str(row["next"])))
