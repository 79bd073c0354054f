"""Plays dialogues through the controller, as `zenus ask` would, each on a home, a store and a desktop of its own."""

import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio

from assistant.app.bench.dialogues.clock import SteppedClock
from assistant.app.bench.dialogues.devices import rehearsed_devices
from assistant.app.bench.dialogues.home import fill, throw_away_home
from assistant.app.bench.dialogues.judging import is_right, told
from assistant.app.bench.dialogues.script import Dialogue, Script, ScriptedTurn
from assistant.app.wiring import Core, StandIns, build_core
from assistant.config.settings import Settings
from assistant.dialog.turn import MAIN_SESSION, Request, TurnOptions
from assistant.kernel.bus import EventBus
from assistant.kernel.types import JsonValue, TurnRecord, Utterance
from assistant.store.database import Database
from assistant.store.questions import SqliteQuestionStore
from assistant.understanding.grammar import GrammarInterpreter
from speech.pipeline.silent import SilentVoice

_CODE = "{code}"
# People need a while to say something.
_BETWEEN_TURNS_S = 3.0


@dataclass(frozen=True, slots=True)
class Played:
    """A turn that was played: how long it took, how much of that was work, and what it came to if it went wrong."""

    kind: str
    is_seen: bool
    say: str
    is_right: bool
    took_ms: float
    processor_ms: float
    came_to: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Conversation:
    """A running core, and where the question lies that it has asked."""

    core: Core
    questions: SqliteQuestionStore

    def code(self) -> str:
        """Return the code that the open question demands; empty if it demands none."""
        question = self.questions.get(MAIN_SESSION)
        return question.code if question else ""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all conversations of a language share."""

    home: Path
    clock: SteppedClock
    grammar: GrammarInterpreter
    language: str


async def play(script: Script, language: str) -> list[Played]:
    """Return what came of every turn of a script. Takes some ten milliseconds a turn."""
    played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="zenus-dialogues-") as folder, throw_away_home(Path(folder)) as home:
        clock = SteppedClock()
        stage = _Stage(home, clock, GrammarInterpreter([language], {}, clock), language)
        for dialogue in script.dialogues:
            clock.begin_again()
            fill(home, script.home, clock.now())
            played += await _play(dialogue, stage)
            _clear(home)
    return played


async def _play(dialogue: Dialogue, stage: _Stage) -> list[Played]:
    async with _conversation(stage) as conversation:
        return [each for turn in dialogue.turns if (each := await _turn(turn, dialogue, conversation, stage))]


@asynccontextmanager
async def _conversation(stage: _Stage) -> AsyncIterator[_Conversation]:
    """Run a core with a store and devices of its own while the body lasts."""
    devices = rehearsed_devices(str(stage.home / "programs"))
    settings = Settings.model_validate({"assistant": {"language": stage.language}})
    with Database(stage.home / ".zenus/zenus.db") as database:
        bus = EventBus(stage.clock)
        stand_ins = StandIns(devices=devices, grammar=stage.grammar)
        core = build_core(settings, database, bus, stage.clock, SilentVoice(), stand_ins)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            yield _Conversation(core, SqliteQuestionStore(database))
            tasks.cancel_scope.cancel()


async def _turn(turn: ScriptedTurn, dialogue: Dialogue, conversation: _Conversation, stage: _Stage) -> Played | None:
    if turn.expected is None:
        stage.clock.pass_s(turn.wait_s)
        return None
    stage.clock.pass_s(_BETWEEN_TURNS_S)
    text = turn.say.replace(_CODE, conversation.code())
    began_s, began_busy_s = time.perf_counter(), time.process_time()
    record = await _submit(text, conversation.core, stage.language)
    took_ms = (time.perf_counter() - began_s) * 1000
    busy_ms = (time.process_time() - began_busy_s) * 1000
    right = is_right(turn.expected, record, has_question=conversation.core.controller.has_question())
    return Played(dialogue.kind, dialogue.is_seen, turn.say, right, took_ms, busy_ms, {} if right else told(record))


async def _submit(text: str, core: Core, language: str) -> TurnRecord:
    request = Request(Utterance(text, "typed", language), TurnOptions(is_spoken=False))
    return await core.controller.submit(request)


def _clear(home: Path) -> None:
    """Empty the home, but for the applications."""
    for place in home.iterdir():
        if place.name not in ("programs", ".local"):
            shutil.rmtree(place)
    shutil.rmtree(home / ".local/share/Trash", ignore_errors=True)
