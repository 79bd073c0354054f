"""The brightness of the screen: told, set, and changed by a step, each change with its way back."""

from typing import Annotated, Protocol, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.machine.screen_brightness import Level
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

# A screen that is quite dark shows nobody how to make it bright again.
LEAST_PERCENT = 1
# Interfaces round to the steps of the hardware.
_ROUNDING = 20

Percent = Annotated[int, Field(ge=0, le=100)]
PercentStep = Annotated[int, Field(ge=-100, le=100)]

_NONE = {"brightness.none": ()}
_DONE = {"level_percent"}


class Brightness(Protocol):
    """The screen's brightness. Blocking."""

    def level(self, source: str = "") -> Level | None:
        """Return the level; None if there is no brightness to change."""
        ...

    def set(self, source: str, value: int) -> None:
        """Change the level by an interface."""
        ...


class BrightnessActions:
    """Reads and changes the brightness."""

    def __init__(self, brightness: Brightness) -> None:
        self._brightness = brightness

    @action(
        "brightness.get",
        capabilities={"brightness.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={"brightness.get.done": _DONE, **_NONE},
    )
    async def get(self) -> Outcome:
        """Tell how bright the screen is."""
        return Outcome("brightness.get.done", {"level_percent": _percent(await self._level())})

    # ------------------------------------------------------------------------------------------------------------ set

    async def _foresee_set(self, level_percent: Percent) -> Prospect:
        return _prospect(await self._level(), level_percent)

    async def _undo(self, deed: Deed, work: Work) -> bool:
        before = deed.undo or {}
        source, value = str(before["source"]), cast(int, before["value"])
        await run_sync(self._brightness.set, source, value)
        now = await run_sync(self._brightness.level, source)
        return now is not None and now.value == value

    @action(
        "brightness.set",
        capabilities={"brightness.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"brightness.set.done": _DONE, **_NONE},
        effects=_foresee_set,
        foresees={"level_percent"},
        undo=_undo,
    )
    async def set(self, work: Work, level_percent: Percent) -> Outcome:
        """Make the screen so bright."""
        return await self._put("brightness.set.done", work)

    # --------------------------------------------------------------------------------------------------------- change

    async def _foresee_change(self, by_percent: PercentStep) -> Prospect:
        level = await self._level()
        return _prospect(level, _percent(level) + by_percent)

    @action(
        "brightness.change",
        capabilities={"brightness.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"brightness.change.done": _DONE, **_NONE},
        effects=_foresee_change,
        foresees={"level_percent"},
        undo=_undo,
    )
    async def change(self, work: Work, by_percent: PercentStep) -> Outcome:
        """Make the screen brighter or darker."""
        return await self._put("brightness.change.done", work)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _level(self) -> Level:
        level = await run_sync(self._brightness.level, abandon_on_cancel=True)
        if level is None:
            raise ActionFailedError("brightness.none", code="no-brightness")
        return level

    async def _put(self, key: str, work: Work) -> Outcome:
        before, wanted = cast(tuple[Level, int], work.prospect.resolved)
        await run_sync(self._brightness.set, before.source, wanted)

        async def check() -> bool:
            now = await run_sync(self._brightness.level, before.source)
            if now is None:
                return False
            is_moved = now.value != before.value or wanted == before.value
            return is_moved and abs(now.value - wanted) <= max(1, before.maximum // _ROUNDING)

        return Outcome(key, work.prospect.facts, ("the brightness was changed",), check)


def _percent(level: Level) -> int:
    return round(100 * level.value / level.maximum)


def _prospect(level: Level, percent: int) -> Prospect:
    percent = max(LEAST_PERCENT, min(100, percent))
    wanted = max(1, round(level.maximum * percent / 100))
    facts: Facts = {"level_percent": percent}
    effects = Effects(fingerprint=f"{level.source}:{level.value}")
    return Prospect(effects, facts, {"source": level.source, "value": level.value}, (level, wanted))
