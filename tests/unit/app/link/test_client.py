"""The client's side of the socket, against a server that answers what the test wants."""

import socket
import threading
from pathlib import Path

import pytest

from assistant.app.link.client import LinkClient
from assistant.kernel.errors import InstanceError, ZenusError
from tests.unit.app.link.answering import answering, lines, saying


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "zenus.sock"


def test_a_call_returns_its_result(path: Path) -> None:
    calls: list[dict] = []

    def talk(connection: socket.socket) -> None:
        for call in lines(connection):
            calls.append(call)
            connection.sendall(b'{"id": %d, "result": "r%d"}\n' % (call["id"], call["id"]))

    with answering(path, talk), LinkClient(path) as client:
        assert client.call("say_text", text="hi") == "r1"
        assert client.call("interrupt") == "r2"
    assert calls == [
        {"id": 1, "command": "say_text", "args": {"text": "hi"}},
        {"id": 2, "command": "interrupt", "args": {}},
    ]


def test_events_and_others_answers_are_passed_over(path: Path) -> None:
    answer = b'{"event": {"type": "state"}}\n{"id": 9, "result": "other"}\n{"id": 1, "result": "mine"}\n'
    with answering(path, saying(answer)), LinkClient(path) as client:
        assert client.call("interrupt") == "mine"


def test_an_answer_may_come_in_pieces(path: Path) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(1000)
        for byte in b'{"id": 1, "result": "whole"}\n':
            connection.sendall(bytes([byte]))

    with answering(path, talk), LinkClient(path) as client:
        assert client.call("interrupt") == "whole"


def test_an_error_is_raised_as_it_was_told(path: Path) -> None:
    answer = b'{"id": 1, "error": {"code": "busy", "message": "Too much.", "hint": "Wait."}}\n'
    with answering(path, saying(answer)), LinkClient(path) as client, pytest.raises(ZenusError) as caught:
        client.call("say_text")
    assert caught.value.as_json() == {"code": "busy", "message": "Too much.", "hint": "Wait."}


def test_events_come_until_the_assistant_ends(path: Path) -> None:
    answer = b'{"id": 1, "result": true}\n{"event": {"type": "state"}}\n{"event": {"type": "reply"}}\n'
    with answering(path, saying(answer)), LinkClient(path) as client:
        assert [event["type"] for event in client.events()] == ["state", "reply"]


@pytest.mark.parametrize("answer", [b"", b'{"id": 1, "res'])
def test_an_assistant_that_goes_away_is_told(path: Path, answer: bytes) -> None:
    with answering(path, saying(answer)), LinkClient(path) as client, pytest.raises(InstanceError) as caught:
        client.call("interrupt")
    assert caught.value.code == "link-broken"


def test_an_assistant_that_went_away_before_the_call_is_told(path: Path) -> None:
    gone = threading.Event()

    def talk(connection: socket.socket) -> None:
        connection.close()
        gone.set()

    with answering(path, talk), LinkClient(path) as client:
        gone.wait(5)
        with pytest.raises(InstanceError) as caught:
            client.call("interrupt")
    assert caught.value.code == "link-broken"


def test_none_is_running_when_nobody_is_there(path: Path) -> None:
    with pytest.raises(InstanceError) as caught, LinkClient(path):
        pass
    assert caught.value.code == "not-running"


def test_none_is_running_when_a_crash_left_the_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(path))
    with pytest.raises(InstanceError) as caught, LinkClient(path):
        pass
    assert caught.value.code == "not-running"
