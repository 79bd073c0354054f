"""I1: nothing runs outside the capabilities that are granted, and nothing irreversible without a question."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.types import ActionSpec, Allow, Ask, Deny, Plan, Risk, Source, Step
from assistant.safety.gate import CapabilityGate, CapabilityPolicy


def spec(name: str, *capabilities: str, risk: Risk = Risk.REVERSIBLE) -> ActionSpec:
    return ActionSpec(name, f"Do {name}.", frozenset(capabilities), risk, {}, 1.0)


class Catalogue:
    def __init__(self, *specs: ActionSpec) -> None:
        self._specs: Mapping[str, ActionSpec] = {each.name: each for each in specs}

    def spec(self, name: str) -> ActionSpec | None:
        return self._specs.get(name)


ACTIONS = Catalogue(
    spec("clock.time", "clock.read", risk=Risk.READ_ONLY),
    spec("volume.set", "sound.write"),
    spec("files.delete", "files.write", risk=Risk.IRREVERSIBLE),
    spec("notes.mail", "notes.read", "mail.send"),
    spec("dialog.stop", risk=Risk.READ_ONLY),
)


def review(policy: CapabilityPolicy, *steps: Step | str, source: Source = Source.GRAMMAR) -> Allow | Ask | Deny:
    as_steps = tuple(Step(step) if isinstance(step, str) else step for step in steps)
    return CapabilityGate(ACTIONS, policy).review(Plan(source, as_steps))


def test_what_is_allowed_runs() -> None:
    assert review(CapabilityPolicy(["clock.read"]), "clock.time") == Allow()


def test_what_needs_nothing_runs_under_the_strictest_policy() -> None:
    assert review(CapabilityPolicy([]), "dialog.stop") == Allow()


def test_a_capability_in_no_list_is_denied() -> None:
    verdict = review(CapabilityPolicy(["clock.read"]), "volume.set")
    assert isinstance(verdict, Deny) and "sound.write" in verdict.reason


@pytest.mark.parametrize("granted", ["notes.read", "mail.send"])
def test_every_capability_must_be_granted(granted: str) -> None:
    assert isinstance(review(CapabilityPolicy([granted]), "notes.mail"), Deny)


def test_ask_wins_over_allow() -> None:
    assert isinstance(review(CapabilityPolicy(["sound.write"], ask=["sound.write"]), "volume.set"), Ask)


def test_deny_wins_over_ask_and_allow() -> None:
    policy = CapabilityPolicy(["sound.write"], ask=["sound.write"], deny=["sound.write"])
    assert isinstance(review(policy, "volume.set"), Deny)


def test_one_denied_step_denies_the_plan() -> None:
    policy = CapabilityPolicy(["clock.read"], ask=["sound.write"])
    assert isinstance(review(policy, "clock.time", "volume.set", "files.delete"), Deny)


def test_one_step_to_be_asked_for_makes_the_plan_a_question() -> None:
    policy = CapabilityPolicy(["clock.read"], ask=["sound.write"])
    assert isinstance(review(policy, "clock.time", "volume.set"), Ask)


def test_an_action_that_nobody_knows_is_denied() -> None:
    verdict = review(CapabilityPolicy(["clock.read"]), "clock.turn_back")
    assert isinstance(verdict, Deny) and "clock.turn_back" in verdict.reason


@pytest.mark.parametrize("source", list(Source))
def test_the_irreversible_is_asked_for_whoever_wants_it_and_whatever_is_allowed(source: Source) -> None:
    assert isinstance(review(CapabilityPolicy(["files.write"]), "files.delete", source=source), Ask)


def test_the_question_names_the_object() -> None:
    verdict = review(CapabilityPolicy(["files.write"]), Step("files.delete", {"path": "Downloads/cv.pdf", "to": ""}))
    assert verdict == Ask("Shall I do files.delete: Downloads/cv.pdf?")


def test_the_question_names_every_step_that_needs_it_and_no_other() -> None:
    policy = CapabilityPolicy(["clock.read", "files.write"], ask=["sound.write"])
    steps = Step("volume.set", {"level": 0}), Step("clock.time"), Step("files.delete", {"path": "a", "also": None})
    assert review(policy, *steps) == Ask("Shall I do volume.set: 0, and do files.delete: a?")


def test_the_policy_can_change_while_it_is_used() -> None:
    gate = CapabilityGate(ACTIONS, CapabilityPolicy([]))
    plan = Plan(Source.GRAMMAR, (Step("clock.time"),))
    assert isinstance(gate.review(plan), Deny)
    gate.policy = CapabilityPolicy(["clock.read"])
    assert gate.review(plan) == Allow()


NAMES = st.sets(st.sampled_from(["a.x", "b.x", "c.x", "d.x"]))


@given(
    needs=st.lists(st.tuples(NAMES, st.sampled_from(Risk)), min_size=1, max_size=4),
    allow=NAMES,
    ask=NAMES,
    deny=NAMES,
    source=st.sampled_from(Source),
    args=st.dictionaries(st.text(max_size=3), st.none() | st.booleans() | st.text(max_size=5), max_size=3),
)
def test_the_verdict_is_what_the_policy_says_and_nothing_else(needs, allow, ask, deny, source, args) -> None:
    specs = [spec(f"act.n{number}", *names, risk=risk) for number, (names, risk) in enumerate(needs)]
    gate = CapabilityGate(Catalogue(*specs), CapabilityPolicy(allow, ask, deny))
    verdict = gate.review(Plan(source, tuple(Step(each.name, args) for each in specs)))
    needed = set().union(*(names for names, _ in needs))
    is_irreversible = any(risk is Risk.IRREVERSIBLE for _, risk in needs)
    if needed & deny or needed - allow - ask:
        assert isinstance(verdict, Deny)
    elif needed & ask or is_irreversible:
        assert isinstance(verdict, Ask) and verdict.question
    else:
        assert verdict == Allow() and needed <= allow
