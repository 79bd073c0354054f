"""What every `Executor`, and so every `ActionCatalogue`, must do; each knows a deed that works and one that fails."""

from collections.abc import Callable

import anyio
import pytest

from assistant.actions.declaration import action
from assistant.actions.executor import ActionExecutor
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import Registry
from assistant.dialog.commands import DialogCommands
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Prospect
from assistant.kernel.ports import Executor
from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.testing.storage import FakeHistory, FakeJournal
from assistant.kernel.types import ActionResult, Risk, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt

Run = Callable[..., None]
DEED_S = 2.0


class Lamp:
    async def _foresee(self) -> Prospect:
        return Prospect(facts={"lamp": "desk"})

    async def _foresee_missing(self) -> Prospect:
        raise FileNotFoundError(2, "no lamp")

    @action(
        "lamp.on",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5,
        messages={"lamp.on.done": ()},
        effects=_foresee,
    )
    async def on(self) -> Outcome:
        """Switch the lamp on."""
        await anyio.sleep(DEED_S)
        return Outcome("lamp.on.done")

    @action(
        "lamp.off",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5,
        messages={"lamp.stuck": ()},
        effects=_foresee,
    )
    async def off(self) -> Outcome:
        """Switch the lamp off."""
        raise ActionFailedError("lamp.stuck", code="lamp-stuck")

    @action(
        "lamp.missing",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5,
        messages={},
        effects=_foresee_missing,
    )
    async def missing(self) -> Outcome:
        """Switch on a lamp that is not there."""
        raise AssertionError("it cannot be foreseen, so it cannot be done")


def scripted() -> Executor:
    failed = ActionResult("lamp.off", ok=False, message="lamp.stuck", error_code="lamp-stuck")
    return ScriptedExecutor({"lamp.off": failed}, duration_s=DEED_S)


def actions() -> Executor:
    return ActionExecutor(Registry(Lamp()), FakeJournal(SystemClock()), Halt())


def commands_on(deeds: Executor) -> Executor:
    attention = Attention(EventBus(SystemClock()))
    return DialogCommands(deeds, FakeHistory(), attention, lambda _topic: ((), ()))


async def permitted(executor: Executor, name: str) -> Permit:
    foreseen = await executor.foresee(Step(name))
    assert isinstance(foreseen, Foreseen)
    return Permit(foreseen)


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


def test_a_step_is_foreseen_with_what_is_known_of_its_action(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        foreseen = await executor.foresee(Step("lamp.on"))
        assert isinstance(foreseen, Foreseen)
        assert (foreseen.step, foreseen.spec) == (Step("lamp.on"), executor.spec("lamp.on"))
        assert anyio.current_time() == 0.0, "nothing was done"

    on_virtual_time(body)


@pytest.mark.parametrize(("name", "code"), [("lamp.missing", "not-found"), ("lamp.unknown", "unknown-action")])
def test_a_step_without_a_target_is_a_failed_record(
    executor: Executor, on_virtual_time: Run, name: str, code: str
) -> None:
    async def body() -> None:
        record = await executor.foresee(Step(name))
        assert isinstance(record, ActionResult)
        assert (record.action, record.ok, record.error_code) == (name, False, code)

    on_virtual_time(body)


def test_a_deed_leaves_a_record(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        record = await executor.run(await permitted(executor, "lamp.on"), 1)
        assert (record.action, record.ok, record.error_code) == ("lamp.on", True, "")
        assert record.message

    on_virtual_time(body)


def test_a_deed_that_failed_is_a_record_and_not_an_error(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        record = await executor.run(await permitted(executor, "lamp.off"), 1)
        assert (record.action, record.ok, record.error_code) == ("lamp.off", False, "lamp-stuck")
        assert not record.is_verified and not record.effects

    on_virtual_time(body)


def test_a_deed_that_has_begun_is_finished_when_its_turn_is_gone(executor: Executor, on_virtual_time: Run) -> None:
    async def body() -> None:
        records, began_s = [], anyio.current_time()
        permit = await permitted(executor, "lamp.on")

        async def run() -> None:
            records.append(await executor.run(permit, 1))

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
