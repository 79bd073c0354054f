"""The wired core: settings reach the gate, the grammar knows live names, and due timers are announced."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from assistant.app.wiring import Core, StandIns, build_core, policy
from assistant.config import paths
from assistant.config.settings import (
    AssistantSettings,
    PathSettings,
    SafetySettings,
    Settings,
    SpeechSettings,
)
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.bus import EventBus
from assistant.kernel.effects import Access
from assistant.kernel.testing.audio import FakeVoice
from assistant.kernel.types import TurnRecord, Utterance
from assistant.safety.policy import Ruling
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from tests.virtual_time import VirtualClock

Run = Callable[..., None]


class Apps:
    def names(self) -> list[tuple[str, str]]:
        return [("paint brush", "paint.desktop")]


@asynccontextmanager
async def wired(
    folder: Path, settings: Settings | None = None, later_s: float = 0.0
) -> AsyncIterator[tuple[Core, FakeVoice, SqliteHistory]]:
    clock, voice = VirtualClock(later_s), FakeVoice()
    with Database(folder / "zenus.db") as database:
        core = build_core(settings or Settings(), database, EventBus(clock), clock, voice, StandIns(app_names=Apps()))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            tasks.start_soon(core.alarm_clock.run)
            yield core, voice, SqliteHistory(database)
            tasks.cancel_scope.cancel()


async def typed(core: Core, text: str, **options: object) -> TurnRecord:
    return await core.controller.submit(Request(Utterance(text, "typed", core.language), TurnOptions(**options)))


@pytest.fixture(autouse=True)
def _home(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(zenus_home))


def test_a_request_goes_all_the_way(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, voice, history):
            record = await typed(core, "what time is it")
            assert record.results[0].is_verified and voice.said == [(1, record.reply.text)]
            assert list(history.latest(1)) == [record]

    on_virtual_time(body)


def test_a_timer_is_announced_when_it_is_due(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, voice, history):
            await typed(core, "set a timer for ten minutes", is_spoken=False)
            await anyio.sleep(599)
            assert voice.said == []
            await anyio.sleep(5)
            assert len(voice.said) == 1 and history.latest(1)[0].utterance.modality == "system"

    on_virtual_time(body)


def test_a_timer_that_was_due_while_nobody_was_there_is_told_at_the_start(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, _voice, _history):
            await typed(core, "set a timer for ten minutes", is_spoken=False)
        async with wired(tmp_path, later_s=3600) as (core, voice, _history):
            await anyio.sleep(60)
            assert len(voice.said) == 1

    on_virtual_time(body)


def test_live_names_are_understood(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, _voice, _history):
            plan = core.interpreter.interpret("open paint brush")
            assert plan and plan.steps[0].args == {"app": "paint.desktop"}
            assert "paint brush" in core.interpreter.hints().hotwords

    on_virtual_time(body)


def test_help_comes_from_the_grammar(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, _voice, _history):
            record = await typed(core, "what can I say")
            assert len(record.results[0].facts["examples"]) > 5

    on_virtual_time(body)


def test_what_the_settings_deny_is_denied_from_then_on(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, _voice, _history):
            core.gate.policy = policy(Settings(safety=SafetySettings(deny=("clock.read",))))
            record = await typed(core, "what time is it", approve_all=True)
            assert not record.results
            assert record.reply.text == "I won't do that, because I am not allowed to read the time."

    on_virtual_time(body)


def test_a_language_that_nobody_taught_it_is_left_out(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        settings = Settings(assistant=AssistantSettings(language="en"), speech=SpeechSettings(languages=("xx", "en")))
        async with wired(tmp_path, settings) as (core, _voice, _history):
            assert (await typed(core, "what time is it")).results

    on_virtual_time(body)


def test_a_deed_is_taken_back_by_a_later_process(tmp_path: Path, on_virtual_time: Run) -> None:
    async def body() -> None:
        async with wired(tmp_path) as (core, _voice, _history):
            record = await typed(core, "set a timer for ten minutes", is_spoken=False)
            assert record.results[0].is_undoable and record.results[0].deed
        async with wired(tmp_path, later_s=30) as (core, _voice, _history):
            record = await typed(core, "undo that", is_spoken=False)
            assert record.reply.text == "I took this back: set a timer for 10 minutes."
            record = await typed(core, "undo that", is_spoken=False)
            assert record.reply.text == "There is nothing to take back."

    on_virtual_time(body)


def test_a_question_is_answered_in_a_later_process(tmp_path: Path, on_virtual_time: Run) -> None:
    settings = Settings(safety=SafetySettings(ask=("timers.write",)))

    async def body() -> None:
        async with wired(tmp_path, settings) as (core, _voice, _history):
            record = await typed(core, "set a timer for ten minutes", is_spoken=False)
            assert record.reply.text == "Shall I set a timer for 10 minutes?"
        async with wired(tmp_path, settings) as (core, _voice, _history):
            record = await typed(core, "yes", is_spoken=False)
            assert record.results and record.results[0].is_verified

    on_virtual_time(body)


def test_the_policy_is_what_the_settings_grant() -> None:
    places = (PathSettings(path="~/open", allow=("read",)), PathSettings(path="~/open/closed", deny=("all",)))
    safety = SafetySettings(allow=("shell.run",), ask=("sound.write",), deny=("screen.read",), paths=places)
    granted = policy(Settings(safety=safety))
    home = Path.home().resolve()
    rulings = [granted.of_capability(name) for name in ("shell.run", "sound.write", "screen.read", "clock.read")]
    assert rulings == [Ruling.ALLOW, Ruling.ASK, Ruling.DENY, Ruling.ALLOW]
    assert granted.of_path(Access.READ, f"{home}/open/x") is Ruling.ALLOW
    assert granted.of_path(Access.READ, f"{home}/open/closed/x") is Ruling.DENY


def test_the_folders_of_zenus_itself_are_closed() -> None:
    granted = policy(Settings())
    for folder in (paths.config_dir(), paths.data_dir(), paths.state_dir(), paths.runtime_dir(), paths.models_dir()):
        assert granted.of_path(Access.READ, f"{folder.resolve()}/x") is Ruling.DENY, folder
