"""The line to the core: its events come in as signals, commands go out, and a broken line is mended.

Everything happens on Qt's loop; nothing here waits.
"""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from assistant.kernel.types import Facts, JsonValue

_FIRST_RETRY_MS, _LAST_RETRY_MS = 100, 2000
_MAX_LINE_BYTES = 1 << 20

Answered = Callable[[JsonValue, Facts | None], None]


def _ignore(_result: JsonValue, _error: Facts | None) -> None:
    """Take no notice of an answer."""


class Link(QObject):
    """A connection to the core's local socket that is made again whenever it breaks.

    Signals:
        connected: The core is there; carries what a window that comes later must know: `{t_s, events, …}`.
        happened: An event. None comes before `connected`.
        disconnected: The core is gone, for now.
    """

    connected = Signal(dict)
    happened = Signal(dict)
    disconnected = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._next_id = 1
        self._waiting: dict[int, Answered] = {}
        self._early: list[Facts] = []
        self._is_caught_up = False
        self._retry_ms = _FIRST_RETRY_MS
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._greet)
        self._socket.disconnected.connect(self._lose)
        self._socket.errorOccurred.connect(self._retry)
        self._socket.readyRead.connect(self._read)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.open)

    def open(self) -> None:
        """Begin to connect."""
        if self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            self._socket.connectToServer(str(self._path))

    def call(self, command: str, then: Answered = _ignore, **args: JsonValue) -> None:
        """Send a command; `then` gets its result or its error. While the core is away, nothing is sent and kept."""
        if self._socket.state() != QLocalSocket.LocalSocketState.ConnectedState:
            then(None, {"code": "not-running", "message": "", "hint": ""})
            return
        call_id = self._next_id
        self._next_id += 1
        self._waiting[call_id] = then
        line = json.dumps({"id": call_id, "command": command, "args": args}, separators=(",", ":"))
        self._socket.write(line.encode() + b"\n")
        self._socket.flush()

    def _greet(self) -> None:
        self._retry_ms = _FIRST_RETRY_MS
        self._is_caught_up = False
        self.call("subscribe", self._catch_up, is_catching_up=True)

    def _catch_up(self, result: JsonValue, _error: Facts | None) -> None:
        self._is_caught_up = True
        self.connected.emit(dict(result) if isinstance(result, dict) else {})
        early, self._early = self._early, []
        for event in early:
            self.happened.emit(dict(event))

    def _lose(self) -> None:
        self._waiting.clear()
        self._early.clear()
        self._is_caught_up = False
        self.disconnected.emit()
        self._retry()

    def _retry(self) -> None:
        self._timer.start(self._retry_ms)
        self._retry_ms = min(_LAST_RETRY_MS, self._retry_ms * 2)

    def _read(self) -> None:
        while self._socket.canReadLine():
            self._take(bytes(self._socket.readLine().data()))
        if self._socket.bytesAvailable() > _MAX_LINE_BYTES:
            self._socket.abort()  # No line of the core is as long; whoever this is, it is not worth the memory.

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        event = message.get("event")
        if isinstance(event, dict):
            if self._is_caught_up:
                self.happened.emit(event)
            else:
                self._early.append(event)
            return
        then = self._waiting.pop(message.get("id", 0), _ignore)
        error = message.get("error")
        then(message.get("result"), error if isinstance(error, dict) else None)
