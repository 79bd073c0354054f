"""Deeds that Zenus does of its own accord when they are due."""

from collections.abc import Callable

from assistant.dialog.turn import Request
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate
from assistant.kernel.types import Plan, Source, Step, Utterance
from assistant.kernel.verdict import Allow, Ask, Foreseen, Verdict
from tests.unit.dialog.stage import asking, staged

Run = Callable[..., None]

CLOCK = ScriptedExecutor().spec("clock.time")
assert CLOCK is not None

PLAN = Plan(Source.GRAMMAR, (Step("volume.mute"),), rule="schedule", said="mute")
DUE = Request(
    Utterance("mute", "system"),
    plan=PLAN,
    occasion=("schedules.occasion", {"kind": "deed", "name": "mute", "due": "2026-11-25T18:00:00+00:00"}),
)


def test_the_reply_begins_with_the_reason(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(DUE)
        assert [step.action for step in stage.executor.ran] == ["volume.mute"]
        assert record.reply.text == "It's 6:00 PM. Done."
        assert stage.voice.said == [(record.turn, record.reply.text)]

    on_virtual_time(body)


def test_what_needs_a_yes_is_asked_and_waits_for_it(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            record = await stage.controller.submit(DUE)
            assert record.reply.expects_answer and not stage.executor.ran
            assert stage.controller.has_question()
            await stage.controller.submit(stage.requests("yes"))
        assert [step.action for step in stage.executor.ran] == ["volume.mute"]

    on_virtual_time(body)


def test_a_deed_that_is_due_closes_no_question_of_the_user(on_virtual_time: Run) -> None:
    async def body() -> None:
        verdicts: list[Verdict] = [Allow()]
        gate = ScriptedGate(lambda steps: verdicts[0])
        async with staged(gate=gate) as stage:
            verdicts[0] = Ask((Foreseen(Step("clock.time"), CLOCK),))
            await stage.controller.submit(stage.requests("what time is it"))
            assert stage.controller.has_question()
            verdicts[0] = Allow()
            await stage.controller.submit(DUE)
            assert stage.controller.has_question()

    on_virtual_time(body)
