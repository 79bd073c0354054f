"""The socket's commands about what was said and done, on a real store."""

import json
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from assistant.app.link.recent import RecentEvents
from assistant.app.panel.records import RecordCommands
from assistant.app.requests import typed_request
from assistant.app.wiring import Core, build_core
from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue
from assistant.store.database import Database
from speech.pipeline.silent import SilentVoice

pytestmark = pytest.mark.slow


class Asked:
    """A core in which things are said, and the commands about them."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.records = RecordCommands(core)

    async def say(self, text: str) -> dict[str, JsonValue]:
        record = await self.core.controller.submit(typed_request("say_text", {"text": text}, "en"))
        return {"turn": record.turn, "text": record.reply.text}

    async def call(self, name: str, **args: JsonValue) -> JsonValue:
        result = await self.records.commands()[name](args)
        json.dumps(result)
        return result


@pytest.fixture
def asked(zenus_home: Path) -> Callable[[Callable[[Asked], object]], None]:
    def run(body: Callable[[Asked], object]) -> None:
        anyio.run(_run, zenus_home, body)

    return run


async def _run(home: Path, body: Callable[[Asked], object]) -> None:
    bus = EventBus(SystemClock())
    recent = RecentEvents()
    bus.add_sink(recent)
    with Database(home / "data" / "zenus.db") as database:
        core = build_core(Settings(), database, bus, SystemClock(), SilentVoice())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            it = Asked(core)
            it.recent = recent
            await body(it)
            tasks.cancel_scope.cancel()


def test_the_history_tells_turns_in_short_the_newest_first(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        await it.say("what time is it")
        await it.say("fetch me a unicorn")
        first, second = await it.call("history")
        assert (first["text"], first["outcome"]) == ("fetch me a unicorn", "not-understood")
        assert (second["text"], second["outcome"], second["actions"]) == ("what time is it", "done", ["clock.time"])
        assert len(await it.call("history", count=1)) == 1

    asked(body)


def test_a_turn_tells_what_why_tells_and_its_deeds(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        said = await it.say("set a timer for ten minutes")
        turn = await it.call("turn", turn=said["turn"])
        assert turn["why"]["verdict"] == "allow" and turn["rows"] and turn["timings_ms"]["total"] > 0
        (deed,) = turn["deeds"]
        assert deed["can_undo"] and "timer" in deed["name"]
        await it.core.controller.submit(typed_request("undo", {"deed": deed["deed"]}, "en"))
        (undone,) = (await it.call("turn", turn=said["turn"]))["deeds"]
        assert (undone["can_undo"], undone["state"]) == (False, "undone")

    asked(body)


def test_a_deed_is_taken_back_once(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        await it.say("set a timer for ten minutes")
        for text in ("I took this back", "There is nothing to take back."):
            record = await it.core.controller.submit(typed_request("undo", {"deed": 1}, "en"))
            assert text in record.reply.text

    asked(body)


@pytest.mark.parametrize("turn", [9, "1", None])
def test_a_turn_that_is_not_there_is_an_error(asked: Callable[..., None], turn: JsonValue) -> None:
    async def body(it: Asked) -> None:
        with pytest.raises(UsageError) as caught:
            await it.call("turn", turn=turn)
        assert caught.value.code == "no-such-turn"

    asked(body)


def test_forgetting_asks_for_a_code_and_then_leaves_nothing(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        await it.say("what time is it")
        asking = await it.call("forget", scope="history")
        assert asking["reply"]["expects_answer"]
        assert len(await it.call("history")) == 2, "a question is not yet an answer"
        code = asking["reply"]["text"].partition("The code is ")[2].split(";")[0]
        await it.say(f"confirm {code}")
        (left,) = await it.call("history")
        assert left["actions"] == ["memory.forget"] and left["outcome"] == "done"
        assert [event["type"] for event in it.recent.to_json() if event["type"] == "reply"] == ["reply"]
        assert it.core.journal.audit().findings == ()

    asked(body)


def test_what_nobody_can_forget_is_refused(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        with pytest.raises(UsageError):
            await it.call("forget", scope="everyone")

    asked(body)


def test_what_is_stored_is_told_with_its_size(asked: Callable[..., None]) -> None:
    async def body(it: Asked) -> None:
        await it.say("what time is it")
        turns = next(place for place in await it.call("stored") if place["name"] == "turns")
        assert turns["count"] == 1 and turns["size_bytes"] > 0 and turns["oldest"] and turns["scope"] == "history"

    asked(body)
