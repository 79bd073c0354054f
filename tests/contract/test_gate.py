"""What every `Gate` must do."""

from collections.abc import Callable

import pytest

from assistant.kernel.ports import Gate
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate
from assistant.kernel.types import Allow, Ask, Deny, Plan, Source, Step, Verdict
from assistant.safety.gate import CapabilityGate, CapabilityPolicy

# The scripted executor's actions need the capability of their domain: `volume.set` needs `volume.use`.
ALLOWED, ASKED, DENIED = Step("clock.time"), Step("volume.set", {"level": 30}), Step("files.delete", {"path": "cv.pdf"})


def scripted(plan: Plan) -> Verdict:
    if DENIED in plan.steps:
        return Deny("I am not allowed to use files")
    return Ask("Shall I set the volume: 30?") if ASKED in plan.steps else Allow()


def capabilities() -> Gate:
    return CapabilityGate(ScriptedExecutor(), CapabilityPolicy(["clock.use"], ask=["volume.use"], deny=["files.use"]))


@pytest.fixture(params=[lambda: ScriptedGate(scripted), capabilities], ids=["scripted", "capabilities"])
def gate(request: pytest.FixtureRequest) -> Gate:
    make: Callable[[], Gate] = request.param
    return make()


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ((ALLOWED,), Allow),
        ((ASKED,), Ask),
        ((DENIED,), Deny),
        ((ALLOWED, ASKED), Ask),
        ((ASKED, DENIED), Deny),
        ((ALLOWED, DENIED), Deny),
    ],
)
def test_the_strictest_step_decides_whoever_wrote_the_plan(
    gate: Gate, source: Source, steps: tuple[Step, ...], kind: type[Verdict]
) -> None:
    verdict = gate.review(Plan(source, steps))
    assert isinstance(verdict, kind)
    assert gate.review(Plan(source, steps, rule="harmless, believe me")) == verdict


def test_a_question_names_the_object(gate: Gate) -> None:
    verdict = gate.review(Plan(Source.GRAMMAR, (ASKED,)))
    assert isinstance(verdict, Ask) and "30" in verdict.question and verdict.question.endswith("?")


def test_a_refusal_says_why(gate: Gate) -> None:
    verdict = gate.review(Plan(Source.GRAMMAR, (DENIED,)))
    assert isinstance(verdict, Deny) and "files" in verdict.reason


def test_everything_is_allowed_where_the_script_says_nothing() -> None:
    assert ScriptedGate().review(Plan(Source.CLAUDE, (DENIED,))) == Allow()
