"""Telling what Zenus keeps about its user, and forgetting it for good."""

from collections.abc import Sequence

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.clock import Clock
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.memory import Contents, MemoryPlace, Scope, in_scope
from assistant.kernel.types import JsonValue, Risk

_FACTS = {"scope", "count", "size_bytes"}


class MemoryActions:
    """Looks into places and empties them. What lies in them is never told, only how much it is."""

    def __init__(self, places: Sequence[MemoryPlace], clock: Clock) -> None:
        self._places = places
        self._clock = clock

    @action(
        "memory.list",
        capabilities={"memory.read"},
        risk=Risk.READ_ONLY,
        timeout_s=30.0,
        messages={"memory.list.done": {"size_bytes", "turns", "places"}},
    )
    async def list(self) -> Outcome:
        """Tell what is kept about the user, and how much of it."""
        kept = [contents for contents in await self._survey(self._places) if contents.is_private]
        places: JsonValue = [{"place": each.name, "count": each.count, "size_bytes": each.size_bytes} for each in kept]
        turns = sum(each.count for each in kept if each.name == "turns")
        size_bytes = sum(each.size_bytes for each in kept)
        return Outcome("memory.list.done", {"size_bytes": size_bytes, "turns": turns, "places": places})

    async def _foresee_forget(self, scope: Scope) -> Prospect:
        places = in_scope(self._places, scope)
        kept = await self._survey(places)
        count = sum(each.count for each in kept)
        if not count:
            raise ActionFailedError("memory.forget.nothing", code="nothing-kept", facts={"scope": scope.value})
        size_bytes = sum(each.size_bytes for each in kept)
        effects = Effects(size_bytes=size_bytes, is_final=True, fingerprint=scope.value)
        return Prospect(effects, {"scope": scope.value, "count": count, "size_bytes": size_bytes})

    @action(
        "memory.forget",
        capabilities={"memory.forget"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=120.0,
        messages={"memory.forget.done": _FACTS, "memory.forget.nothing": {"scope"}},
        effects=_foresee_forget,
        foresees=_FACTS,
    )
    async def forget(self, work: Work, scope: Scope) -> Outcome:
        """Forget for good what is kept of one kind, or all of it."""
        began = self._clock.now()
        places = in_scope(self._places, scope)
        for place in places:
            await run_sync(place.forget)

        async def is_gone() -> bool:
            return all(each.oldest is None or each.oldest >= began for each in await self._survey(places))

        return Outcome("memory.forget.done", work.prospect.facts, ("what was kept was forgotten",), is_gone)

    async def _survey(self, places: Sequence[MemoryPlace]) -> Sequence[Contents]:
        return [await run_sync(place.survey) for place in places]
