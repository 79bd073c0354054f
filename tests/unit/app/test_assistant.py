"""The commands of the local socket: what comes over it is checked, and nothing but a plain yes is one."""

import json
from collections.abc import Callable

import anyio
import pytest

from assistant.kernel.errors import InstanceError
from assistant.kernel.ports import AssistantPort
from tests.unit.app.running import running
from tests.unit.dialog.stage import asking

Run = Callable[..., None]
ASKING = asking()


def test_every_method_of_the_port_is_a_command(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            methods = {name for name in vars(AssistantPort) if not name.startswith("_")}
            assert set(it.assistant.commands()) == methods

    on_virtual_time(body)


def test_a_typed_turn_is_answered_with_the_contracts_object(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            result = await it.assistant.commands()["say_text"]({"text": "mute", "session": "work"})
            assert (result["text"], result["source"], result["turn"]) == ("mute", "grammar", 1)
            assert it.stage.history.latest(1)[0].session == "work"
            assert not it.stage.voice.said, "who types reads the answer"
            json.dumps(result)

    on_virtual_time(body)


@pytest.mark.parametrize("value", ["true", 1, [True], None, "yes"])
@pytest.mark.parametrize("option", ["is_dry_run", "approve_all"])
def test_only_true_is_true(on_virtual_time: Run, option: str, value: object) -> None:
    async def body() -> None:
        async with running(gate=ASKING) as it:
            result = await it.assistant.commands()["say_text"]({"text": "mute", option: value})
            assert result["reply"]["expects_answer"] and not it.stage.executor.ran

    on_virtual_time(body)


@pytest.mark.parametrize(("granted", "ran"), [(True, 1), (False, 0), ("true", 0), (1, 0), (None, 0)])
def test_only_true_approves(on_virtual_time: Run, granted: object, ran: int) -> None:
    async def body() -> None:
        async with running(gate=ASKING) as it:
            await it.stage.controller.submit(it.stage.requests("delete it all"))
            assert await it.assistant.commands()["approve"]({"is_granted": granted}) is True
            assert len(it.stage.executor.ran) == ran

    on_virtual_time(body)


@pytest.mark.parametrize(("command", "argument"), [("mute", "is_muted"), ("sleep", "is_asleep")])
@pytest.mark.parametrize(("args", "is_on"), [({}, True), ({"value": True}, True), ({"value": False}, False)])
def test_attention_is_paused_unless_plainly_told_otherwise(
    on_virtual_time: Run, command: str, argument: str, args: dict, is_on: bool
) -> None:
    async def body() -> None:
        async with running() as it:
            given = {argument: args["value"]} if args else {}
            assert await it.assistant.commands()[command](given) is True
            assert getattr(it.stage.attention, argument) is is_on
            assert it.stage.attention.state == ("paused" if is_on else "idle")

    on_virtual_time(body)


def test_the_other_commands_do_what_they_say(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            commands = it.assistant.commands()
            assert await commands["interrupt"]({}) is False
            assert await commands["listen"]({}) is True and it.listener.listened == 1
            assert await commands["shutdown"]({}) is True and it.assistant.is_ended.is_set()

    on_virtual_time(body)


def test_without_ears_it_can_not_listen(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running(has_ears=False) as it:
            with pytest.raises(InstanceError) as caught:
                await it.assistant.commands()["listen"]({})
            assert caught.value.code == "no-microphone"

    on_virtual_time(body)


@pytest.mark.parametrize("command", ["listen", "hold"])
def test_with_the_microphone_off_it_does_not_listen(on_virtual_time: Run, command: str) -> None:
    async def body() -> None:
        async with running() as it:
            await it.assistant.mute(is_muted=True)
            with pytest.raises(InstanceError) as caught:
                await it.assistant.commands()[command]({})
            assert caught.value.code == "microphone-off" and not it.listener.listened

    on_virtual_time(body)


def test_what_is_held_is_answered_when_it_is_over(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it, anyio.create_task_group() as tasks:
            tasks.start_soon(it.assistant.commands()["hold"], {"ends_in_silence": True})
            await anyio.wait_all_tasks_blocked()
            (held,) = it.listener.holds
            assert held.ends_in_silence and not it.listener.let_go_of
            held.on_over()

    on_virtual_time(body)


def test_release_lets_go_of_what_is_held(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it, anyio.create_task_group() as tasks:
            await it.assistant.commands()["release"]({})
            tasks.start_soon(it.assistant.commands()["hold"], {})
            await anyio.wait_all_tasks_blocked()
            await it.assistant.commands()["release"]({})
            assert it.listener.let_go_of == it.listener.holds and not it.listener.holds[0].ends_in_silence
            tasks.cancel_scope.cancel()

    on_virtual_time(body)


def test_a_front_end_that_goes_away_lets_go(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it, anyio.create_task_group() as tasks:
            tasks.start_soon(it.assistant.commands()["hold"], {})
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        assert it.listener.let_go_of == it.listener.holds

    on_virtual_time(body)


def test_the_status_tells_what_is_done_and_heard(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with running() as it:
            await it.assistant.mute(is_muted=True)
            assert await it.assistant.commands()["status"]({}) == {
                "state": "paused",
                "is_muted": True,
                "is_asleep": False,
                "microphone": "fake microphone",
                "lost_frames": 3,
            }
        async with running(has_ears=False) as deaf:
            assert (await deaf.assistant.status())["microphone"] is None

    on_virtual_time(body)
