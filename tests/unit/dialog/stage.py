"""A controller with fakes around it, on trio's virtual clock: an hour of talk takes a second."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from assistant.dialog.collaborators import Collaborators
from assistant.dialog.commands import DialogCommands
from assistant.dialog.composers import Composers
from assistant.dialog.controller import Controller
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.ports import Executor, Interpreter
from assistant.kernel.testing.audio import FakeVoice
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate, ScriptedInterpreter
from assistant.kernel.testing.storage import FakeClarificationStore, FakeHistory, FakeJournal, FakeQuestionStore
from assistant.kernel.types import Step, Utterance
from assistant.kernel.verdict import Ask, Concern, Demand, Deny
from assistant.safety.halt import Halt
from tests.virtual_time import VirtualClock

PLANS: Mapping[str, Step | tuple[Step, ...]] = {
    "what time is it": Step("clock.time"),
    "mute": Step("volume.mute", {"is_muted": True}),
    "delete it all": Step("files.delete", {"path": "Downloads"}),
    "say that again": Step("dialog.repeat"),
    "stop listening": Step("dialog.sleep"),
    "two things": (Step("a.one"), Step("b.two")),
    "do the unknown": Step("some.unknown"),
}


def asking(demand: Demand = Demand.YES) -> ScriptedGate:
    """Return a gate that asks about everything."""
    return ScriptedGate(lambda steps: Ask(tuple(steps), demand=demand))


def denying(code: str = "path-denied", **facts: object) -> ScriptedGate:
    """Return a gate that refuses everything."""
    return ScriptedGate(lambda _steps: refusal(code, **facts))


def refusal(code: str = "path-denied", **facts: object) -> Deny:
    return Deny(Concern(code, facts or {"path": "Downloads"}))


@dataclass
class Stage:
    """A controller and everything around it that a test may look at."""

    controller: Controller
    voice: FakeVoice
    executor: Executor
    gate: ScriptedGate
    history: FakeHistory
    journal: FakeJournal
    questions: FakeQuestionStore
    halt: Halt
    attention: Attention
    events: list[Stamped]

    def types(self) -> list[str]:
        return [stamped.event.type for stamped in self.events]

    def requests(self, text: str, **options: object) -> Request:
        return Request(Utterance(text, "voice"), TurnOptions(**options))


@asynccontextmanager
async def staged(
    executor: Executor | None = None,
    gate: ScriptedGate | None = None,
    halt: Halt | None = None,
    *,
    languages: Sequence[str] = ("en",),
    interpreter: Interpreter | None = None,
) -> AsyncIterator[Stage]:
    """Run a controller while the body lasts; an executor that heeds a halt brings it along."""
    clock = VirtualClock()
    bus = EventBus(clock)
    events: list[Stamped] = []
    bus.add_sink(events.append)
    attention, history, voice, halt = Attention(bus), FakeHistory(), FakeVoice(), halt or Halt()
    journal, questions = FakeJournal(clock), FakeQuestionStore()
    executor, gate = executor or ScriptedExecutor(), gate or ScriptedGate()
    commands = DialogCommands(executor, history, attention, lambda _topic: (["what time is it"], ["time"]))
    collaborators = Collaborators(
        interpreter=interpreter or ScriptedInterpreter(PLANS),
        executor=commands,
        gate=gate,
        composers=Composers(lambda code: ReplyComposer(code, clock), languages),
        voice=voice,
        history=history,
        journal=journal,
        questions=questions,
        clarifications=FakeClarificationStore(),
        halt=halt,
        attention=attention,
        bus=bus,
        clock=clock,
    )
    controller = Controller(collaborators)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(controller.run)
        yield Stage(controller, voice, executor, gate, history, journal, questions, halt, attention, events)
        tasks.cancel_scope.cancel()
