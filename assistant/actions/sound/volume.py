"""The loudness of the default speaker, and whether the default microphone hears, through a `Mixer` of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.outcome import Check, Outcome
from assistant.actions.sound.loudness import Loudness, Mixer, loudness_of
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.errors import AudioError
from assistant.kernel.types import Facts, Risk

_SPEAKER_ERRORS = frozenset({"no-audio-server", "no-speaker"})
_MICROPHONE_ERRORS = frozenset({"no-audio-server", "no-microphone"})
_MISSING = frozenset({"no-speaker", "no-microphone"})


@dataclass(frozen=True, slots=True)
class _Devices:
    """What the actions of speakers and of microphones share."""

    mixer: Mixer

    async def read(self, device: str = "") -> Loudness:
        return await run_sync(self.mixer.read, device, abandon_on_cancel=True)

    async def apply(self, wanted: Loudness) -> Check:
        await run_sync(self.mixer.apply, wanted, abandon_on_cancel=True)

        async def check() -> bool:
            return (await self.read(wanted.device)).is_like(wanted)

        return check

    async def undo(self, deed: Deed) -> bool:
        return await (await self.apply(loudness_of(cast(Facts, deed.undo))))()

    async def review(self, deed: Deed) -> Sequence[Obstacle]:
        before = loudness_of(cast(Facts, deed.undo))
        try:
            await self.read(before.device)
        except AudioError as error:
            if error.code not in _MISSING:
                raise
            return (Obstacle("missing", before.description),)
        return ()


def _prospect(before: Loudness, wanted: Loudness, facts: Facts) -> Prospect:
    return Prospect(Effects(fingerprint=str(before)), facts, before.as_facts(), resolved=wanted)


class VolumeActions:
    """Reads and changes the volume of the default speaker."""

    def __init__(self, mixer: Mixer) -> None:
        self._speaker = _Devices(mixer)

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return await self._speaker.undo(deed)

    async def _review(self, deed: Deed) -> Sequence[Obstacle]:
        return await self._speaker.review(deed)

    async def _foresee_set(self, level_percent: int) -> Prospect:
        before = await self._speaker.read()
        return _prospect(before, before.at(level_percent), {"level_percent": level_percent})

    async def _foresee_change(self, by_percent: int) -> Prospect:
        before = await self._speaker.read()
        return _prospect(before, before.at(before.level_percent + by_percent), {"by_percent": by_percent})

    async def _foresee_mute(self, is_muted: bool) -> Prospect:
        before = await self._speaker.read()
        return _prospect(before, replace(before, is_muted=is_muted), {"is_muted": is_muted})

    @action(
        "volume.get",
        capabilities={"sound.read"},
        risk=Risk.READ_ONLY,
        timeout_s=3.0,
        messages={"volume.get.done": {"level_percent", "is_muted"}},
        errors=_SPEAKER_ERRORS,
    )
    async def get(self) -> Outcome:
        """Tell the volume."""
        return Outcome("volume.get.done", _facts(await self._speaker.read()))

    @action(
        "volume.set",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.set.done": {"level_percent", "is_muted"}},
        errors=_SPEAKER_ERRORS,
        effects=_foresee_set,
        foresees={"level_percent"},
        undo=_undo,
        undo_review=_review,
    )
    async def set(self, work: Work, level_percent: int) -> Outcome:
        """Set the volume to a level in percent."""
        return await self._apply(work, "volume.set.done")

    @action(
        "volume.change",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.change.done": {"level_percent", "is_muted"}},
        errors=_SPEAKER_ERRORS,
        effects=_foresee_change,
        foresees={"by_percent"},
        undo=_undo,
        undo_review=_review,
    )
    async def change(self, work: Work, by_percent: int) -> Outcome:
        """Make it louder, or quieter with a negative number, by so many percent."""
        return await self._apply(work, "volume.change.done")

    @action(
        "volume.mute",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"volume.mute.done": {"level_percent", "is_muted"}},
        errors=_SPEAKER_ERRORS,
        effects=_foresee_mute,
        foresees={"is_muted"},
        undo=_undo,
        undo_review=_review,
    )
    async def mute(self, work: Work, is_muted: bool) -> Outcome:
        """Mute or unmute the sound."""
        return await self._apply(work, "volume.mute.done")

    async def _apply(self, work: Work, message: str) -> Outcome:
        wanted = cast(Loudness, work.prospect.resolved)
        check = await self._speaker.apply(wanted)
        muted = "muted" if wanted.is_muted else "not muted"
        return Outcome(message, _facts(wanted), (f"the volume is {wanted.level_percent} percent, {muted}",), check)


class MicrophoneActions:
    """Mutes and unmutes the default microphone."""

    def __init__(self, mixer: Mixer) -> None:
        self._microphone = _Devices(mixer)

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return await self._microphone.undo(deed)

    async def _review(self, deed: Deed) -> Sequence[Obstacle]:
        return await self._microphone.review(deed)

    async def _foresee_mute(self, is_muted: bool) -> Prospect:
        before = await self._microphone.read()
        return _prospect(before, replace(before, is_muted=is_muted), {"is_muted": is_muted})

    @action(
        "microphone.mute",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=3.0,
        messages={"microphone.mute.done": {"is_muted"}},
        errors=_MICROPHONE_ERRORS,
        effects=_foresee_mute,
        foresees={"is_muted"},
        undo=_undo,
        undo_review=_review,
    )
    async def mute(self, work: Work, is_muted: bool) -> Outcome:
        """Mute or unmute the microphone for all programs, Zenus included."""
        check = await self._microphone.apply(cast(Loudness, work.prospect.resolved))
        effect = "the microphone was muted" if is_muted else "the microphone was unmuted"
        return Outcome("microphone.mute.done", {"is_muted": is_muted}, (effect,), check)


def _facts(loudness: Loudness) -> Facts:
    return {"level_percent": loudness.level_percent, "is_muted": loudness.is_muted}
