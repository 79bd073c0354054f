"""The assistant's side of the local socket.

The socket lies in a folder that only its owner can enter, and each peer's user is checked once more. A client that
reads too slowly loses its oldest events; it cannot hold up the assistant.
"""

import logging
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import anyio
from anyio.abc import SocketAttribute, SocketStream, TaskGroup, TaskStatus
from anyio.streams.buffered import BufferedByteReceiveStream

from assistant.app.link.protocol import MAX_LINE_BYTES, decode, encode
from assistant.app.link.recent import RecentEvents
from assistant.kernel.bus import EventBus, Subscription
from assistant.kernel.errors import InstanceError, ZenusError
from assistant.kernel.types import Facts, JsonValue

Command = Callable[[Facts], Awaitable[JsonValue]]
MAX_PENDING_CALLS = 16
MAX_UNSENT_LINES = 64

log = logging.getLogger(__name__)


class LinkServer:
    """Serves `commands` and the events of `bus` at `path`; who comes late gets what `recent` remembers."""

    def __init__(
        self, path: Path, commands: Mapping[str, Command], bus: EventBus, recent: RecentEvents | None = None
    ) -> None:
        self._path = path
        self._commands = commands
        self._bus = bus
        self._recent = recent or RecentEvents()

    async def serve(self, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
        """Serve until cancelled, then remove the socket. A socket left over from a crash is replaced."""
        # Made beside its place: between its making and the first listening, whoever found it would be refused.
        unheard = self._path.with_suffix(".new")
        unheard.unlink(missing_ok=True)
        listener = await anyio.create_unix_listener(unheard, mode=0o600)
        try:
            async with listener:
                unheard.replace(self._path)
                task_status.started()
                await listener.serve(self._serve_client)
        finally:
            for path in (unheard, self._path):
                path.unlink(missing_ok=True)

    async def _serve_client(self, stream: SocketStream) -> None:
        async with stream:
            if _peer_uid(stream) != os.getuid():
                return
            client = _Client(stream, self._commands, self._bus, self._recent)
            try:
                await client.serve()
            except* (anyio.BrokenResourceError, anyio.ClosedResourceError):
                pass  # The client went away, which is its right.


class _Client:
    def __init__(
        self, stream: SocketStream, commands: Mapping[str, Command], bus: EventBus, recent: RecentEvents
    ) -> None:
        self._stream = stream
        self._commands = commands
        self._bus = bus
        self._recent = recent
        self._pending = anyio.Semaphore(MAX_PENDING_CALLS)
        # Lines of one client must not mix, so that one task writes them; whoever finds the queue full waits.
        self._outgoing, self._to_write = anyio.create_memory_object_stream[bytes](MAX_UNSENT_LINES)

    async def serve(self) -> None:
        """Answer calls as they come; a slow one does not hold up the next."""
        lines = BufferedByteReceiveStream(self._stream)
        async with self._outgoing, self._to_write, anyio.create_task_group() as tasks:
            tasks.start_soon(self._write)
            while True:
                try:
                    line = await lines.receive_until(b"\n", MAX_LINE_BYTES)
                except (anyio.EndOfStream, anyio.IncompleteRead, anyio.DelimiterNotFound):
                    break
                # Who sends calls without reading the answers is not read any further.
                await self._pending.acquire()
                tasks.start_soon(self._take, line, tasks)
            tasks.cancel_scope.cancel()

    async def _take(self, line: bytes, tasks: TaskGroup) -> None:
        try:
            await self._outgoing.send(await self._answer(line, tasks))
        finally:
            self._pending.release()

    async def _answer(self, line: bytes, tasks: TaskGroup) -> bytes:
        call_id: JsonValue = None
        try:
            message = decode(line)
            call_id = message.get("id")
            return encode({"id": call_id, "result": await self._run(message, tasks)})
        except ZenusError as error:
            return encode({"id": call_id, "error": dict(error.as_json())})
        except Exception as error:
            # The boundary of a call: one that breaks must not end the assistant.
            log.exception("call failed")
            wrong = ZenusError(f"Internal error: {type(error).__name__}.", code="internal-error")
            return encode({"id": call_id, "error": dict(wrong.as_json())})

    async def _run(self, message: Facts, tasks: TaskGroup) -> JsonValue:
        name, args = message.get("command"), message.get("args", {})
        if name == "subscribe":
            # Subscribed before the answer goes out, so that the client misses nothing that comes after it.
            tasks.start_soon(self._forward, self._bus.subscribe())
            wants_past = isinstance(args, Mapping) and args.get("is_catching_up") is True
            return {"t_s": round(self._bus.now_s, 4), "events": self._recent.to_json()} if wants_past else True
        command = self._commands.get(str(name))
        if command is None or not isinstance(args, Mapping):
            raise InstanceError(f"There is no command {name!r}.", code="unknown-command", hint="Update the client.")
        return await command(args)

    async def _forward(self, subscription: Subscription) -> None:
        with subscription as events:
            async for stamped in events:
                await self._outgoing.send(encode({"event": stamped.event.to_json(stamped.t_s)}))

    async def _write(self) -> None:
        async for line in self._to_write:
            await self._stream.send(line)


def _peer_uid(stream: SocketStream) -> int:
    """Return the user at the other end. Source: unix(7), SO_PEERCRED, struct ucred {pid, uid, gid}."""
    raw = stream.extra(SocketAttribute.raw_socket)  # noqa: S610  not Django
    credentials = raw.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])
