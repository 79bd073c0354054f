"""Clocks elsewhere: what time it is there, what time it is there when it is some time here, and how far apart two are.

Summer time is a matter of the day: every answer is for the day it names, by the rules of the IANA time zone database.
"""

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.places.finding import Place, find_places
from assistant.actions.places.gazetteer import load_gazetteer
from assistant.kernel.clock import Clock
from assistant.kernel.types import Facts, Risk

MAX_PLACE_CHARS = 80

PlaceName = Annotated[str, Field(max_length=MAX_PLACE_CHARS)]
"""A city, "Portland, Oregon", a state of the US, a country; empty is here."""
_PLACE_MESSAGES = {"clock.place_unknown": {"place"}, "clock.place_several": {"place", "choices", "argument"}}


class WorldClockActions:
    """Tells the time elsewhere."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @action(
        "clock.elsewhere",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"clock.elsewhere.done": {"place", "time", "day", "offset", "zone"}, **_PLACE_MESSAGES},
    )
    async def elsewhere(self, place: PlaceName) -> Outcome:
        """Tell the time of day in a city or country."""
        now = self._clock.now()
        found = await self._find("place", place)
        there = now.astimezone(ZoneInfo(found.zone))
        facts: Facts = {
            "place": found.name,
            "time": there.isoformat(),
            "day": _day_difference(now, there),
            "offset": _offset(there),
            "zone": found.zone,
        }
        return Outcome("clock.elsewhere.done", facts)

    @action(
        "clock.zone",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"clock.zone.done": {"place", "offset", "zone"}, **_PLACE_MESSAGES},
    )
    async def zone(self, place: PlaceName) -> Outcome:
        """Tell the time zone of a city or country."""
        found = await self._find("place", place)
        there = self._clock.now().astimezone(ZoneInfo(found.zone))
        facts: Facts = {"place": found.name, "offset": _offset(there), "zone": found.zone}
        return Outcome("clock.zone.done", facts)

    @action(
        "clock.convert",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "clock.convert.done": {"place", "time", "to", "then", "day"},
            "clock.convert.skipped": {"place", "time"},
            **_PLACE_MESSAGES,
        },
    )
    async def convert(self, at: time, place: PlaceName = "", to: PlaceName = "") -> Outcome:
        """Tell what time it is in one place when it is some time of today in another."""
        first = await self._find("place", place) if place else None
        second = await self._find("to", to) if to else None
        now = self._clock.now()
        today = now.astimezone(ZoneInfo(first.zone)).date() if first else now.date()
        local = datetime.combine(today, at.replace(tzinfo=None))
        there = local.replace(tzinfo=ZoneInfo(first.zone)) if first else local.astimezone()
        names: Facts = {"place": first.name if first else "", "time": local.isoformat()}
        if there.astimezone(ZoneInfo("UTC")).astimezone(there.tzinfo).replace(tzinfo=None) != local:
            raise ActionFailedError("clock.convert.skipped", code="no-such-time", facts=names)
        then = there.astimezone(ZoneInfo(second.zone) if second else None)
        facts: Facts = {
            **names,
            "to": second.name if second else "",
            "then": then.isoformat(),
            "day": _day_difference(there, then),
        }
        return Outcome("clock.convert.done", facts)

    @action(
        "clock.difference",
        capabilities={"clock.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"clock.difference.done": {"place", "to", "ahead", "difference_s"}, **_PLACE_MESSAGES},
    )
    async def difference(self, place: PlaceName, to: PlaceName = "") -> Outcome:
        """Tell how many hours the clocks of two places are apart today."""
        now = self._clock.now()
        first = await self._find("place", place)
        second = await self._find("to", to) if to else None
        one = now.astimezone(ZoneInfo(first.zone)).utcoffset() or timedelta()
        other = (now.astimezone(ZoneInfo(second.zone)) if second else now.astimezone()).utcoffset() or timedelta()
        difference_s = round((one - other).total_seconds())
        facts: Facts = {
            "place": first.name,
            "to": second.name if second else "",
            "ahead": (difference_s > 0) - (difference_s < 0),
            "difference_s": abs(difference_s),
        }
        return Outcome("clock.difference.done", facts)

    async def _find(self, argument: str, said: str) -> Place:
        found = await run_sync(lambda: find_places(said, load_gazetteer(), self._clock.now()))
        if not found:
            raise ActionFailedError("clock.place_unknown", code="unknown-place", facts={"place": said})
        if len(found) > 1:
            choices = [place.name for place in found]
            facts: Facts = {"place": said, "choices": choices, "argument": argument}
            raise ActionFailedError("clock.place_several", code="several-places", facts=facts)
        return found[0]


def _day_difference(one: datetime, other: datetime) -> int:
    """Return 1 if it is the next day for `other`, -1 if it is the day before, else 0."""
    return (other.date() - one.date()).days


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"
