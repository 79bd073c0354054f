"""A declaration is complete or it does not import."""

import pytest

from assistant.actions.declaration import ATTRIBUTE, action
from assistant.actions.outcome import Outcome
from assistant.actions.work import Work
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Risk


async def foresee_nothing() -> Prospect:
    return Prospect()


async def foresee_level(level: int) -> Prospect:
    return Prospect()


def declared(
    name="lamp.set",
    capabilities=("sound.write",),
    effects=foresee_nothing,
    risk=Risk.REVERSIBLE,
    **more,
):
    return action(
        name,
        capabilities=capabilities,
        risk=risk,
        timeout_s=1.0,
        messages={"lamp.set.done": ()},
        effects=effects,
        **more,
    )


async def light() -> Outcome:
    """Light."""
    return Outcome("lamp.set.done")


async def light_at(level: int) -> Outcome:
    """Light."""
    return Outcome("lamp.set.done")


def test_the_spec_comes_from_signature_and_docstring():
    @action(
        "lamp.set",
        capabilities={"sound.write", "plugin.lamp"},
        risk=Risk.REVERSIBLE,
        timeout_s=2.0,
        messages={"lamp.set.done": ()},
        effects=foresee_level,
    )
    async def set_lamp(level: int) -> Outcome:
        """Set the lamp.

        More about it.
        """
        return Outcome("lamp.set.done")

    spec = getattr(set_lamp, ATTRIBUTE).spec
    assert (spec.name, spec.description, spec.timeout_s) == ("lamp.set", "Set the lamp.", 2.0)
    assert (spec.risk, spec.capabilities) == (Risk.REVERSIBLE, {"sound.write", "plugin.lamp"})
    parameters = getattr(set_lamp, ATTRIBUTE).arguments().model_json_schema()
    assert parameters["required"] == ["level"] and parameters["additionalProperties"] is False
    assert not spec.can_be_undone


def test_an_action_with_an_undo_can_be_undone():
    async def undo(deed, work) -> bool:
        return True

    assert getattr(declared(undo=undo)(light), ATTRIBUTE).spec.can_be_undone


def test_a_declared_function_is_left_as_it_is():
    assert declared()(light) is light


def test_work_is_no_argument_of_the_action():
    async def with_work(work: Work, level: int) -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    declaration = getattr(declared(effects=foresee_level)(with_work), ATTRIBUTE)
    assert declaration.takes_work and list(declaration.arguments().model_fields) == ["level"]


@pytest.mark.parametrize(
    "capability", ["lamp.explode", "plugin.", "plugin.Lamp", "plugin.lamp.more", "plugin.lamp ", ""]
)
def test_an_unknown_capability_fails_at_import(capability):
    with pytest.raises(TypeError, match="unknown capabilities"):
        declared(capabilities={capability})


@pytest.mark.parametrize("name", ["lamp", "Lamp.set", "lamp.", "lamp set"])
def test_a_name_that_is_not_dotted_fails_at_import(name):
    with pytest.raises(TypeError, match="dotted"):
        declared(name)


@pytest.mark.parametrize("risk", [Risk.REVERSIBLE, Risk.IRREVERSIBLE])
def test_an_action_that_can_change_something_must_tell_its_effects(risk):
    with pytest.raises(TypeError, match="must tell its effects"):
        declared(effects=None, risk=risk)


def test_an_action_that_only_reads_needs_no_effects():
    assert getattr(declared(effects=None, risk=Risk.READ_ONLY)(light), ATTRIBUTE).effects is None


def test_a_missing_docstring_fails_at_import():
    async def bare() -> Outcome:
        return Outcome("lamp.set.done")

    with pytest.raises(TypeError, match="docstring"):
        declared()(bare)


def test_a_missing_annotation_fails_at_import():
    async def vague(level) -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    with pytest.raises(TypeError, match="annotate 'level'"):
        declared()(vague)


def test_free_arguments_fail_at_import():
    async def loose(**levels: int) -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    with pytest.raises(TypeError, match="plain parameter"):
        declared()(loose)


def test_a_wrong_return_annotation_fails_at_import():
    async def silent() -> None:
        """Light."""

    with pytest.raises(TypeError, match="return an Outcome"):
        declared()(silent)


def test_a_function_that_is_not_async_fails_at_import():
    def blocking() -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    with pytest.raises(TypeError, match="async"):
        declared()(blocking)


def test_an_argument_called_work_fails_at_import():
    async def worked(work: int) -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    with pytest.raises(TypeError, match="a Work"):
        declared()(worked)


def test_effects_that_take_other_arguments_fail_at_import():
    with pytest.raises(TypeError, match=r"takes \['level'\], but its effects take \[\]"):
        declared()(light_at)
    with pytest.raises(TypeError, match=r"takes \[\], but its effects take \['level'\]"):
        declared(effects=foresee_level)(light)


def test_effects_that_are_not_async_fail_at_import():
    def blocking() -> Prospect:
        return Prospect()

    with pytest.raises(TypeError, match="returns a Prospect"):
        declared(effects=blocking)(light)


def test_effects_that_return_something_else_fail_at_import():
    async def vague() -> Outcome:
        return Outcome("x")

    with pytest.raises(TypeError, match="returns a Prospect"):
        declared(effects=vague)(light)


async def undo_well(deed, work) -> bool:
    return True


async def undo_without_work(deed) -> bool:
    return True


def undo_at_once(deed, work) -> bool:
    return True


@pytest.mark.parametrize(
    "drift",
    [
        {"undo": undo_without_work},
        {"undo": undo_at_once},
        {"undo": undo_well, "undo_review": undo_well},
    ],
)
def test_an_undo_that_cannot_be_called_fails_at_import(drift):
    with pytest.raises(TypeError, match="its undo takes"):
        declared(**drift)


def test_a_review_without_an_undo_fails_at_import():
    with pytest.raises(TypeError, match="does not have"):
        declared(undo_review=undo_without_work)
