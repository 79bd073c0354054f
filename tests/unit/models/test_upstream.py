import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.kernel.errors import ModelError
from models.catalogue import ModelFile
from models.progress import SilentProgress
from models.upstream import download
from tests.unit.models.carriers import WEIGHTS, file_entry


@dataclass
class Server:
    """Sends `content`; `cut_after_bytes` is how much of each answer comes before the connection dies.

    With `skew_bytes` an answer starts so much before what was asked for.
    """

    content: bytes = WEIGHTS
    content_type: str = "application/octet-stream"
    status: int = 200
    cut_after_bytes: int | None = None
    knows_ranges: bool = True
    says_length: bool = True
    skew_bytes: int = 0
    address: str = ""
    ranges: list[str | None] = field(default_factory=list)


def make_handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers["Range"]
            server.ranges.append(asked)
            start = (
                int(asked.removeprefix("bytes=").rstrip("-")) - server.skew_bytes
                if asked and server.knows_ranges
                else 0
            )
            if start >= len(server.content):
                self.send_error(416)
                return
            self.send_response(206 if start else server.status)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(server.content) - 1}/{len(server.content)}")
            self.send_header("Content-Type", server.content_type)
            body = server.content[start:]
            if server.says_length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: server.cut_after_bytes])

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    with ThreadingHTTPServer(("127.0.0.1", 0), make_handler(state)) as http_server:
        thread = threading.Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.001})
        thread.start()
        state.address = f"http://127.0.0.1:{http_server.server_port}"
        yield state
        http_server.shutdown()
        thread.join()


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    return tmp_path / "weights.part"


def fetch(server: Server, partial: Path) -> None:
    entry = file_entry("weights.bin", WEIGHTS, ["a:b"], f"{server.address}/weights.bin")
    download(ModelFile.model_validate(entry), partial, SilentProgress())


def test_a_file_comes_whole(server: Server, partial: Path) -> None:
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS
    assert server.ranges == [None]


def test_a_broken_connection_is_taken_up_where_it_broke(server: Server, partial: Path) -> None:
    server.cut_after_bytes = 4000
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS
    assert server.ranges == [None, "bytes=4000-", "bytes=8000-"]


def test_what_an_earlier_run_left_is_not_fetched_again(server: Server, partial: Path) -> None:
    partial.write_bytes(WEIGHTS[:7000])
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS
    assert server.ranges == ["bytes=7000-"]


def test_a_complete_file_needs_no_connection(server: Server, partial: Path) -> None:
    partial.write_bytes(WEIGHTS)
    fetch(server, partial)
    assert server.ranges == []


def test_a_server_without_ranges_sends_all_of_it_again(server: Server, partial: Path) -> None:
    server.knows_ranges = False
    partial.write_bytes(b"x" * 7000)
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS


def test_a_partial_file_that_is_too_long_is_dropped(server: Server, partial: Path) -> None:
    partial.write_bytes(b"x" * (len(WEIGHTS) + 1))
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS


def test_a_range_that_the_server_cannot_satisfy_is_asked_for_anew(server: Server, partial: Path) -> None:
    server.content = WEIGHTS[:5000]
    partial.write_bytes(WEIGHTS[:6000])
    server.says_length = False
    with pytest.raises(ModelError) as caught:
        fetch(server, partial)
    assert caught.value.code == "no-connection"
    assert server.ranges[:2] == ["bytes=6000-", None]


def test_an_answer_to_another_range_is_not_joined_on(server: Server, partial: Path) -> None:
    server.skew_bytes = 10
    partial.write_bytes(WEIGHTS[:6000])
    fetch(server, partial)
    assert partial.read_bytes() == WEIGHTS
    assert server.ranges == ["bytes=6000-", None]


def test_a_connection_that_brings_nothing_more_is_given_up_and_keeps_what_came(server: Server, partial: Path) -> None:
    partial.write_bytes(WEIGHTS[:100])
    server.cut_after_bytes = 0
    with pytest.raises(ModelError, match=r"broke while 'weights\.bin' came") as caught:
        fetch(server, partial)
    assert caught.value.code == "no-connection"
    assert "goes on from where it stopped" in caught.value.hint
    assert partial.read_bytes() == WEIGHTS[:100]


def test_no_server_is_no_connection(partial: Path) -> None:
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        fetch(Server(address="http://127.0.0.1:1"), partial)
    assert caught.value.code == "no-connection"


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_is_not_taken_for_the_file(server: Server, partial: Path, content_type: str) -> None:
    server.content, server.content_type, server.says_length = b"\n<!DOCTYPE html><p>Log in", content_type, False
    with pytest.raises(ModelError, match="a web page") as caught:
        fetch(server, partial)
    assert caught.value.code == "not-the-file"
    assert "log in" in caught.value.hint
    assert not partial.exists() or partial.stat().st_size == 0


def test_a_file_of_another_size_is_refused_before_it_comes(server: Server, partial: Path) -> None:
    server.content = WEIGHTS + b"more"
    with pytest.raises(ModelError, match="10244 bytes instead of 10240") as caught:
        fetch(server, partial)
    assert caught.value.code == "not-the-file"
    assert not partial.exists()


def test_an_endless_answer_is_cut_off(server: Server, partial: Path) -> None:
    server.content, server.says_length = WEIGHTS * 3, False
    with pytest.raises(ModelError, match="something larger") as caught:
        fetch(server, partial)
    assert caught.value.code == "not-the-file"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "upstream-missing"), (410, "upstream-missing"), (403, "upstream-failed"), (503, "upstream-failed")],
)
def test_a_refusal_says_what_to_do(server: Server, partial: Path, status: int, code: str) -> None:
    server.status = status
    with pytest.raises(ModelError) as caught:
        fetch(server, partial)
    assert caught.value.code == code
    assert "--from carrier" in caught.value.hint
