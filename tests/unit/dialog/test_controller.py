"""The controller: one turn at a time, true records, and nothing that outlives its turn."""

from collections.abc import Callable
from dataclasses import replace

import anyio
import pytest

from assistant.dialog.questions import TIMEOUT_S
from assistant.kernel.errors import InstanceError
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate
from assistant.kernel.types import ActionResult, Step
from assistant.kernel.verdict import Deny
from tests.unit.dialog.stage import asking, denying, refusal, staged

Run = Callable[..., None]


def test_a_request_is_understood_done_answered_and_recorded(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("what time is it"))
        assert [step.action for step in stage.executor.ran] == ["clock.time"]
        assert record.reply.text == "Done."
        assert record.spoken is not None and record.spoken.is_complete
        assert stage.history.latest(1) == [record]
        assert stage.types() == [
            *["state", "plan", "state", "action_started", "action_finished", "reply", "state", "spoken", "state"]
        ]

    on_virtual_time(body)


def test_what_is_not_understood_is_answered_and_starts_nothing(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("paint the fence"))
        assert record.plan is None and not stage.executor.ran
        assert stage.voice.said == [(record.turn, record.reply.text)]

    on_virtual_time(body)


def test_a_reply_of_a_silent_turn_is_not_spoken(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("what time is it", is_spoken=False))
        assert record.reply.text and not stage.voice.said

    on_virtual_time(body)


def test_interruption_keeps_only_what_was_heard(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage, anyio.create_task_group() as tasks:
            records = []

            async def ask() -> None:
                records.append(await stage.controller.submit(stage.requests("paint the fence")))

            tasks.start_soon(ask)
            await anyio.sleep(0.7)
            assert stage.controller.interrupt("voice")
        (record,) = records
        assert record.spoken is not None
        assert record.spoken.text == "Sorry, I" and not record.spoken.is_complete
        assert "interrupted" in stage.types() and stage.attention.state == "idle"
        assert stage.voice.silenced == [record.turn]

    on_virtual_time(body)


def test_an_action_that_has_begun_is_recorded_although_its_turn_is_gone(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=2.0)) as stage, anyio.create_task_group() as tasks:
            tasks.start_soon(stage.controller.submit, stage.requests("two things"))
            await anyio.sleep(0.5)
            stage.controller.interrupt("voice")
        (record,) = stage.history.latest(1)
        assert [result.action for result in record.results] == ["a.one"], "the second step must not begin"
        assert not stage.voice.said

    on_virtual_time(body)


def test_a_plan_with_a_failed_step_is_not_told_as_a_success(on_virtual_time: Run) -> None:
    async def body() -> None:
        failed = ActionResult("a.one", ok=False, message="failed.other", error_code="io-error")
        async with staged(ScriptedExecutor({"a.one": failed})) as stage:
            record = await stage.controller.submit(stage.requests("two things"))
        assert [step.action for step in stage.executor.ran] == ["a.one"]
        assert record.reply.text.startswith("None of the 2 steps was done.")

    on_virtual_time(body)


def test_turns_run_one_after_another_in_the_order_asked(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=1.0)) as stage, anyio.create_task_group() as tasks:
            for text in ("what time is it", "mute", "what time is it"):
                tasks.start_soon(stage.controller.submit, stage.requests(text))
                await anyio.lowlevel.checkpoint()
        assert [step.action for step in stage.executor.ran] == ["clock.time", "volume.mute", "clock.time"]
        numbers = [record.turn for record in stage.history.latest(3)]
        assert numbers == sorted(numbers)

    on_virtual_time(body)


def test_more_requests_than_the_queue_holds_are_refused(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=1.0)) as stage, anyio.create_task_group() as tasks:
            for _ in range(9):
                tasks.start_soon(stage.controller.submit, stage.requests("mute"))
                await anyio.sleep(0.01)
            with pytest.raises(InstanceError, match="Too many"):
                await stage.controller.submit(stage.requests("mute"))

    on_virtual_time(body)


@pytest.mark.parametrize("text", ["stop", "Stop!", "please stop"])
def test_stop_halts_the_running_turn_and_drops_what_waits(on_virtual_time: Run, text: str) -> None:
    async def body() -> None:
        dropped = []

        async def ask(text: str) -> None:
            try:
                await stage.controller.submit(stage.requests(text))
            except InstanceError as error:
                dropped.append(error.code)

        async with staged(ScriptedExecutor(duration_s=3.0)) as stage, anyio.create_task_group() as tasks:
            tasks.start_soon(ask, "two things")
            await anyio.sleep(0.1)
            tasks.start_soon(ask, "mute")
            await anyio.sleep(0.1)
            record = await stage.controller.submit(stage.requests(text))
        assert dropped == ["dropped"]
        assert [step.action for step in stage.executor.ran] == ["a.one"]
        assert record.reply.text == "Stopped: 1 step not begun."
        assert stage.voice.said == [(record.turn, record.reply.text)]

    on_virtual_time(body)


