"""The names of schedules that can be spoken, and the alarms among them."""

from collections.abc import Sequence
from datetime import datetime

from assistant.actions.schedules.finding import active
from assistant.actions.schedules.keeping import ScheduleTools
from assistant.actions.schedules.reckoning import is_sound, upcoming
from assistant.kernel.clock import Clock
from assistant.kernel.stores import ScheduleStore


class ScheduleNames:
    """The names of what is scheduled. Implements `NameSource`."""

    def __init__(self, tools: ScheduleTools) -> None:
        self._tools = tools
        self._known: Sequence[tuple[str, str]] = ()

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (as spoken, value) pairs; the same list object while nothing has changed."""
        found = tuple((each.schedule.name, each.schedule.name) for each in self._tools.kept() if each.schedule.name)
        if found != self._known:
            self._known = found
        return self._known


def recurring_alarms(store: ScheduleStore, clock: Clock) -> Sequence[tuple[str, datetime]]:
    """Return label and next time of the alarms that repeat, the soonest first."""
    now = clock.now()
    kept = [each for each in store.all() if each.schedule.kind == "alarm" and is_sound(each.schedule)]
    ahead = [(each.schedule, upcoming(each, now, None)) for each in active(kept, now, None)]
    return [(schedule.name, found.due) for schedule, found in ahead if found and not schedule.is_paused]
