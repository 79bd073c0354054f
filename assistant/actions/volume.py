"""The loudness of the default speaker, through a `Mixer`."""

from dataclasses import dataclass
from typing import Protocol, cast

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.outcome import Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Facts, Risk

# Sound servers keep the level as a fraction of 65536, so a percentage may come back one off.
LEVEL_TOLERANCE_PERCENT = 1

_ERRORS = frozenset({"no-audio-server", "no-speaker"})


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud the speaker is. A muted speaker keeps its level."""

    level_percent: int
    is_muted: bool


class Mixer(Protocol):
    """The volume of the default speaker. Blocking; each call stands alone and may come from any thread."""

    def read(self) -> Loudness:
        """Ask the sound server anew.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        ...

    def set_level(self, level_percent: int) -> None:
        """Set the level, 0 to 100."""
        ...

    def set_muted(self, is_muted: bool) -> None:
        """Mute or unmute."""
        ...


class VolumeActions:
    """Reads and changes the volume."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer

    async def _foresee(self, facts: Facts) -> Prospect:
        loudness = await self._read()
        return Prospect(facts=facts, undo=_facts(loudness))

    async def _undo(self, deed: Deed, work: Work) -> bool:
        undo = cast(Facts, deed.undo)
        before = Loudness(cast(int, undo["level_percent"]), cast(bool, undo["is_muted"]))
        await run_sync(self._mixer.set_level, before.level_percent, abandon_on_cancel=True)
        await run_sync(self._mixer.set_muted, before.is_muted, abandon_on_cancel=True)
        return await self._check(before)()

    async def _foresee_set(self, level_percent: int) -> Prospect:
        return await self._foresee({"level_percent": level_percent})

    async def _foresee_change(self, by_percent: int) -> Prospect:
        return await self._foresee({"by_percent": by_percent})

    async def _foresee_mute(self, is_muted: bool) -> Prospect:
        return await self._foresee({"is_muted": is_muted})

    @action(
        "volume.get",
        capabilities={"sound.read"},
        risk=Risk.READ_ONLY,
        timeout_s=3.0,
        messages={"volume.get.done": {"level_percent", "is_muted"}},
        errors=_ERRORS,
    )
    async def get(self) -> Outcome:
        """Tell the volume."""
        loudness = await self._read()
        return Outcome("volume.get.done", _facts(loudness))

    @action(
        "volume.set",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.set.done": {"level_percent", "is_muted"}},
        errors=_ERRORS,
        effects=_foresee_set,
        foresees={"level_percent"},
        undo=_undo,
    )
    async def set(self, level_percent: int) -> Outcome:
        """Set the volume to a level in percent."""
        return await self._set(level_percent, "volume.set.done")

    @action(
        "volume.change",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.change.done": {"level_percent", "is_muted"}},
        errors=_ERRORS,
        effects=_foresee_change,
        foresees={"by_percent"},
        undo=_undo,
    )
    async def change(self, by_percent: int) -> Outcome:
        """Make it louder, or quieter with a negative number, by so many percent."""
        loudness = await self._read()
        return await self._set(loudness.level_percent + by_percent, "volume.change.done")

    @action(
        "volume.mute",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.mute.done": {"level_percent", "is_muted"}},
        errors=_ERRORS,
        effects=_foresee_mute,
        foresees={"is_muted"},
        undo=_undo,
    )
    async def mute(self, is_muted: bool) -> Outcome:
        """Mute or unmute the sound."""
        loudness = await self._read()
        await run_sync(self._mixer.set_muted, is_muted, abandon_on_cancel=True)
        wanted = Loudness(loudness.level_percent, is_muted)
        effect = "the sound was muted" if is_muted else "the sound was unmuted"
        return Outcome("volume.mute.done", _facts(wanted), (effect,), self._check(wanted))

    async def _set(self, level_percent: int, message: str) -> Outcome:
        level = min(100, max(0, level_percent))
        await run_sync(self._mixer.set_level, level, abandon_on_cancel=True)
        loudness = await self._read()
        wanted = Loudness(level, loudness.is_muted)
        return Outcome(message, _facts(wanted), (f"the volume was set to {level} percent",), self._check(wanted))

    async def _read(self) -> Loudness:
        return await run_sync(self._mixer.read, abandon_on_cancel=True)

    def _check(self, wanted: Loudness) -> Check:
        async def check() -> bool:
            found = await self._read()
            difference = abs(found.level_percent - wanted.level_percent)
            return found.is_muted == wanted.is_muted and difference <= LEVEL_TOLERANCE_PERCENT

        return check


def _facts(loudness: Loudness) -> dict[str, int | bool]:
    return {"level_percent": loudness.level_percent, "is_muted": loudness.is_muted}
