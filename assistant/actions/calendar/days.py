"""Days: which day of the week a date is, how far away it is, how far two are apart, and which week it is."""

from datetime import date

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.kernel.clock import Clock
from assistant.kernel.types import Facts, Risk


class DayActions:
    """Reckons with days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @action(
        "days.weekday",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"days.weekday.done": {"date", "days"}},
    )
    async def weekday(self, day: date) -> Outcome:
        """Tell the day of the week and the date of a day."""
        return Outcome("days.weekday.done", {"date": day.isoformat(), "days": self._ahead(day)})

    @action(
        "days.until",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"days.until.done": {"date", "days", "distance", "is_past", "weeks", "rest"}},
    )
    async def until(self, day: date) -> Outcome:
        """Tell how many days it is until a day, or since."""
        days = self._ahead(day)
        return Outcome("days.until.done", {"date": day.isoformat(), "days": days, **_distance(days)})

    @action(
        "days.between",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"days.between.done": {"date", "to", "distance", "is_past", "weeks", "rest"}},
    )
    async def between(self, day: date, to: date) -> Outcome:
        """Tell how many days lie between two days, the first not counted."""
        facts: Facts = {"date": day.isoformat(), "to": to.isoformat(), **_distance((to - day).days)}
        return Outcome("days.between.done", facts)

    @action(
        "days.week",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"days.week.done": {"week", "year"}},
    )
    async def week(self) -> Outcome:
        """Tell the number of this week, as ISO 8601 counts them."""
        year, week, _ = self._clock.now().isocalendar()
        return Outcome("days.week.done", {"week": week, "year": year})

    def _ahead(self, day: date) -> int:
        return (day - self._clock.now().date()).days


def _distance(days: int) -> Facts:
    """Return how far that is, also in whole weeks and the days that are left."""
    weeks, rest = divmod(abs(days), 7)
    return {"distance": abs(days), "is_past": days < 0, "weeks": weeks, "rest": rest}
