"""A server of one connection that answers what the test wants, in a thread."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Talk = Callable[[socket.socket], None]


@contextmanager
def answering(path: Path, talk: Talk) -> Iterator[Path]:
    """Accept one connection at `path` in a thread and let `talk` have it."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)
        server.settimeout(5)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5)
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield path
        thread.join(5)
        assert not thread.is_alive()


def lines(connection: socket.socket) -> Iterator[dict]:
    with connection.makefile("rb") as file:
        for line in file:
            yield json.loads(line)


def saying(*answers: bytes) -> Talk:
    """Return a server that gives one answer a call, then hangs up."""

    def talk(connection: socket.socket) -> None:
        for answer, _call in zip(answers, lines(connection), strict=False):
            connection.sendall(answer)

    return talk