def test_a_stop_that_leaves_nothing_undone_is_answered_with_a_sound(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=3.0)) as stage, anyio.create_task_group() as tasks:
            tasks.start_soon(stage.controller.submit, stage.requests("mute"))
            await anyio.sleep(0.1)
            record = await stage.controller.submit(stage.requests("stop"))
        assert record.reply.text == "Stopped."
        assert not stage.voice.said and stage.voice.earcons[-1] == "done"

    on_virtual_time(body)


@pytest.mark.parametrize("text", ["stop the nginx service", "remind me to cancel my gym membership"])
def test_stop_inside_a_request_stops_nothing(on_virtual_time: Run, text: str) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=1.0)) as stage, anyio.create_task_group() as tasks:
            tasks.start_soon(stage.controller.submit, stage.requests("mute"))
            await anyio.sleep(0.1)
            await stage.controller.submit(stage.requests(text))
        assert "interrupted" not in stage.types()

    on_virtual_time(body)


def test_stop_listening_puts_to_sleep_and_is_not_stop(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("stop listening"))
        assert stage.attention.is_asleep and stage.attention.state == "paused"
        assert record.plan is not None and record.plan.steps == (Step("dialog.sleep"),)

    on_virtual_time(body)


def test_repeat_says_the_last_answer_again(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            first = await stage.controller.submit(stage.requests("paint the fence"))
            for _ in range(2):
                again = await stage.controller.submit(stage.requests("say that again"))
                assert again.reply.text == first.reply.text

    on_virtual_time(body)


def test_a_dry_run_tells_the_steps_and_does_nothing(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("mute", is_dry_run=True))
        assert not stage.executor.ran and not record.results
        assert "plan" in stage.types() and record.reply.text

    on_virtual_time(body)


@pytest.mark.parametrize(("answer", "is_run"), [("yes", True), ("yes, do it", True), ("no", False)])
def test_a_question_of_the_gate_is_answered_in_the_next_turn(on_virtual_time: Run, answer: str, is_run: bool) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            question = await stage.controller.submit(stage.requests("delete it all"))
            assert question.reply.expects_answer and "Downloads" in question.reply.text
            assert not stage.executor.ran
            record = await stage.controller.submit(stage.requests(answer))
        assert bool(stage.executor.ran) is is_run
        assert [approval.granted for approval in record.approvals] == [is_run]

    on_virtual_time(body)


@pytest.mark.parametrize(
    "answer",
    [*["no, that's not okay", "nope, looks wrong", "not sure", "no, I broke it", "okay google", "what time is it", ""]],
)
def test_nothing_but_a_whole_yes_confirms(on_virtual_time: Run, answer: str) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all"))
            record = await stage.controller.submit(stage.requests(answer))
            assert not any(approval.granted for approval in record.approvals)
        assert not stage.executor.ran

    on_virtual_time(body)


@pytest.mark.parametrize("answer", ["not sure", "no, I broke it", "okay google"])
def test_what_is_no_answer_brings_the_question_again(on_virtual_time: Run, answer: str) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            asked = await stage.controller.submit(stage.requests("delete it all"))
            record = await stage.controller.submit(stage.requests(answer))
            assert asked.reply.text in record.reply.text and record.reply.expects_answer
            assert stage.controller.has_question()
            await stage.controller.submit(stage.requests("no"))
            await stage.controller.submit(stage.requests("yes"))
        assert not stage.executor.ran

    on_virtual_time(body)


def test_a_question_that_comes_again_has_no_more_time(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all", is_spoken=False))
            await anyio.sleep(TIMEOUT_S - 1)
            await stage.controller.submit(stage.requests("not sure", is_spoken=False))
            await anyio.sleep(1)
            await stage.controller.submit(stage.requests("yes", is_spoken=False))
        assert not stage.executor.ran

    on_virtual_time(body)


def test_another_request_drops_the_question(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all"))
            stage.gate._decide = lambda _steps: refusal()
            await stage.controller.submit(stage.requests("what time is it"))
            assert not stage.controller.has_question()
            await stage.controller.submit(stage.requests("yes"))
        assert not stage.executor.ran

    on_virtual_time(body)


def test_a_yes_does_not_grant_what_was_denied_since_the_question(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all"))
            stage.gate._decide = lambda _steps: refusal()
            record = await stage.controller.submit(stage.requests("yes"))
        assert not stage.executor.ran and record.reply.text.startswith("I won't touch “Downloads”")

    on_virtual_time(body)


def test_a_yes_in_a_dry_run_does_nothing(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all"))
            record = await stage.controller.submit(stage.requests("yes", is_dry_run=True))
        assert not stage.executor.ran and not record.results

    on_virtual_time(body)


def test_an_unanswered_question_times_out_as_no(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all"))
            await anyio.sleep(TIMEOUT_S + 1)
            assert not await stage.controller.answer(is_granted=True)
            await stage.controller.submit(stage.requests("yes"))
        assert not stage.executor.ran

    on_virtual_time(body)


def test_an_answer_counts_only_in_its_own_session(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await stage.controller.submit(stage.requests("delete it all", session="other"))
            assert not await stage.controller.answer(is_granted=True)
            assert await stage.controller.answer(is_granted=True, session="other")
        assert len(stage.executor.ran) == 1

    on_virtual_time(body)


def test_what_the_gate_denies_is_not_run_even_with_yes_to_all(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=denying("capability-denied", capability="files.trash")) as stage:
            record = await stage.controller.submit(stage.requests("delete it all", approve_all=True))
        assert not stage.executor.ran
        assert record.reply.text == "I won't do that, because I am not allowed to move files to the trash and back."

    on_virtual_time(body)


def test_an_action_that_nobody_knows_is_refused_before_the_gate(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            record = await stage.controller.submit(stage.requests("do the unknown"))
        assert not stage.executor.ran and record.reply.text == "Sorry, I don't know how to do that."
        assert record.trace["refused"] == {"code": "unknown-action", "facts": {"action": "some.unknown"}}

    on_virtual_time(body)


def test_a_long_silence_is_filled_with_a_sound_and_a_short_one_is_not(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=0.5)) as stage:
            await stage.controller.submit(stage.requests("mute"))
            assert stage.voice.earcons == []
        async with staged(ScriptedExecutor(duration_s=2.0)) as stage:
            await stage.controller.submit(stage.requests("mute"))
            assert stage.voice.earcons == ["thinking"]

    on_virtual_time(body)


def test_a_broken_turn_is_told_and_the_next_one_works(on_virtual_time: Run) -> None:
    async def body() -> None:
        def broken(_plan: object) -> Deny:
            raise RuntimeError("boom")

        async with staged(gate=ScriptedGate(broken)) as stage:
            record = await stage.controller.submit(stage.requests("mute"))
            assert "went wrong" in record.reply.text
            stage.gate._decide = lambda _steps: refusal()
            assert "I won't touch" in (await stage.controller.submit(stage.requests("mute"))).reply.text
        assert "error" in stage.types() and stage.voice.earcons == ["failed"]

    on_virtual_time(body)


def test_unknown_talk_in_the_follow_up_window_gets_no_answer(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            request = stage.requests("and then she said no way")
            request = replace(request, utterance=replace(request.utterance, is_follow_up=True))
            record = await stage.controller.submit(request)
        assert record.reply.text == "" and not stage.voice.said and "reply" not in stage.types()

    on_virtual_time(body)


@pytest.mark.parametrize(("confidence", "is_heard"), [(0.9, True), (0.2, False)])
def test_babble_is_answered_as_not_heard_and_clear_words_as_not_known(
    on_virtual_time: Run, confidence: float, is_heard: bool
) -> None:
    async def body() -> None:
        async with staged() as stage:
            request = stage.requests("paint the fence")
            request = replace(request, utterance=replace(request.utterance, confidence=confidence))
            record = await stage.controller.submit(request)
        assert ("catch" not in record.reply.text) is is_heard

    on_virtual_time(body)


def test_an_announcement_is_a_turn_of_its_own(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            facts = {"kind": "timer", "label": "pizza", "due": "2026-11-22T17:42:00+00:00"}
            record = await stage.controller.announce("timers.due", facts)
        assert record.utterance.modality == "system"
        assert stage.voice.said == [(record.turn, "Time is up: pizza.")]

    on_virtual_time(body)


def test_an_hour_of_talk_leaves_no_turn_open(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            while anyio.current_time() < 3600:
                await stage.controller.submit(stage.requests("what time is it"))
                await anyio.sleep(10)
        assert not stage.controller.is_busy and len(stage.executor.ran) > 300

    on_virtual_time(body)
