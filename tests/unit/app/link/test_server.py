"""The local socket: for its owner alone, and no client can hold up or break the assistant."""

import json
import os
import socket
import stat
import threading
import time
from pathlib import Path

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from assistant.app.link.protocol import MAX_LINE_BYTES
from assistant.app.link.server import MAX_PENDING_CALLS, MAX_UNSENT_LINES
from assistant.kernel.errors import ActionError
from assistant.kernel.events import ErrorRaised, Replied
from assistant.kernel.types import Facts, JsonValue
from tests.unit.app.link.serving import Peer, serving

pytestmark = pytest.mark.anyio
NOBODY = 65_534


async def echo(args: Facts) -> JsonValue:
    return args


async def refuse(_args: Facts) -> JsonValue:
    raise ActionError("The lamp is missing.", code="no-lamp", hint="Buy one.")


async def broken(_args: Facts) -> JsonValue:
    raise KeyError("secret.txt")


async def unspeakable(_args: Facts) -> JsonValue:
    return {"object": object()}  # type: ignore[dict-item]  # no JSON: what a mistake of ours would hand back


COMMANDS = {"echo": echo, "refuse": refuse, "broken": broken, "unspeakable": unspeakable}


def mode_of(path: Path) -> int | None:
    """Return who may do what with the file; None if there is none."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def open_to_all(path: Path) -> None:
    path.parent.chmod(0o755)
    path.chmod(0o666)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "zenus.sock"


async def test_whoever_finds_the_socket_is_taken(path: Path) -> None:
    has_tried = threading.Event()

    def connect_at_sight() -> None:
        while not path.exists():
            time.sleep(0.0005)
        with socket.socket(socket.AF_UNIX) as peer:
            try:
                peer.connect(str(path))
            finally:
                has_tried.set()

    async def keep_the_loop_busy() -> None:
        while not has_tried.is_set():
            time.sleep(0.02)  # noqa: ASYNC251  # as the loading of models does
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_the_loop_busy)
        tasks.start_soon(anyio.to_thread.run_sync, connect_at_sight)
        async with serving(path, COMMANDS):
            await anyio.to_thread.run_sync(has_tried.wait)


async def test_a_call_gets_its_result_under_its_own_number(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        await peer.send({"id": "abc", "command": "echo", "args": {"text": "Grüße"}})
        assert await peer.receive() == {"id": "abc", "result": {"text": "Grüße"}}


async def test_a_call_without_arguments_gets_none(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        await peer.send({"id": 1, "command": "echo"})
        assert await peer.receive() == {"id": 1, "result": {}}


async def test_an_error_of_the_assistant_is_the_answer(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        error = {"code": "no-lamp", "message": "The lamp is missing.", "hint": "Buy one."}
        assert await peer.call("refuse") == {"id": 7, "error": error}


@pytest.mark.parametrize("command", ["broken", "unspeakable"])
async def test_a_command_that_breaks_is_told_and_the_server_lives_on(path: Path, command: str) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        answer = await peer.call(command)
        assert answer["error"]["code"] == "internal-error"
        assert "secret.txt" not in json.dumps(answer)
        assert (await peer.call("echo"))["result"] == {}


@pytest.mark.parametrize(
    "message", [{"id": 7, "command": "dance"}, {"id": 7}, {"id": 7, "command": "echo", "args": [1]}]
)
async def test_a_command_that_nobody_knows_is_told(path: Path, message: object) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        await peer.send(message)
        answer = await peer.receive()
        assert (answer["id"], answer["error"]["code"]) == (7, "unknown-command")


@pytest.mark.parametrize(
    "line", [b"", b"hello", b"[1, 2]", b"\xff\xfe\0", b"[" * 100_000, b'{"id": ' + b"9" * 10_000 + b"}"]
)
async def test_garbage_is_answered_and_the_line_after_it_works(path: Path, line: bytes) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        await peer.stream.send(line + b"\n")
        assert (await peer.receive())["error"]["code"] == "bad-message"
        assert (await peer.call("echo"))["result"] == {}


async def test_a_line_without_end_is_not_swallowed_for_ever(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as endless, Peer(path) as peer:
        with pytest.raises(anyio.BrokenResourceError):
            while True:
                await endless.stream.send(b"x" * (MAX_LINE_BYTES // 4))
        assert (await peer.call("echo"))["result"] == {}


async def test_text_that_is_no_unicode_comes_back_as_it_was(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        assert (await peer.call("echo", name="b\udc80.pdf"))["result"] == {"name": "b\udc80.pdf"}


async def test_a_slow_call_does_not_hold_up_the_next(path: Path) -> None:
    may_end = anyio.Event()

    async def slow(_args: Facts) -> JsonValue:
        await may_end.wait()
        return "slow"

    async with serving(path, {**COMMANDS, "slow": slow}), Peer(path) as peer:
        await peer.send({"id": 1, "command": "slow"})
        await peer.send({"id": 2, "command": "echo"})
        assert (await peer.receive())["id"] == 2
        may_end.set()
        assert await peer.receive() == {"id": 1, "result": "slow"}


async def test_one_client_can_keep_only_so_many_calls_pending(path: Path) -> None:
    may_end, begun = anyio.Event(), []

    async def slow(args: Facts) -> JsonValue:
        begun.append(args["number"])
        await may_end.wait()
        return True

    async with serving(path, {**COMMANDS, "slow": slow}), Peer(path) as greedy, Peer(path) as peer:
        for number in range(MAX_PENDING_CALLS + 5):
            await greedy.send({"id": number, "command": "slow", "args": {"number": number}})
        await peer.call("echo")
        await anyio.wait_all_tasks_blocked()
        assert len(begun) == MAX_PENDING_CALLS
        may_end.set()
        assert sorted([(await greedy.receive())["id"] for _ in range(MAX_PENDING_CALLS + 5)])[-1] == 20


async def test_subscribers_get_every_later_event_in_order(path: Path) -> None:
    async with serving(path, COMMANDS) as bus, Peer(path) as first, Peer(path) as second:
        bus.publish(ErrorRaised(code="early", message="", hint=""))
        for peer in (first, second):
            assert await peer.call("subscribe") == {"id": 7, "result": True}
        for turn in (1, 2):
            bus.publish(Replied(turn=turn, text="Hm.", card={}))
        for peer in (first, second):
            events = [(await peer.receive())["event"] for _ in range(2)]
            assert [(event["turn"], event["type"], event["text"]) for event in events] == [
                (1, "reply", "Hm."),
                (2, "reply", "Hm."),
            ]


async def test_who_only_speaks_of_subscribing_gets_no_events(path: Path) -> None:
    async with serving(path, COMMANDS) as bus, Peer(path) as peer:
        await peer.call("echo", text="subscribe")
        bus.publish(Replied(text="Hm.", card={}))
        assert (await peer.call("echo"))["result"] == {}


async def test_a_slow_reader_loses_the_oldest_events_and_holds_up_nobody(path: Path) -> None:
    async with serving(path, COMMANDS) as bus, Peer(path) as slow, Peer(path) as peer:
        await slow.call("subscribe")
        text = "x" * 4096
        for turn in range(5000):
            bus.publish(Replied(turn=turn, text=text, card={}))
            if turn % 100 == 0:
                assert (await peer.call("echo"))["result"] == {}
        turns = []
        while not turns or turns[-1] < 4999:
            turns.append((await slow.receive())["event"]["turn"])
        assert turns == sorted(turns)
        assert 1024 <= len(turns) < 5000, "what fits is kept, the rest is gone"
        assert MAX_UNSENT_LINES < 1024


async def test_a_client_that_goes_away_in_the_middle_of_a_call_harms_nobody(path: Path) -> None:
    begun, may_end = anyio.Event(), anyio.Event()

    async def slow(_args: Facts) -> JsonValue:
        begun.set()
        await may_end.wait()
        return True

    async with serving(path, {**COMMANDS, "slow": slow}) as bus, Peer(path) as peer:
        async with Peer(path) as gone:
            await gone.call("subscribe")
            await gone.send({"id": 1, "command": "slow"})
            await begun.wait()
        may_end.set()
        for turn in range(100):
            bus.publish(Replied(turn=turn, text="Hm.", card={}))
            await anyio.lowlevel.checkpoint()
        assert (await peer.call("echo"))["result"] == {}
        await anyio.wait_all_tasks_blocked()
        assert not bus._subscriptions, "nobody reads on behalf of who has gone"


async def test_half_a_line_is_no_call(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path) as peer:
        async with Peer(path) as gone:
            await gone.stream.send(b'{"id": 1, "comm')
        assert (await peer.call("echo"))["result"] == {}


async def test_only_the_owner_may_open_the_socket(path: Path) -> None:
    async with serving(path, COMMANDS):
        assert mode_of(path) == 0o600


async def test_another_user_is_refused_even_when_the_file_lets_them_in(path: Path, monkeypatch) -> None:
    async with serving(path, COMMANDS):
        if os.getuid() == 0:
            # The kernel notes who connects at that moment.
            monkeypatch.chdir(path.parent)
            open_to_all(path)
            stranger = socket.socket(socket.AF_UNIX)
            os.seteuid(NOBODY)
            try:
                stranger.connect(path.name)
            finally:
                os.seteuid(0)
            peer = Peer(path)
            peer.stream = await anyio.abc.UNIXSocketStream.from_socket(stranger)
        else:
            monkeypatch.setattr(os, "getuid", lambda: NOBODY)
            peer = await Peer(path).__aenter__()
        assert await peer.is_refused()
        await peer.stream.aclose()


async def test_a_socket_that_a_crash_left_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(path))
    async with serving(path, COMMANDS), Peer(path) as peer:
        assert (await peer.call("echo"))["result"] == {}


async def test_the_socket_is_gone_when_the_server_has_ended(path: Path) -> None:
    async with serving(path, COMMANDS), Peer(path):
        assert mode_of(path)
    assert mode_of(path) is None
