"""The registry: declared actions, each bound to the object that does it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.actions.registry import COMMON_ERRORS, Registry
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, DeedState, Obstacle
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Risk

pytestmark = pytest.mark.anyio


class LampActions:
    def __init__(self, obstacles=()):
        self.taken_back = []
        self._found = obstacles

    async def _foresee(self, level: int, colour: str = "white") -> Prospect:
        return Prospect(facts={"level": level, "colour": colour})

    async def _undo(self, deed: Deed, work: Work) -> bool:
        self.taken_back.append((deed.number, work.deed))
        return True

    async def _review(self, deed: Deed) -> tuple[Obstacle, ...]:
        return self._found

    @action(
        "lamp.set",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=2.0,
        messages={"lamp.set.done": {"level"}},
        errors={"no-lamp"},
        effects=_foresee,
        undo=_undo,
        undo_review=_review,
    )
    async def set(self, work: Work, level: int, colour: str = "white") -> Outcome:
        """Set the lamp."""
        return Outcome("lamp.set.done", {"level": level, "deed": work.deed})

    async def _foresee_off(self) -> Prospect:
        return Prospect()

    @action(
        "lamp.off",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=2.0,
        messages={"lamp.off.done": ()},
        effects=_foresee_off,
    )
    async def off(self) -> Outcome:
        """Switch the lamp off."""
        return Outcome("lamp.off.done")

    async def no_action(self) -> None: ...


@action("lamp.look", capabilities={"sound.read"}, risk=Risk.READ_ONLY, timeout_s=1.0, messages={"lamp.look.done": ()})
async def look() -> Outcome:
    """Look at the lamp."""
    return Outcome("lamp.look.done")


def deed_of(action_name, undo=None):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Deed(7, 1, at, action_name, {}, DeedState.DONE, {}, undo, {}, ())


def test_the_declared_methods_of_an_object_are_its_actions():
    assert sorted(entry.spec.name for entry in Registry(LampActions())) == ["lamp.off", "lamp.set"]


def test_a_plain_function_is_an_action_too():
    assert [entry.spec.name for entry in Registry(look)] == ["lamp.look"]


def test_an_action_is_found_by_its_name_alone():
    registry = Registry(LampActions())
    found = registry.get("lamp.off")
    assert found is not None and found.spec.name == "lamp.off"
    assert registry.get("lamp.explode") is None


def test_messages_hold_declared_keys_and_errors_and_the_common_ones():
    keys = Registry(LampActions()).messages()
    assert keys["lamp.set.done"] == {"level"}
    assert keys["failed.no-lamp"] == {"message", "hint"}
    assert {f"failed.{code}" for code in COMMON_ERRORS} <= keys.keys()


def test_a_key_of_two_actions_has_only_the_facts_that_both_give():
    @action("a.one", capabilities=(), risk=Risk.READ_ONLY, timeout_s=1, messages={"a.done": {"x", "y"}})
    async def one() -> Outcome:
        """One."""
        return Outcome("a.done")

    @action("a.two", capabilities=(), risk=Risk.READ_ONLY, timeout_s=1, messages={"a.done": {"y", "z"}})
    async def two() -> Outcome:
        """Two."""
        return Outcome("a.done")

    assert Registry(one, two).messages()["a.done"] == {"y"}


@pytest.mark.parametrize(
    "args",
    [{}, {"level": "5"}, {"level": 5.5}, {"level": True}, {"level": 1, "extra": 1}, {"level": None}, {"level": [1]}],
)
def test_arguments_that_do_not_fit_are_refused(args):
    entry = Registry(LampActions()).get("lamp.set")
    with pytest.raises(ValidationError):
        entry.validated(args)


def test_arguments_cannot_bring_work_along():
    with pytest.raises(ValidationError):
        Registry(LampActions()).get("lamp.set").validated({"level": 1, "work": {}})


def test_arguments_that_fit_get_their_defaults():
    assert Registry(LampActions()).get("lamp.set").validated({"level": 5}) == {"level": 5, "colour": "white"}


def test_two_actions_of_one_name_are_refused():
    with pytest.raises(TypeError, match="declared twice"):
        Registry(LampActions(), LampActions())


def test_an_object_without_actions_is_refused():
    with pytest.raises(TypeError, match="declares no action"):
        Registry(object())


async def test_an_action_foresees_with_the_object_it_is_bound_to():
    prospect = await Registry(LampActions()).get("lamp.set").foresee({"level": 3, "colour": "red"})
    assert prospect.facts == {"level": 3, "colour": "red"}


async def test_what_only_reads_foresees_nothing():
    assert await Registry(look).get("lamp.look").foresee({}) == Prospect()


async def test_only_an_action_that_wants_the_work_gets_it():
    registry = Registry(LampActions())
    outcome = await registry.get("lamp.set").act({"level": 3}, Work(deed=9))
    assert outcome.facts == {"level": 3, "deed": 9}
    assert (await registry.get("lamp.off").act({}, Work(deed=9))).message == "lamp.off.done"


async def test_a_deed_is_taken_back_by_the_object_that_did_it():
    lamp = LampActions()
    assert await Registry(lamp).get("lamp.set").take_back(deed_of("lamp.set", {"level": 1}), Work(deed=7))
    assert lamp.taken_back == [(7, 7)]


async def test_what_has_no_undo_is_not_taken_back():
    with pytest.raises(TypeError, match="cannot be undone"):
        await Registry(LampActions()).get("lamp.off").take_back(deed_of("lamp.off"), Work())


async def test_obstacles_are_those_that_the_action_finds():
    found = (Obstacle("name-taken", "/x"),)
    assert await Registry(LampActions(found)).get("lamp.set").obstacles(deed_of("lamp.set", {"level": 1})) == found


@pytest.mark.parametrize(("name", "undo"), [("lamp.set", None), ("lamp.off", None), ("lamp.off", {"level": 1})])
async def test_a_deed_without_undo_or_undo_data_has_no_way_back(name, undo):
    assert await Registry(LampActions()).get(name).obstacles(deed_of(name, undo)) == (Obstacle("no-way-back"),)


async def test_an_action_that_reviews_nothing_finds_no_obstacle():
    async def foresee() -> Prospect:
        return Prospect()

    async def undo(deed: Deed, work: Work) -> bool:
        return True

    @action("a.b", capabilities=(), risk=Risk.REVERSIBLE, timeout_s=1, messages={}, effects=foresee, undo=undo)
    async def plain() -> Outcome:
        """Do."""
        return Outcome("x")

    assert await Registry(plain).get("a.b").obstacles(deed_of("a.b", {})) == ()
