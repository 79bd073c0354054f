"""A controller with fakes around it, on trio's virtual clock: an hour of talk takes a second."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import anyio

from assistant.dialog.commands import DialogCommands
from assistant.dialog.controller import Controller
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.runner import Collaborators
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.testing.audio import FakeVoice
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate, ScriptedInterpreter
from assistant.kernel.testing.storage import FakeHistory
from assistant.kernel.types import Step, Utterance

PLANS: Mapping[str, Step | tuple[Step, ...]] = {
    "what time is it": Step("clock.time"),
    "mute": Step("volume.mute", {"is_muted": True}),
    "delete it all": Step("files.delete", {"path": "Downloads"}),
    "say that again": Step("dialog.repeat"),
    "stop listening": Step("dialog.sleep"),
    "two things": (Step("a.one"), Step("b.two")),
    "do the unknown": Step("some.unknown"),
}


class VirtualClock:
    """The loop's clock, and a fixed day."""

    def monotonic_s(self) -> float:
        return anyio.current_time()

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 17, 42, tzinfo=UTC)


@dataclass
class Stage:
    """A controller and everything around it that a test may look at."""

    controller: Controller
    voice: FakeVoice
    executor: ScriptedExecutor
    gate: ScriptedGate
    history: FakeHistory
    attention: Attention
    events: list[Stamped]

    def types(self) -> list[str]:
        return [stamped.event.type for stamped in self.events]

    def requests(self, text: str, **options: object) -> Request:
        return Request(Utterance(text, "voice"), TurnOptions(**options))


@asynccontextmanager
async def staged(executor: ScriptedExecutor | None = None, gate: ScriptedGate | None = None) -> AsyncIterator[Stage]:
    """Run a controller while the body lasts."""
    clock = VirtualClock()
    bus = EventBus(clock)
    events: list[Stamped] = []
    bus.add_sink(events.append)
    attention, history, voice = Attention(bus), FakeHistory(), FakeVoice()
    executor, gate = executor or ScriptedExecutor(), gate or ScriptedGate()
    commands = DialogCommands(executor, history, attention, lambda _topic: (["what time is it"], ["time"]))
    collaborators = Collaborators(
        ScriptedInterpreter(PLANS), commands, gate, ReplyComposer("en", clock), voice, history, attention, bus, clock
    )
    controller = Controller(collaborators)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(controller.run)
        yield Stage(controller, voice, executor, gate, history, attention, events)
        tasks.cancel_scope.cancel()
