"""Whom the dialog works with."""

from dataclasses import dataclass

from assistant.dialog.composers import Composers
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.ports import Executor, Gate, Interpreter, Voice
from assistant.kernel.stores import ClarificationStore, History, Journal, QuestionStore
from assistant.safety.halt import Halt


@dataclass(frozen=True, slots=True)
class Collaborators:
    """Whom the dialog works with."""

    interpreter: Interpreter
    executor: Executor
    gate: Gate
    composers: Composers
    voice: Voice
    history: History
    journal: Journal
    questions: QuestionStore
    clarifications: ClarificationStore
    halt: Halt
    attention: Attention
    bus: EventBus
    clock: Clock
