"""The client's side of the local socket, with blocking calls and few imports, so that commands stay quick."""

import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.app.link.protocol import decode, encode
from assistant.kernel.errors import InstanceError, ZenusError
from assistant.kernel.types import JsonValue

CONNECT_TIMEOUT_S = 2.0


class LinkClient:
    """A connection to the running assistant; a context manager.

    Raises:
        InstanceError: `not-running` on entering, if none runs; `link-broken` if it goes away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._buffer = b""
        self._next_id = 1

    def __enter__(self) -> Self:
        self._socket.settimeout(CONNECT_TIMEOUT_S)
        try:
            self._socket.connect(str(self._path))
        except OSError:
            self._socket.close()
            raise InstanceError("Zenus is not running.", code="not-running", hint="Start it with: zenus run") from None
        self._socket.settimeout(None)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._socket.close()

    def call(self, command: str, **args: JsonValue) -> JsonValue:
        """Return the command's result.

        Raises:
            ZenusError: What the assistant answered in place of a result.
        """
        call_id = self._next_id
        self._next_id += 1
        self._send({"id": call_id, "command": command, "args": args})
        for message in self._messages():
            if message.get("id") != call_id:
                continue
            error = message.get("error")
            if isinstance(error, dict):
                raise ZenusError(str(error["message"]), code=str(error["code"]), hint=str(error["hint"]))
            return message.get("result")
        raise InstanceError("Zenus went away before it answered.", code="link-broken", hint="Look at: zenus doctor")

    def events(self) -> Iterator[dict[str, JsonValue]]:
        """Subscribe, then yield every event until the assistant ends."""
        self.call("subscribe")
        for message in self._messages():
            event = message.get("event")
            if isinstance(event, dict):
                yield event

    def _send(self, message: dict[str, JsonValue]) -> None:
        try:
            self._socket.sendall(encode(message))
        except OSError:
            raise InstanceError("Zenus went away.", code="link-broken", hint="Look at: zenus doctor") from None

    def _messages(self) -> Iterator[dict[str, JsonValue]]:
        while True:
            line, separator, rest = self._buffer.partition(b"\n")
            if separator:
                self._buffer = rest
                yield decode(line)
                continue
            try:
                received = self._socket.recv(65536)
            except OSError:
                return
            if not received:
                return
            self._buffer += received
