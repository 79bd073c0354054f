"""A running assistant with fakes around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.app.assistant import RunningAssistant
from assistant.app.wiring import Core
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate
from speech.pipeline.capture import Hold
from tests.unit.dialog.stage import Stage, staged


class FakeListener:
    """Counts how often it is told to listen, and notes what holds it."""

    microphone_name = "fake microphone"
    lost_frames = 3

    def __init__(self) -> None:
        self.listened = 0
        self.holds: list[Hold] = []
        self.let_go_of: list[Hold] = []

    def listen_now(self, hold: Hold | None = None) -> None:
        self.listened += 1
        self.holds += [hold] if hold else []

    def let_go(self, hold: Hold) -> None:
        self.let_go_of.append(hold)


@dataclass
class Running:
    assistant: RunningAssistant
    stage: Stage
    listener: FakeListener


@asynccontextmanager
async def running(
    executor: ScriptedExecutor | None = None, gate: ScriptedGate | None = None, *, has_ears: bool = True
) -> AsyncIterator[Running]:
    """Run an assistant on virtual time while the body lasts."""
    async with staged(executor, gate) as stage:
        core = Core(
            controller=stage.controller,
            executor=stage.executor,
            composer=None,
            interpreter=None,
            attention=stage.attention,
            alarm_clock=None,
            schedule_clock=None,
            gate=stage.gate,
            journal=stage.journal,
            history=stage.history,
            memory=(),
            keeper=None,
            bus=None,
            clock=None,
            language="en",
            packages=None,
        )
        listener = FakeListener()
        yield Running(RunningAssistant(core, listener=listener if has_ears else None), stage, listener)
