import pytest
from pydantic import ValidationError

from assistant.actions.capabilities import CAPABILITIES
from assistant.actions.outcome import Outcome
from assistant.actions.registry import COMMON_ERRORS, Registry, action
from assistant.config.settings import ALL_CAPABILITIES
from assistant.kernel.types import Risk


def declared(name="lamp.set", capabilities=("sound.write",)):
    return action(name, capabilities=capabilities, risk=Risk.REVERSIBLE, timeout_s=1.0, messages={"lamp.set.done": ()})


class LampActions:
    @action(
        "lamp.set",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=2.0,
        messages={"lamp.set.done": {"level"}},
        errors={"no-lamp"},
    )
    async def set(self, level: int, colour: str = "white") -> Outcome:
        """Set the lamp.

        More about it.
        """
        return Outcome("lamp.set.done", {"level": level})

    async def no_action(self) -> None: ...


def test_the_spec_comes_from_signature_and_docstring():
    entry = Registry(LampActions()).get("lamp.set")
    assert entry is not None
    assert entry.spec.description == "Set the lamp."
    assert entry.spec.timeout_s == 2.0
    assert entry.spec.risk is Risk.REVERSIBLE
    assert entry.spec.parameters["required"] == ["level"]
    assert entry.spec.parameters["additionalProperties"] is False
    assert entry.spec.parameters["properties"]["colour"]["default"] == "white"


def test_a_plain_function_is_an_action_too():
    @declared()
    async def lamp() -> Outcome:
        """Light."""
        return Outcome("lamp.set.done")

    assert [entry.spec.name for entry in Registry(lamp)] == ["lamp.set"]


def test_messages_hold_declared_keys_and_errors_and_the_common_ones():
    keys = Registry(LampActions()).messages()
    assert keys["lamp.set.done"] == {"level"}
    assert keys["failed.no-lamp"] == {"message", "hint"}
    assert {f"failed.{code}" for code in COMMON_ERRORS} <= keys.keys()


@pytest.mark.parametrize(
    "args",
    [{}, {"level": "5"}, {"level": 5.5}, {"level": True}, {"level": 1, "extra": 1}, {"level": None}, {"level": [1]}],
)
def test_arguments_that_do_not_fit_are_refused(args):
    entry = Registry(LampActions()).get("lamp.set")
    with pytest.raises(ValidationError):
        entry.validated(args)


def test_arguments_that_fit_get_their_defaults():
    assert Registry(LampActions()).get("lamp.set").validated({"level": 5}) == {"level": 5, "colour": "white"}


def test_an_unknown_capability_fails_at_import():
    with pytest.raises(TypeError, match="unknown capabilities"):
        declared(capabilities={"lamp.explode"})


@pytest.mark.parametrize("name", ["lamp", "Lamp.set", "lamp.", "lamp set"])
def test_a_name_that_is_not_dotted_fails_at_import(name):
    with pytest.raises(TypeError, match="dotted"):
        declared(name)


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


def test_two_actions_of_one_name_are_refused():
    with pytest.raises(TypeError, match="declared twice"):
        Registry(LampActions(), LampActions())


def test_an_object_without_actions_is_refused():
    with pytest.raises(TypeError, match="declares no action"):
        Registry(object())


def test_the_settings_know_exactly_the_capabilities_that_actions_may_ask_for():
    assert set(ALL_CAPABILITIES) == set(CAPABILITIES)
