"""How what is due reaches the user: announced, done, asked for anew where its dates went by, or not tried again."""

from datetime import UTC, datetime

import pytest

from assistant.app.schedules import Spokesman
from assistant.dialog.turn import Request
from assistant.kernel.errors import InstanceError
from assistant.kernel.schedules import Occurrence, Schedule, Trigger
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate, ScriptedInterpreter
from assistant.kernel.types import Step
from assistant.kernel.verdict import Allow

pytestmark = pytest.mark.anyio

DUE = datetime(2026, 11, 25, 18, tzinfo=UTC)
AT_SIX = Occurrence(DUE, datetime(2026, 11, 25, 18))
MUTE = Schedule("a", "deed", "mute", datetime(2026, 11, 25, 18), steps=(Step("volume.mute"),), said="mute")


class Controller:
    """Remembers what it was to do."""

    def __init__(self) -> None:
        self.announced: list[tuple[str, dict[str, object]]] = []
        self.submitted: list[Request] = []
        self.error: InstanceError | None = None

    async def announce(self, message, facts):
        self.announced.append((message, dict(facts)))

    async def submit(self, request):
        if self.error:
            raise self.error
        self.submitted.append(request)


@pytest.fixture
def controller():
    return Controller()


def spokesman(controller, plans=None, gate=None):
    return Spokesman(
        lambda: controller,
        lambda: ScriptedInterpreter(plans or {}),
        ScriptedExecutor,
        lambda: gate or ScriptedGate(),
    )


async def test_a_deed_becomes_a_turn_with_its_steps_and_why(controller):
    await spokesman(controller).ring(MUTE, AT_SIX)
    (request,) = controller.submitted
    assert request.plan.steps == (Step("volume.mute"),)
    assert request.utterance.modality == "system"
    assert request.occasion[0] == "schedules.occasion"


async def test_a_reminder_is_announced(controller):
    reminder = Schedule("a", "reminder", "stand up", datetime(2026, 11, 25, 18), "FREQ=DAILY")
    await spokesman(controller).ring(reminder, AT_SIX)
    ((message, facts),) = controller.announced
    assert (message, facts["name"], datetime.fromisoformat(facts["due"])) == ("schedules.due", "stand up", DUE)


async def test_what_follows_a_timer_needs_no_reason(controller):
    after = Schedule("a", "deed", "mute", None, trigger=Trigger("timer", "", DUE), steps=MUTE.steps, said="mute")
    await spokesman(controller).ring(after, AT_SIX)
    assert controller.submitted[0].occasion is None


async def test_steps_with_dates_are_read_anew(controller):
    dated = Schedule(
        "a", "deed", "x", DUE, "FREQ=DAILY", steps=(Step("f.move", {"since": "2020"}),), said="x", is_dated=True
    )
    await spokesman(controller, {"x": Step("f.move", {"since": "2026"})}).ring(dated, AT_SIX)
    assert controller.submitted[0].plan.steps[0].args == {"since": "2026"}


@pytest.mark.parametrize("plans", [{}, {"x": Step("f.delete")}])
async def test_words_that_came_to_mean_something_else_are_told_and_not_done(controller, plans):
    dated = Schedule("a", "deed", "x", DUE, "FREQ=DAILY", steps=(Step("f.move"),), said="x", is_dated=True)
    await spokesman(controller, plans).ring(dated, AT_SIX)
    assert [message for message, _ in controller.announced] == ["schedules.changed"]
    assert not controller.submitted


async def test_a_deed_that_was_stopped_before_it_began_is_not_tried_again(controller):
    controller.error = InstanceError("The request was dropped.", code="dropped")
    await spokesman(controller).ring(MUTE, AT_SIX)
    controller.error = InstanceError("Too many requests wait.", code="busy")
    with pytest.raises(InstanceError):
        await spokesman(controller).ring(MUTE, AT_SIX)


async def test_the_gate_judges_what_has_no_targets_yet_by_its_capabilities(controller):
    seen = []

    def decide(steps):
        seen.extend(step.spec.name for step in steps)
        return Allow()

    await spokesman(controller, gate=ScriptedGate(decide)).review([Step("a.do"), Step("b.missing"), Step("c.unknown")])
    assert seen == ["a.do", "b.missing"]


async def test_missed_and_broken_off_and_damaged_are_announced(controller):
    herald = spokesman(controller)
    await herald.miss(MUTE, [AT_SIX, AT_SIX])
    await herald.break_off(MUTE, AT_SIX)
    await herald.report_damage(2)
    assert [message for message, _ in controller.announced] == [
        "schedules.missed",
        "schedules.broken_off",
        "schedules.damaged",
    ]
    assert controller.announced[0][1]["count"] == 2
