"""Stop: no effect begins after it that was begun for before it, whatever runs, in whichever thread."""

import threading
import time
from collections.abc import Callable

import anyio

from assistant.actions.declaration import action
from assistant.actions.executor import ActionExecutor
from assistant.actions.outcome import Outcome
from assistant.actions.registry import Registry
from assistant.actions.work import Work
from assistant.dialog.turn import Request
from assistant.kernel.clock import SystemClock
from assistant.kernel.deeds import DeedState
from assistant.kernel.effects import Prospect
from assistant.kernel.errors import ActionError, InstanceError
from assistant.kernel.events import Interrupted
from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import Plan, Risk, Source, Step, TurnRecord
from assistant.safety.halt import Halt
from tests.unit.dialog.stage import Stage, asking, staged

Run = Callable[..., None]
PARTS = 10_000
# "Nothing begins within 100 ms" is what is promised; one part may have been on its way past the check.
PROMISED_S = 0.1


class Tool:
    """A deed of many small parts that are done in a thread, as with files."""

    def __init__(self) -> None:
        self.began_s: list[float] = []
        self.has_begun = threading.Event()
        self.deeds: list[str] = []

    async def _foresee(self) -> Prospect:
        return Prospect(undo={})

    async def _undo(self, deed: object, work: object) -> bool:
        raise AssertionError

    @action(
        "tool.work",
        capabilities={"files.move"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"done": ()},
        errors={"halted"},
        effects=_foresee,
        undo=_undo,
    )
    async def work(self, work: Work) -> Outcome:
        """Work on many parts."""
        await anyio.to_thread.run_sync(self._do, work)
        return Outcome("done")

    @action(
        "tool.last",
        capabilities={"files.move"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"done": ()},
        effects=_foresee,
    )
    async def last(self) -> Outcome:
        """Come last."""
        self.deeds.append("last")
        return Outcome("done")

    def _do(self, work: Work) -> None:
        for _ in range(PARTS):
            if work.is_halted():
                raise ActionError("It was stopped.", code="halted")
            self.began_s.append(time.monotonic())
            self.has_begun.set()
            time.sleep(0.0005)


PLAN = Plan(Source.GRAMMAR, (Step("tool.work"), Step("tool.last"), Step("tool.last")), rule="many")


class Working:
    """A controller whose turn works in a thread; `stop` ends it and tells what came of it."""

    def __init__(self, stage: Stage, tool: Tool, journal: FakeJournal) -> None:
        self.stage, self.tool, self.journal = stage, tool, journal
        self.records: list[TurnRecord] = []
        self.errors: list[str] = []

    async def ask(self, request: Request) -> None:
        try:
            self.records.append(await self.stage.controller.submit(request))
        except InstanceError as error:
            self.errors.append(error.code)


def on_a_working_tool(run: Run, body: Callable[[Working], object]) -> Working:
    """Run `body` while a turn works on its parts, and wait for that turn to end."""
    kept: list[Working] = []

    async def main() -> None:
        tool, halt, journal = Tool(), Halt(), FakeJournal(SystemClock())
        async with staged(ActionExecutor(Registry(tool), journal, halt), halt=halt) as stage:
            working = Working(stage, tool, journal)
            kept.append(working)
            async with anyio.create_task_group() as tasks:
                request = Request(stage.requests("go").utterance, plan=PLAN)
                tasks.start_soon(working.ask, request)
                assert await anyio.to_thread.run_sync(tool.has_begun.wait, 5.0)
                tasks.start_soon(working.ask, stage.requests("mute"))
                await anyio.wait_all_tasks_blocked()
                outcome = body(working)
                if outcome is not None:
                    await outcome  # type: ignore[misc]

    run(main)
    return kept[0]


def test_no_part_of_a_running_deed_begins_after_it(on_virtual_time: Run) -> None:
    halted_s: list[float] = []

    def stop(working: Working) -> None:
        assert working.stage.controller.halt("typed")
        halted_s.append(time.monotonic())

    working = on_a_working_tool(on_virtual_time, stop)
    late_s = [began_s - halted_s[0] for began_s in working.tool.began_s if began_s > halted_s[0]]
    assert len(late_s) <= 1 and all(late < PROMISED_S for late in late_s)
    assert 0 < len(working.tool.began_s) < PARTS
    assert working.tool.deeds == [], "the steps after it are not begun"


def test_the_deed_is_recorded_as_it_was_left_and_can_be_taken_back(on_virtual_time: Run) -> None:
    working = on_a_working_tool(on_virtual_time, lambda it: it.stage.controller.halt("typed") and None)
    (result,) = working.records[0].results
    assert (result.ok, result.error_code, result.is_undoable) == (False, "halted", True)
    (deed,) = working.journal.recent()
    assert (deed.state, deed.undo) == (DeedState.FAILED, {})


def test_what_waits_is_dropped_and_the_steps_that_were_not_begun_are_counted(on_virtual_time: Run) -> None:
    working = on_a_working_tool(on_virtual_time, lambda it: it.stage.controller.halt("signal") and None)
    assert working.errors == ["dropped"]
    (event,) = [each.event for each in working.stage.events if isinstance(each.event, Interrupted)]
    assert (event.by, event.dropped) == ("signal", 2)


def test_a_spoken_stop_tells_what_came_of_it(on_virtual_time: Run) -> None:
    stopped: list[TurnRecord] = []

    async def say_stop(working: Working) -> None:
        stopped.append(await working.stage.controller.submit(working.stage.requests("stop")))

    working = on_a_working_tool(on_virtual_time, say_stop)
    assert stopped[0].reply.text == "Stopped after 0 steps; 2 not begun. I stopped before it was done."
    assert working.tool.deeds == []


def test_an_interruption_is_no_stop_and_leaves_the_deed_to_its_end(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(duration_s=2.0)) as stage, anyio.create_task_group() as tasks:
            watch = stage.halt.watch()
            tasks.start_soon(stage.controller.submit, stage.requests("mute"))
            await anyio.sleep(1.0)
            assert stage.controller.interrupt("voice")
            assert not watch(), "who speaks over an answer has not said stop"
            await stage.controller.wait_until_idle()
            assert [step.action for step in stage.executor.ran] == ["volume.mute"]

    on_virtual_time(body)


def test_a_stop_closes_every_question(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            for session in ("main", "other"):
                await stage.controller.submit(stage.requests("delete it all", session=session, is_spoken=False))
            stage.controller.halt("typed")
            assert not stage.controller.has_question() and not stage.controller.has_question("other")
            await stage.controller.submit(stage.requests("yes", is_spoken=False))
        assert not stage.executor.ran

    on_virtual_time(body)


def test_what_is_asked_after_a_stop_is_done(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            assert not stage.controller.halt("typed"), "there was nothing to stop"
            await stage.controller.submit(stage.requests("mute"))
        assert [step.action for step in stage.executor.ran] == ["volume.mute"]

    on_virtual_time(body)


def test_a_stop_reaches_what_a_turn_that_is_gone_has_left_running(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged() as stage:
            watch = stage.halt.watch()
            stage.controller.halt("signal")
            assert watch()

    on_virtual_time(body)
