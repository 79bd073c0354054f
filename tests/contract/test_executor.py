"""What every `Executor`, and so every `ActionCatalogue`, must do; each knows a deed that works and one that fails."""

from collections.abc import Callable

import anyio
import pytest

from assistant.actions.executor import ActionExecutor
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import Registry, action
from assistant.dialog.commands import DialogCommands
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.ports import Executor
from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.testing.storage import FakeHistory
from assistant.kernel.types import ActionResult, Risk, Step

Run = Callable[..., None]
DEED_S = 2.0


class Lamp:
    @action("lamp.on", capabilities={"sound.write"}, risk=Risk.REVERSIBLE, timeout_s=5, messages={"lamp.on.done": ()})
    async def on(self) -> Outcome:
        """Switch the lamp on."""
        await anyio.sleep(DEED_S)
        return Outcome("lamp.on.done")

    @action("lamp.off", capabilities={"sound.write"}, risk=Risk.REVERSIBLE, timeout_s=5, messages={"lamp.stuck": ()})
    async def off(self) -> Outcome:
        """Switch the lamp off."""
        raise ActionFailedError("lamp.stuck", code="lamp-stuck")


def scripted() -> Executor:
    failed = ActionResult("lamp.off", ok=False, message="lamp.stuck", error_code="lamp-stuck")
    return ScriptedExecutor({"lamp.off": failed}, duration_s=DEED_S)


def actions() -> Executor:
    return ActionExecutor(Registry(Lamp()))


def commands_on(deeds: Executor) -> Executor:
    attention = Attention(EventBus(SystemClock()))
    return DialogCommands(deeds, FakeHistory(), attention, lambda _topic: ((), ()))


@pytest.fixture(
    params=[scripted, actions, lambda: commands_on(scripted()), lambda: commands_on(actions())],
    ids=["scripted", "actions", "commands on scripted", "commands on actions"],
)
def executor(request: pytest.FixtureRequest) -> Executor:
    make: Callable[[], Executor] = request.param
    return make()


def test_an_action_is_known_by_its_name(executor: Executor) -> None:
    spec = executor.spec("lamp.on")
    assert spec and spec.name == "lamp.on" and spec.description.endswith(".")
    assert spec.capabilities and spec.risk is Risk.REVERSIBLE and spec.timeout_s == 5


def test_what_does_not_exist_is_not_known(executor: Executor) -> None:
    assert executor.spec("lamp.unknown") is None


def test_a_deed_leaves_a_record(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        record = await executor.run(Step("lamp.on"), 1)
        assert (record.action, record.ok, record.error_code) == ("lamp.on", True, "")
        assert record.message

    on_virtual_time(body)


def test_a_deed_that_failed_is_a_record_and_not_an_error(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        record = await executor.run(Step("lamp.off"), 1)
        assert (record.action, record.ok, record.error_code) == ("lamp.off", False, "lamp-stuck")
        assert not record.is_verified and not record.effects

    on_virtual_time(body)


def test_a_deed_that_has_begun_is_finished_when_its_turn_is_gone(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        records, began_s = [], anyio.current_time()

        async def run() -> None:
            records.append(await executor.run(Step("lamp.on"), 1))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            await anyio.sleep(DEED_S / 2)
            tasks.cancel_scope.cancel()
        assert anyio.current_time() - began_s == pytest.approx(DEED_S)
        assert [record.ok for record in records] == [True]

    on_virtual_time(body)


@pytest.mark.parametrize("name", ["dialog.help", "dialog.repeat", "dialog.stop", "dialog.sleep", "dialog.wake"])
def test_what_a_conversation_does_to_itself_needs_no_capability(name: str) -> None:
    spec = commands_on(scripted()).spec(name)
    assert spec and spec.capabilities == frozenset() and spec.risk is Risk.READ_ONLY
