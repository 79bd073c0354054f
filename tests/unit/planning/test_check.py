from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.types import Plan, Source, Step
from assistant.planning.check import MAX_STEPS, problem_with


def problem(*actions: str) -> str:
    return problem_with(Plan(Source.CLAUDE, tuple(map(Step, actions))), ScriptedExecutor())


def test_a_plan_of_known_actions_has_no_problem() -> None:
    assert problem("clock.time", "volume.set") == ""


def test_an_empty_plan_is_none() -> None:
    assert problem() == "the plan is empty"


def test_an_action_that_nobody_knows_is_named_wherever_it_stands() -> None:
    assert "some.unknown" in problem("clock.time", "some.unknown", "volume.set")


def test_a_plan_has_its_limit() -> None:
    assert problem(*["clock.time"] * MAX_STEPS) == ""
    assert str(MAX_STEPS) in problem(*["clock.time"] * (MAX_STEPS + 1))
