"""The static plan check: what can be known to be wrong before anything looks at a plan's targets."""

from assistant.kernel.ports import ActionCatalogue
from assistant.kernel.types import Plan
from assistant.kernel.verdict import Concern

MAX_STEPS = 16


def problem_with(plan: Plan, catalogue: ActionCatalogue) -> Concern | None:
    """Return why the plan cannot run; None if nothing is wrong."""
    if not plan.steps:
        return Concern("plan-empty")
    if len(plan.steps) > MAX_STEPS:
        return Concern("plan-too-long", {"limit": MAX_STEPS})
    for step in plan.steps:
        if catalogue.spec(step.action) is None:
            return Concern("unknown-action", {"action": step.action})
    return None
