"""Time and date."""

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.kernel.clock import Clock
from assistant.kernel.types import Risk


class ClockActions:
    """Reads the wall clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @action(
        "clock.time",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"clock.time.done": {"time", "hour"}},
    )
    async def time(self) -> Outcome:
        """Tell the time of day."""
        now = self._clock.now()
        return Outcome("clock.time.done", {"time": now.isoformat(), "hour": now.hour})

    @action(
        "clock.date",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"clock.date.done": {"date"}},
    )
    async def date(self) -> Outcome:
        """Tell the day of the week and the date."""
        return Outcome("clock.date.done", {"date": self._clock.now().isoformat()})
