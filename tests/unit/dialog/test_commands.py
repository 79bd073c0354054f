"""What a conversation can do to itself."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from assistant.dialog.commands import SPOKEN_EXAMPLES, DialogCommands
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Prospect
from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.testing.storage import FakeHistory
from assistant.kernel.types import ActionResult, Plan, Reply, Source, Step, TurnRecord, Utterance
from assistant.kernel.verdict import Foreseen, Permit

pytestmark = pytest.mark.anyio
OWN = ["dialog.help", "dialog.repeat", "dialog.stop", "dialog.cancel", "dialog.sleep", "dialog.wake"]


class Stage:
    def __init__(self) -> None:
        self.deeds, self.history = ScriptedExecutor(), FakeHistory()
        self.attention = Attention(EventBus(SystemClock()))
        self.examples: dict[str, Sequence[str]] = {"": ["what time is it", "mute"], "sound": ["mute"]}
        self.commands = DialogCommands(
            self.deeds, self.history, self.attention, lambda topic: (self.examples.get(topic, ()), ["time", "sound"])
        )

    async def run(self, action: str, **args: object) -> ActionResult:
        foreseen = await self.commands.foresee(Step(action, args))
        assert isinstance(foreseen, Foreseen)
        return await self.commands.run(Permit(foreseen), 1)

    def answered(self, text: str, *actions: str) -> None:
        """Remember a turn that did `actions` and was answered with `text`; without any it was not understood."""
        plan = Plan(Source.GRAMMAR, tuple(map(Step, actions))) if actions else None
        number = self.history.next_turn()
        at = datetime(2026, 11, 22, tzinfo=UTC)
        self.history.add(TurnRecord(number, at, "main", Utterance("hm", "typed"), plan, (), (), Reply(text)))


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_other_steps_are_handed_on(stage: Stage) -> None:
    result = await stage.run("volume.mute", is_muted=True)
    assert stage.deeds.ran == [Step("volume.mute", {"is_muted": True})]
    assert result.action == "volume.mute"


@pytest.mark.parametrize("action", OWN)
async def test_its_own_steps_are_not(stage: Stage, action: str) -> None:
    result = await stage.run(action)
    assert (result.action, result.ok, result.is_verified) == (action, True, True)
    assert not stage.deeds.ran


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 10, 50])
async def test_of_many_examples_a_few_far_apart_are_spoken(stage: Stage, count: int) -> None:
    examples = [f"example {number}" for number in range(count)]
    stage.examples[""] = examples
    facts = (await stage.run("dialog.help")).facts
    assert facts["examples"] == examples and facts["topics"] == ["time", "sound"]
    spoken = list(facts["spoken"])
    assert len(spoken) == min(count, SPOKEN_EXAMPLES)
    assert spoken == sorted(set(spoken), key=examples.index)
    assert count < 6 or examples.index(spoken[-1]) > count // 2, "not all from the first topic"


async def test_help_on_a_topic(stage: Stage) -> None:
    assert (await stage.run("dialog.help", topic="sound")).facts["examples"] == ["mute"]


async def test_the_last_answer_is_repeated(stage: Stage) -> None:
    stage.answered("It is noon.", "clock.time")
    stage.answered("Muted.", "volume.mute")
    result = await stage.run("dialog.repeat")
    assert (result.message, result.facts) == ("dialog.repeat", {"text": "Muted."})


@pytest.mark.parametrize(
    "later", [("Muted.", "dialog.repeat"), ("", "dialog.stop"), ("",), ("It is noon.", "dialog.repeat", "x.y")]
)
async def test_repetitions_and_silent_turns_are_passed_over(stage: Stage, later: tuple[str, ...]) -> None:
    stage.answered("It is noon.", "clock.time")
    stage.answered(*later)
    assert (await stage.run("dialog.repeat")).facts == {"text": "It is noon."}


async def test_the_answer_to_a_plan_without_steps_is_repeated_too(stage: Stage) -> None:
    stage.answered("It is noon.", "clock.time")
    record = stage.history.latest(1)[0]
    stage.history.add(
        TurnRecord(
            2, record.at_utc, "main", record.utterance, Plan(Source.CLAUDE, ()), (), (), Reply("The plan is empty.")
        )
    )
    assert (await stage.run("dialog.repeat")).facts == {"text": "The plan is empty."}


async def test_nothing_can_be_repeated_before_anything_was_said(stage: Stage) -> None:
    assert (await stage.run("dialog.repeat")).message == "dialog.repeat.nothing"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {"done": 0, "dropped": 0, "last": ""}),
        ({"done": 2, "dropped": 3, "last": "I moved half."}, {"done": 2, "dropped": 3, "last": "I moved half."}),
    ],
)
async def test_stop_tells_what_was_left_undone(stage: Stage, given: dict, told: dict) -> None:
    assert (await stage.run("dialog.stop", was_busy=True, **given)).facts == told


@pytest.mark.parametrize("action", OWN)
async def test_its_own_steps_touch_nothing(stage: Stage, action: str) -> None:
    foreseen = await stage.commands.foresee(Step(action))
    assert isinstance(foreseen, Foreseen) and foreseen.prospect == Prospect()
    assert foreseen.spec.capabilities == frozenset()


@pytest.mark.parametrize(("was_busy", "message"), [(True, "dialog.stop"), (False, "dialog.stop.nothing")])
async def test_stop_says_whether_there_was_anything_to_stop(stage: Stage, was_busy: bool, message: str) -> None:
    result = await stage.run("dialog.stop", was_busy=was_busy)
    assert (result.action, result.message) == ("dialog.stop", message)


async def test_sleep_and_wake_change_what_is_attended_to(stage: Stage) -> None:
    await stage.run("dialog.sleep")
    assert stage.attention.is_asleep
    await stage.run("dialog.wake")
    assert not stage.attention.is_asleep


@pytest.mark.parametrize(("is_known", "message"), [(True, "dialog.disown"), (False, "dialog.disown.nothing")])
async def test_what_woke_zenus_by_mistake_is_disowned_by_who_listens(
    stage: Stage, is_known: bool, message: str
) -> None:
    turns: list[int] = []
    stage.attention.disown = lambda turn: bool(turns.append(turn)) or is_known
    result = await stage.run("dialog.disown")
    assert (result.action, result.message, turns) == ("dialog.disown", message, [1])


async def test_where_nobody_listens_nothing_can_be_disowned(stage: Stage) -> None:
    assert (await stage.run("dialog.disown")).message == "dialog.disown.nothing"
