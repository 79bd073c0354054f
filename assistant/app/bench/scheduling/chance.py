"""Chance: what may happen to a machine in a span of days, and always the same for one seed."""

from collections.abc import Sequence
from random import Random

from assistant.app.bench.scheduling.world import Event

_DAY_S = 86_400
# From a moment to a journey; the longest is a holiday.
_AWAY_S = (30, 90, 600, 3 * 3_600, 9 * 3_600, 2 * _DAY_S, 9 * _DAY_S)
_WRONG_S = (0.5, 20, 70, 600, 3_600, _DAY_S, 30 * _DAY_S)
_PUT_RIGHT_AFTER_S = (60, 600, 3_600, 7_200)


def happenings(random: Random, days: int, zones: Sequence[str], *, every_days: float = 3.0) -> list[Event]:
    """Return what happens in so many days. The clock is right at their end, and the machine is on.

    Args:
        random: Where chance comes from.
        days: How long.
        zones: Where the machine may be carried; none if it stays.
        every_days: How often something happens, on average.
    """
    events: list[Event] = []
    at_s = 0.0
    kinds = ["off", "asleep", "asleep", "clock", "crash before", "crash after", *(["zone"] if zones else [])]
    while (at_s := at_s + random.expovariate(1 / (every_days * _DAY_S))) < (days - 12) * _DAY_S:
        match random.choice(kinds):
            case "off":
                events.append(Event(at_s, "off", random.choice(_AWAY_S)))
            case "asleep":
                events.append(Event(at_s, "asleep", random.choice(_AWAY_S)))
            case "clock":
                events.append(Event(at_s, "clock", random.choice((-1, 1)) * random.choice(_WRONG_S)))
                at_s += random.choice(_PUT_RIGHT_AFTER_S)
                events.append(Event(at_s, "clock"))
            case "zone":
                events.append(Event(at_s, "zone", zone=random.choice(zones)))
            case "crash before":
                events.append(Event(at_s, "crash before"))
            case _:
                events.append(Event(at_s, "crash after"))
    return events
