from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.types import Plan, Source, Step
from assistant.kernel.verdict import Concern
from assistant.planning.check import MAX_STEPS, problem_with


def problem(*actions: str) -> Concern | None:
    return problem_with(Plan(Source.CLAUDE, tuple(map(Step, actions))), ScriptedExecutor())


def test_a_plan_of_known_actions_has_no_problem() -> None:
    assert problem("clock.time", "volume.set") is None


def test_an_empty_plan_is_none() -> None:
    assert problem() == Concern("plan-empty")


def test_an_action_that_nobody_knows_is_named_wherever_it_stands() -> None:
    assert problem("clock.time", "some.unknown", "volume.set") == Concern("unknown-action", {"action": "some.unknown"})


def test_a_plan_has_its_limit() -> None:
    assert problem(*["clock.time"] * MAX_STEPS) is None
    assert problem(*["clock.time"] * (MAX_STEPS + 1)) == Concern("plan-too-long", {"limit": MAX_STEPS})
