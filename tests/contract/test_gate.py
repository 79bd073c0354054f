"""What every `Gate` must do."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from assistant.kernel.clock import SystemClock
from assistant.kernel.ports import Gate
from assistant.kernel.testing.dialog import ScriptedGate
from assistant.kernel.testing.safety import FakeSurroundings, foreseen
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.verdict import (
    NO_AGREEMENT,
    Agreement,
    Allow,
    Ask,
    Concern,
    Demand,
    Deny,
    Foreseen,
    Permit,
    Verdict,
)
from assistant.safety.gate import CapabilityGate
from assistant.safety.policy import Policy

pytestmark = pytest.mark.anyio

ALLOWED = foreseen("clock.time", "clock.read")
ASKED = foreseen("volume.set", "sound.write", args={"level": 30})
DENIED = foreseen("files.delete", "files.destroy", args={"path": "cv.pdf"})


def scripted(steps: Sequence[Foreseen]) -> Verdict:
    if any(step.step.action == "files.delete" for step in steps):
        return Deny(Concern("capability-denied", {"capability": "files.destroy"}))
    asked = tuple(step for step in steps if step.step.action == "volume.set")
    return Ask(asked, (Concern("capability", {"capability": "sound.write"}),)) if asked else Allow()


def capabilities() -> Gate:
    policy = Policy(frozenset({"clock.read"}), frozenset({"sound.write"}), frozenset({"files.destroy"}))
    return CapabilityGate(policy, FakeJournal(SystemClock()), FakeSurroundings(), SystemClock())


@pytest.fixture(params=[lambda: ScriptedGate(scripted), capabilities], ids=["scripted", "capabilities"])
def gate(request: pytest.FixtureRequest) -> Gate:
    make: Callable[[], Gate] = request.param
    return make()


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
async def test_the_strictest_step_decides(gate: Gate, steps: tuple[Foreseen, ...], kind: type[Verdict]) -> None:
    verdict = await gate.review(steps)
    assert isinstance(verdict, kind)
    assert await gate.review(steps) == verdict, "asking again changes nothing"


async def test_a_question_is_about_the_steps_that_need_it(gate: Gate) -> None:
    verdict = await gate.review((ALLOWED, ASKED))
    assert isinstance(verdict, Ask) and verdict.steps == (ASKED,) and verdict.concerns


async def test_a_refusal_says_why(gate: Gate) -> None:
    verdict = await gate.review((DENIED,))
    assert verdict == Deny(Concern("capability-denied", {"capability": "files.destroy"}))


async def test_what_is_allowed_is_admitted(gate: Gate) -> None:
    assert await gate.admit(ALLOWED, NO_AGREEMENT) == Permit(ALLOWED)


async def test_what_must_be_asked_is_admitted_only_with_an_agreement_to_it(gate: Gate) -> None:
    assert isinstance(await gate.admit(ASKED, NO_AGREEMENT), Ask)
    assert await gate.admit(ASKED, Agreement(frozenset({ASKED.seal}))) == Permit(ASKED)
    other = replace(ASKED, step=replace(ASKED.step, args={"level": 100}))
    assert isinstance(await gate.admit(other, Agreement(frozenset({ASKED.seal}))), Ask)


@pytest.mark.parametrize("demand", Demand)
async def test_no_agreement_admits_what_is_denied(gate: Gate, demand: Demand) -> None:
    assert isinstance(await gate.admit(DENIED, Agreement(frozenset({DENIED.seal}), demand)), Deny)


async def test_everything_is_allowed_where_the_script_says_nothing() -> None:
    assert await ScriptedGate().review([DENIED]) == Allow()
