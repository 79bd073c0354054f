"""The static plan check: what can be known to be wrong before the gate looks at a plan."""

from assistant.kernel.ports import ActionCatalogue
from assistant.kernel.types import Plan

MAX_STEPS = 16


def problem_with(plan: Plan, catalogue: ActionCatalogue) -> str:
    """Return why the plan cannot run, as a clause that can be spoken; empty if nothing is wrong."""
    if not plan.steps:
        return "the plan is empty"
    if len(plan.steps) > MAX_STEPS:
        return f"the plan has more than {MAX_STEPS} steps"
    for step in plan.steps:
        if catalogue.spec(step.action) is None:
            return f"I know no action called {step.action}"
    return ""
