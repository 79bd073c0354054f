"""Schedules as JSON and back. What has been damaged on the disk is recognised, rather than trusted to be whole."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast, get_args

from assistant.kernel.schedules import Schedule, ScheduleKind, Settled, Trigger
from assistant.kernel.types import Step
from assistant.store.records import encode

# What JSON gives, until it has been looked at.
_Decoded = Mapping[str, Any]


def encode_schedule(schedule: Schedule) -> str:
    """Return a schedule as JSON."""
    trigger = schedule.trigger
    return encode(
        {
            "id": schedule.id,
            "kind": schedule.kind,
            "name": schedule.name,
            "at": _text(schedule.at),
            "rule": schedule.rule,
            "trigger": trigger and {**_fields(trigger), "due": _text(trigger.due)},
            "steps": list(schedule.steps),
            "said": schedule.said,
            "language": schedule.language,
            "is_dated": schedule.is_dated,
            "is_paused": schedule.is_paused,
            "skipped": list(schedule.skipped),
        }
    )


@lru_cache(maxsize=512)  # looked at every half minute
def decode_schedule(name: str, text: str) -> Schedule | None:
    """Return the schedule that was encoded; None if that is not what it is."""
    try:
        kept: _Decoded = json.loads(text)
        schedule = Schedule(
            id=_str(kept["id"]),
            kind=_kind(kept["kind"]),
            name=_str(kept["name"]),
            at=_moment(kept["at"]),
            rule=_str(kept["rule"]),
            trigger=_trigger(kept["trigger"]),
            steps=tuple(_step(step) for step in kept["steps"]),
            said=_str(kept["said"]),
            language=_str(kept["language"]),
            is_dated=kept["is_dated"] is True,
            is_paused=kept["is_paused"] is True,
            skipped=tuple(_str(key) for key in kept["skipped"]),
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    return schedule if schedule.id == name and (schedule.at or schedule.trigger) else None


def decode_settled(at: object, wall: object) -> Settled | None:
    """Return up to when a schedule is settled; None if the texts are damaged."""
    try:
        settled = Settled(datetime.fromisoformat(cast(str, at)), datetime.fromisoformat(cast(str, wall)))
    except (ValueError, TypeError):
        return None
    return settled if settled.at.tzinfo is not None and settled.wall.tzinfo is None else None


def _fields(trigger: Trigger) -> dict[str, str]:
    return {"kind": trigger.kind, "label": trigger.label, "schedule": trigger.schedule}


def _trigger(kept: _Decoded | None) -> Trigger | None:
    if kept is None:
        return None
    return Trigger(_str(kept["kind"]), _str(kept["label"]), _moment(kept["due"]), _str(kept["schedule"]))


def _step(kept: _Decoded) -> Step:
    return Step(_str(kept["action"]), dict(kept["args"]))


def _kind(value: object) -> ScheduleKind:
    if value not in get_args(ScheduleKind):
        raise ValueError
    return cast(ScheduleKind, value)


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
