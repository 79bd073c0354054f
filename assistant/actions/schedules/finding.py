"""Finds the schedules that are meant: by name, time of day or kind; and names them so that they can be told apart."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Literal

from assistant.actions.outcome import ActionFailedError
from assistant.actions.schedules.reckoning import upcoming, wall_of
from assistant.kernel.schedules import KeptSchedule, Schedule
from assistant.kernel.types import Facts, JsonValue

Kind = Literal["any", "reminder", "alarm", "deed"]
ALL = "*"


def active(kept: Sequence[KeptSchedule], now: datetime, zone: tzinfo | None) -> Sequence[KeptSchedule]:
    """Return the schedules that have something ahead, the soonest first; those that are paused or wait come last."""
    last = datetime.max.replace(tzinfo=now.tzinfo)
    found = []
    for each in kept:
        following = upcoming(each, now, zone)
        waits = each.schedule.trigger is not None and (each.schedule.trigger.due or last) > now
        if following or waits or (each.schedule.is_paused and each.schedule.rule):
            found.append((following.due if following and not each.schedule.is_paused else last, each))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def chosen(kept: Sequence[KeptSchedule], which: str, kind: Kind, zone: tzinfo | None) -> Sequence[KeptSchedule]:
    """Return the schedules that are meant: one, or with `*` all of a kind.

    Args:
        kept: The soonest first.
        which: A name, a time of day `HH:MM`, both, `*`, or nothing for the only one.
        kind: What sort is meant.
        zone: Where the wall is.

    Raises:
        ActionFailedError: There is none, or more than one that could be meant.
    """
    of_kind = [each for each in kept if kind in ("any", each.schedule.kind)]
    found = of_kind if which in ("", ALL) else [each for each in of_kind if _fits(each.schedule, which, zone)]
    exact = [each for each in found if which and each.schedule.name.casefold() == which.casefold()]
    found = exact if len(exact) == 1 else found
    if not found:
        code = "schedules.none" if which in ("", ALL) else "schedules.unknown"
        raise ActionFailedError(code, code="unknown-schedule", facts={"which": which, "kind": kind})
    if len(found) > 1 and which != ALL:
        choices: list[JsonValue] = [handle(each.schedule, found, zone) for each in found]
        facts: Facts = {"choices": choices, "argument": "which", "which": which, "count": len(found)}
        raise ActionFailedError("schedules.several", code="ambiguous-schedule", facts=facts)
    return found


def handle(schedule: Schedule, others: Sequence[KeptSchedule], zone: tzinfo | None) -> str:
    """Return what tells a schedule apart from others, as `chosen` takes it."""
    is_alone = sum(each.schedule.name == schedule.name for each in others) == 1
    if schedule.name and is_alone:
        return schedule.name
    return f"{schedule.name} {_time_of_day(schedule, zone)}".strip()


def _fits(schedule: Schedule, which: str, zone: tzinfo | None) -> bool:
    wanted, name, at = _joined(which), _joined(schedule.name), _joined(_time_of_day(schedule, zone))
    if wanted == at or wanted == name + at:
        return True
    return bool(name) and (wanted == name or _words(which) <= _words(schedule.name))


def _words(text: str) -> set[str]:
    return set(text.casefold().split())


def _joined(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _time_of_day(schedule: Schedule, zone: tzinfo | None) -> str:
    at = schedule.at
    if at is None or (at.tzinfo and schedule.rule):
        return ""
    return f"{wall_of(at, zone) if at.tzinfo else at:%H:%M}"
