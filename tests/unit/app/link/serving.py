"""A server on a real socket, and a client of it that sends and reads raw lines."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import anyio
from anyio.abc import SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

from assistant.app.link.server import Command, LinkServer
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock

LIMIT_S = 10.0


@asynccontextmanager
async def serving(path: Path, commands: Mapping[str, Command]) -> AsyncIterator[EventBus]:
    """Serve while the body lasts; gives the bus whose events are served."""
    bus = EventBus(SystemClock())
    with anyio.fail_after(LIMIT_S):
        async with anyio.create_task_group() as tasks:
            await tasks.start(LinkServer(path, commands, bus).serve)
            yield bus
            # On asyncio a socket must not become readable in the very moment in which its reader is cancelled.
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()


class Peer:
    """A connection that sends what it is told to and reads lines."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __aenter__(self) -> Self:
        self.stream: SocketStream = await anyio.connect_unix(self._path)
        self._lines = BufferedByteReceiveStream(self.stream)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stream.aclose()

    async def send(self, message: object) -> None:
        await self.stream.send(json.dumps(message).encode() + b"\n")

    async def receive(self) -> dict:
        return json.loads(await self._lines.receive_until(b"\n", 1 << 24))

    async def call(self, command: str, **args: object) -> dict:
        await self.send({"id": 7, "command": command, "args": args})
        return await self.receive()

    async def is_refused(self) -> bool:
        """Whether the other side has hung up without a word."""
        try:
            return not await self.stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return True
