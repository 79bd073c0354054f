"""The seal of a step: whoever agrees to it agrees to nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.effects import Access, Effects, Prospect, Touch, touching
from assistant.kernel.testing.safety import foreseen
from assistant.kernel.types import Plan, Source, Step
from assistant.kernel.verdict import NO_AGREEMENT, Agreement, Demand, Foreseen, Question

EFFECTS = Effects(
    touching(Access.TRASH, ["/home/ann/a", "/home/ann/b"]), 2, 10, starts=("x",), ends=("y",), fingerprint="1"
)
STEP = foreseen("files.trash", "files.trash", args={"path": "a", "more": {"b": [1, 2]}}, effects=EFFECTS, undo={})


def with_effects(**changes: object) -> Foreseen:
    return replace(STEP, prospect=replace(STEP.prospect, effects=replace(EFFECTS, **changes)))


def with_args(**args: object) -> Foreseen:
    return replace(STEP, step=Step(STEP.step.action, args))


@pytest.mark.parametrize(
    "other",
    [
        replace(STEP, step=Step("files.delete", STEP.step.args)),
        with_args(path="a", more={"b": [1, 3]}),
        with_args(path="a"),
        with_args(path="b", more={"b": [1, 2]}),
        with_effects(fingerprint="2"),
        with_effects(touches=EFFECTS.touches[:1]),
        with_effects(touches=(*EFFECTS.touches, Touch(Access.READ, "/home/ann/c"))),
        with_effects(touches=touching(Access.DESTROY, ["/home/ann/a", "/home/ann/b"])),
        with_effects(starts=("z",)),
        with_effects(ends=()),
        with_effects(starts=("y",), ends=("x",)),
        with_effects(file_count=3),
        with_effects(uses_network=True),
        with_effects(is_final=True),
    ],
)
def test_another_deed_or_another_target_has_another_seal(other: Foreseen) -> None:
    assert other.seal != STEP.seal


def test_a_step_that_is_foreseen_again_has_the_same_seal() -> None:
    assert with_args(more={"b": [1, 2]}, path="a").seal == STEP.seal, "the order of arguments means nothing"
    again = replace(STEP, prospect=replace(STEP.prospect, facts={"count": 7}, resolved=object(), undo={"at": 12.5}))
    assert again.seal == STEP.seal, "what is not done is not sealed"


def test_what_is_made_may_get_another_name_but_no_other_place() -> None:
    def made(path: str) -> str:
        return with_effects(touches=touching(Access.CREATE, [path])).seal

    assert made("/home/ann/2026-11-22 17.42.png") == made("/home/ann/2026-11-22 17.43.png")
    assert made("/home/ann/a") != made("/home/ann/b/a")


NAMED = [access for access in Access if access is not Access.CREATE]
TARGETS = st.lists(st.tuples(st.sampled_from(NAMED), st.text(max_size=4)), max_size=3)


@given(TARGETS, TARGETS, st.text(max_size=3), st.text(max_size=3))
def test_two_seals_are_equal_only_if_all_targets_are(first, second, print_1, print_2) -> None:
    def sealed(targets, fingerprint):
        touches = tuple(Touch(access, path) for access, path in targets)
        return foreseen(effects=Effects(touches, fingerprint=fingerprint)).seal

    assert (sealed(first, print_1) == sealed(second, print_2)) is ((first, print_1) == (second, print_2))


def test_a_path_that_is_no_text_can_be_sealed() -> None:
    assert len(foreseen(effects=Effects(touching(Access.TRASH, ["/home/ann/\udcff"]))).seal) == 64


@pytest.mark.parametrize(
    ("agreed", "demanded", "is_covered"),
    [
        (Demand.YES, Demand.YES, True),
        (Demand.YES, Demand.CODE, False),
        (Demand.CODE, Demand.YES, True),
        (Demand.CODE, Demand.CODE, True),
    ],
)
def test_an_agreement_covers_what_demands_no_more(agreed: Demand, demanded: Demand, is_covered: bool) -> None:
    agreement = Agreement(frozenset({STEP.seal}), agreed)
    assert agreement.covers(STEP, demanded) is is_covered
    assert not agreement.covers(with_effects(fingerprint="2"), demanded)
    assert not NO_AGREEMENT.covers(STEP, demanded)


def test_a_question_is_open_from_when_it_was_asked_until_its_time_is_over() -> None:
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    question = Question(Plan(Source.GRAMMAR, ()), "?", NO_AGREEMENT, (), noon, noon + timedelta(seconds=30))
    moments = [(-0.001, False), (0, True), (29.999, True), (30, False)]
    assert [question.is_open(noon + timedelta(seconds=s)) for s, _ in moments] == [is_open for _, is_open in moments]


def test_a_prospect_of_nothing_touches_nothing() -> None:
    effects = Prospect().effects
    assert effects.paths() == () and effects.as_facts()["touches"] == []


def test_paths_are_told_by_how_they_are_touched() -> None:
    touches = (*touching(Access.MOVE, ["/a"]), *touching(Access.READ, ["/b"]))
    effects = Effects(touches)
    assert effects.paths() == ("/a", "/b")
    assert effects.paths(Access.READ, Access.TRASH) == ("/b",)


def test_effects_can_be_told_as_json_and_shortened() -> None:
    facts = EFFECTS.as_facts(1)
    assert facts["touches"] == [{"access": "trash", "path": "/home/ann/a"}]
    assert (facts["file_count"], facts["size_bytes"], facts["starts"], facts["ends"]) == (2, 10, ["x"], ["y"])
