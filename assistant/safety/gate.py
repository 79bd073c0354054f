"""The gate: a plan runs if every capability that its actions need is allowed; deny wins over ask, ask over allow.

The verdict is computed from the catalogue and the policy alone. Whoever wrote the plan, and whatever risk they claimed,
changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.kernel.ports import ActionCatalogue
from assistant.kernel.types import Allow, Ask, Deny, Plan, Risk, Verdict


@dataclass(frozen=True, slots=True)
class CapabilityPolicy:
    """Capabilities by what happens when an action needs them; one that stands nowhere is denied."""

    allow: Collection[str]
    ask: Collection[str] = ()
    deny: Collection[str] = ()


class CapabilityGate:
    """Reviews plans against a policy."""

    def __init__(self, catalogue: ActionCatalogue, policy: CapabilityPolicy) -> None:
        self._catalogue = catalogue
        self.policy = policy

    def review(self, plan: Plan) -> Verdict:
        """Return the strictest verdict of any step."""
        must_ask: list[str] = []
        for step in plan.steps:
            spec = self._catalogue.spec(step.action)
            if spec is None:
                return Deny(f"I know no action called {step.action}")
            for capability in sorted(spec.capabilities):
                if capability in self.policy.deny or capability not in {*self.policy.allow, *self.policy.ask}:
                    return Deny(f"I am not allowed to use {capability}")
            if spec.risk is Risk.IRREVERSIBLE or spec.capabilities & set(self.policy.ask):
                must_ask.append(_named(spec.description, step.args.values()))
        return Ask(f"Shall I {', and '.join(must_ask)}?") if must_ask else Allow()


def _named(description: str, values: Collection[object]) -> str:
    """Return the description with the objects that it would touch, so that the question names them."""
    objects = ", ".join(str(value) for value in values if value not in ("", None))
    sentence = description[:1].lower() + description[1:].rstrip(".")
    return f"{sentence}: {objects}" if objects else sentence
