"""Schedules as JSON and back. What has been damaged on the disk is recognised, rather than trusted to be whole."""

import json
from datetime import datetime
from functools import lru_cache

from assistant.kernel.schedule_facts import facts_of, schedule_of
from assistant.kernel.schedules import Schedule, Settled
from assistant.store.records import encode


def encode_schedule(schedule: Schedule) -> str:
    """Return a schedule as JSON."""
    return encode(facts_of(schedule))


@lru_cache(maxsize=512)  # looked at every half minute
def decode_schedule(name: str, text: str) -> Schedule | None:
    """Return the schedule that was encoded; None if that is not what it is."""
    try:
        schedule = schedule_of(json.loads(text))
    except (ValueError, TypeError, LookupError):
        return None
    return schedule if schedule.id == name else None


def decode_settled(at: str, wall: str) -> Settled | None:
    """Return up to when a schedule is settled; None if the texts are damaged."""
    try:
        settled = Settled(datetime.fromisoformat(at), datetime.fromisoformat(wall))
    except (ValueError, TypeError):
        return None
    return settled if settled.at.tzinfo is not None and settled.wall.tzinfo is None else None
