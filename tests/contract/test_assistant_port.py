"""What every `AssistantPort` must do, whoever asks."""

from collections.abc import Callable

import anyio
import pytest

from assistant.kernel.errors import InstanceError
from assistant.kernel.ports import AssistantPort
from assistant.kernel.testing.dialog import ScriptedExecutor
from tests.unit.app.running import running
from tests.unit.dialog.stage import asking

Run = Callable[..., None]
ASKING = asking()


def test_text_becomes_a_turn_with_a_record(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            port: AssistantPort = it.assistant
            record = await port.say_text("what time is it", "work")
            assert (record.turn, record.session, record.utterance.modality) == (1, "work", "typed")
            assert [step.action for step in it.stage.executor.ran] == ["clock.time"]
            assert record.reply.text and record.spoken is None

    on_virtual_time(body)


def test_a_dry_run_does_nothing(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            record = await it.assistant.say_text("mute", "main", is_dry_run=True)
            assert record.plan and not record.results and not it.stage.executor.ran

    on_virtual_time(body)


def test_what_must_be_asked_is_asked_unless_it_was_approved_before(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running(gate=ASKING) as it:
            assert (await it.assistant.say_text("mute", "main")).reply.expects_answer
            assert not it.stage.executor.ran
            record = await it.assistant.say_text("mute", "main", approve_all=True)
            assert record.approvals[0].by == "option" and it.stage.executor.ran

    on_virtual_time(body)


@pytest.mark.parametrize("is_granted", [True, False])
def test_an_open_question_can_be_answered_once(on_virtual_time: Run, is_granted: bool) -> None:
    async def body() -> None:
        async with running(gate=ASKING) as it:
            assert await it.assistant.approve(is_granted, "client") is False
            await it.stage.controller.submit(it.stage.requests("mute"))
            assert await it.assistant.approve(is_granted, "client") is True
            assert bool(it.stage.executor.ran) is is_granted
            assert await it.assistant.approve(True, "client") is False
            assert bool(it.stage.executor.ran) is is_granted

    on_virtual_time(body)


def test_an_interruption_silences_and_drops_what_waits(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            assert await it.assistant.interrupt("client") is False
            dropped = []

            async def ask() -> None:
                try:
                    await it.stage.controller.submit(it.stage.requests("what time is it"))
                except InstanceError as error:
                    dropped.append(error.code)

            async with anyio.create_task_group() as tasks:
                for _ in range(3):
                    tasks.start_soon(ask)
                await anyio.sleep(0.05)
                assert await it.assistant.interrupt("client") is True
            assert dropped == ["dropped", "dropped"]
            assert it.stage.voice.silenced == [1] and not it.stage.controller.is_busy

    on_virtual_time(body)


def test_an_interruption_leaves_what_has_begun_to_its_end(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running(ScriptedExecutor(duration_s=2.0)) as it, anyio.create_task_group() as tasks:
            tasks.start_soon(it.assistant.say_text, "mute", "main")
            await anyio.sleep(1)
            await it.assistant.interrupt("client")
            await it.stage.controller.wait_until_idle()
            assert [result.ok for result in it.stage.history.latest(1)[0].results] == [True]

    on_virtual_time(body)


def test_muting_and_sleeping_pause_until_they_are_undone(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            await it.assistant.mute(True)
            await it.assistant.sleep(True)
            assert it.stage.attention.state == "paused"
            await it.assistant.mute(False)
            assert (it.stage.attention.is_muted, it.stage.attention.state) == (False, "paused")
            await it.assistant.sleep(False)
            assert (it.stage.attention.is_asleep, it.stage.attention.state) == (False, "idle")

    on_virtual_time(body)


def test_it_listens_when_it_is_told_to(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            await it.assistant.listen()
            assert it.listener.listened == 1

    on_virtual_time(body)


def test_it_ends_when_it_is_told_to_and_again_is_harmless(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            for _ in range(2):
                await it.assistant.shutdown()
            assert it.assistant.is_ended.is_set()

    on_virtual_time(body)
