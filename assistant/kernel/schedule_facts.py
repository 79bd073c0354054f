"""Schedules as JSON values and back: as the store keeps them, and as an undo puts them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast, get_args

from assistant.kernel.schedules import Schedule, ScheduleKind, Trigger
from assistant.kernel.types import Facts, JsonValue, Step


def facts_of(schedule: Schedule) -> Facts:
    """Return a schedule as JSON values."""
    trigger = schedule.trigger
    return {
        "id": schedule.id,
        "kind": schedule.kind,
        "name": schedule.name,
        "at": _text(schedule.at),
        "rule": schedule.rule,
        "trigger": _trigger_facts(trigger) if trigger else None,
        "steps": [{"action": step.action, "args": step.args} for step in schedule.steps],
        "said": schedule.said,
        "language": schedule.language,
        "is_dated": schedule.is_dated,
        "is_paused": schedule.is_paused,
        "skipped": list(schedule.skipped),
    }


def schedule_of(facts: Facts) -> Schedule:
    """Return the schedule that the facts are of.

    Raises:
        ValueError, TypeError, LookupError: They are of none.
    """
    schedule = Schedule(
        id=_str(facts["id"]),
        kind=_kind(facts["kind"]),
        name=_str(facts["name"]),
        at=_moment(facts["at"]),
        rule=_str(facts["rule"]),
        trigger=_trigger(facts["trigger"]),
        steps=tuple(_step(step) for step in _list(facts["steps"])),
        said=_str(facts["said"]),
        language=_str(facts["language"]),
        is_dated=facts["is_dated"] is True,
        is_paused=facts["is_paused"] is True,
        skipped=tuple(_str(key) for key in _list(facts["skipped"])),
    )
    if schedule.at is None and schedule.trigger is None:
        raise ValueError("it is never due")
    return schedule


def _trigger_facts(trigger: Trigger) -> Facts:
    return {
        "kind": trigger.kind,
        "label": trigger.label,
        "due": _text(trigger.due),
        "schedule": trigger.schedule,
    }


def _trigger(value: JsonValue) -> Trigger | None:
    if value is None:
        return None
    facts = _table(value)
    return Trigger(_str(facts["kind"]), _str(facts["label"]), _moment(facts["due"]), _str(facts["schedule"]))


def _step(value: JsonValue) -> Step:
    facts = _table(value)
    return Step(_str(facts["action"]), dict(_table(facts["args"])))


def _kind(value: JsonValue) -> ScheduleKind:
    if value not in get_args(ScheduleKind):
        raise ValueError(value)
    return cast(ScheduleKind, value)


def _str(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _list(value: JsonValue) -> Sequence[JsonValue]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError(value)
    return value


def _table(value: JsonValue) -> Facts:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return value


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(value: JsonValue) -> datetime | None:
    return datetime.fromisoformat(_str(value)) if value is not None else None
