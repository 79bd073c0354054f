"""The gate: every deed passes it twice, when it is planned and just before it is done.

What a step would touch comes from the action's own look at its targets, never from whoever wrote the plan. From it and
the policy the gate computes whether the step may run, must be asked about, or is refused, and why. A step runs only
with a permit, and a permit is given only for what was allowed, or was agreed to exactly as it stands now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from assistant.kernel.clock import Clock
from assistant.kernel.effects import Access, Touch
from assistant.kernel.ports import Surroundings
from assistant.kernel.stores import DeedCounter
from assistant.kernel.types import Risk
from assistant.kernel.verdict import Agreement, Allow, Ask, Concern, Demand, Deny, Foreseen, Permit, Verdict
from assistant.safety.policy import Policy, Ruling

# What was there before is not there afterwards; without a way back it is gone.
DESTRUCTIVE = frozenset({Access.CHANGE, Access.MOVE, Access.TRASH, Access.DESTROY})
_REMOVING = frozenset({Access.TRASH, Access.DESTROY})
# These are done to a link itself; the others to what it points to. What is restored was a real path when it was
# changed: a link there is the thing that comes back.
_DONE_TO_LINKS = frozenset({Access.MOVE, Access.TRASH, Access.DESTROY, Access.RESTORE})
_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class _Judgement:
    """The strictest ruling so far, with its reasons."""

    ruling: Ruling = Ruling.ALLOW
    demand: Demand = Demand.YES
    concerns: list[Concern] = field(default_factory=list)

    def add(self, ruling: Ruling, concern: Concern) -> None:
        if ruling > self.ruling:
            self.concerns.clear()
            self.ruling = ruling
        if ruling is self.ruling is not Ruling.ALLOW:
            self.concerns.append(concern)

    def ask(self, code: str, demand: Demand = Demand.YES) -> None:
        self.add(Ruling.ASK, Concern(code))
        if demand is Demand.CODE:
            self.demand = demand


class CapabilityGate:
    """Judges by a policy, which may be exchanged while running.

    Args:
        counter: Knows how many deeds were done of late.
        surroundings: Looks at the file system round a path.
    """

    def __init__(self, policy: Policy, counter: DeedCounter, surroundings: Surroundings, clock: Clock) -> None:
        self.policy = policy
        self._counter = counter
        self._surroundings = surroundings
        self._clock = clock

    async def review(self, steps: Sequence[Foreseen]) -> Verdict:
        """Return the strictest verdict of any step; a question is about all steps that must be asked about."""
        limited = self._over_a_limit(steps)
        if limited:
            return Deny(limited)
        asked: list[Foreseen] = []
        concerns: dict[str, Concern] = {}
        demand = Demand.YES
        extent = _extent(steps)
        for foreseen in steps:
            judgement = await self._judge(foreseen, extent)
            if judgement.ruling is Ruling.DENY:
                return Deny(judgement.concerns[0])
            if judgement.ruling is Ruling.ASK:
                asked.append(foreseen)
                concerns.update((concern.code, concern) for concern in judgement.concerns)
                demand = Demand.CODE if judgement.demand is Demand.CODE else demand
        return Ask(tuple(asked), tuple(concerns.values()), demand) if asked else Allow()

    async def admit(self, foreseen: Foreseen, agreement: Agreement) -> Permit | Ask | Deny:
        """Return leave to run the step now, or what stands against it."""
        verdict = await self.review([foreseen])
        if isinstance(verdict, Deny):
            return verdict
        if isinstance(verdict, Ask) and not agreement.covers(foreseen, verdict.demand):
            return verdict
        return Permit(foreseen)

    def _over_a_limit(self, steps: Sequence[Foreseen]) -> Concern | None:
        wanted = Counter(capability for foreseen in steps for capability in foreseen.spec.capabilities)
        since = self._clock.now() - _MINUTE
        for capability, count in sorted(wanted.items()):
            limit = self.policy.per_minute.get(capability)
            if limit is not None and self._counter.count_since(capability, since) + count > limit:
                return Concern("too-many", {"capability": capability, "limit": limit})
        return None

    async def _judge(self, foreseen: Foreseen, extent: Mapping[Access, int]) -> _Judgement:
        judgement = _Judgement()
        for capability in sorted(foreseen.spec.capabilities):
            ruling = self.policy.of_capability(capability)
            code = "capability-denied" if ruling is Ruling.DENY else "capability"
            judgement.add(ruling, Concern(code, {"capability": capability}))
        await self._judge_paths(foreseen, judgement)
        if judgement.ruling is not Ruling.DENY:
            self._judge_extent(foreseen, extent, judgement)
        if judgement.ruling is Ruling.ASK:
            await self._look_round(foreseen, judgement)
        return judgement

    async def _judge_paths(self, foreseen: Foreseen, judgement: _Judgement) -> None:
        touches = foreseen.prospect.effects.touches
        if not touches:
            return
        follow = [touch.access not in _DONE_TO_LINKS for touch in touches]
        paths = [touch.path for touch in touches]
        real = await self._surroundings.real_paths(paths, follow)
        touched = zip([touch.access for touch in touches], real, strict=True)
        for path, ruling in zip(real, self.policy.of_paths(touched), strict=True):
            if ruling is not Ruling.ALLOW:
                code = "hidden" if "/." in path else "path"
                judgement.add(ruling, Concern("path-denied" if ruling is Ruling.DENY else code, {"path": path}))

    def _judge_extent(self, foreseen: Foreseen, extent: Mapping[Access, int], judgement: _Judgement) -> None:
        """Judge by how much the whole plan touches, and by whether this step can be brought back."""
        effects = foreseen.prospect.effects
        accesses = {touch.access for touch in effects.touches}
        policy = self.policy
        limits = policy.ask_above
        if any(extent[access] > limits[access] for access in accesses if access in limits):
            judgement.ask("many")
        is_lost = foreseen.prospect.undo is None and not DESTRUCTIVE.isdisjoint(accesses)
        if effects.is_final or is_lost or foreseen.spec.risk is Risk.IRREVERSIBLE:
            judgement.ask("final", Demand.CODE)
        if effects.uses_network and policy.network.isdisjoint(foreseen.spec.capabilities):
            judgement.ask("network")
        if effects.wants_preview:
            judgement.ask("preview")

    async def _look_round(self, foreseen: Foreseen, judgement: _Judgement) -> None:
        """Add what a user who is asked anyway should know. Looking takes a while, so only then."""
        touches = [touch for touch in foreseen.prospect.effects.touches if touch.access in DESTRUCTIVE]
        if not touches:
            return
        if await self._surroundings.open_elsewhere([touch.path for touch in touches]):
            judgement.ask("open-elsewhere")
        if await self._surroundings.version_controlled(_removed(touches)):
            judgement.ask("version-controlled")


def _extent(steps: Sequence[Foreseen]) -> Mapping[Access, int]:
    """Return how many files a plan touches in each way, so that no number of small steps passes for a small deed."""
    extent = Counter[Access]()
    for foreseen in steps:
        effects = foreseen.prospect.effects
        for access in {touch.access for touch in effects.touches}:
            extent[access] += effects.file_count
    return extent


def _removed(touches: Sequence[Touch]) -> list[str]:
    return [touch.path for touch in touches if touch.access in _REMOVING]
