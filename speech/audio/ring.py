"""What lies between an audio callback and the event loop: a bounded ring of chunks, and a bell that wakes the loop."""

import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import anyio


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sound as the device delivered it, and the monotonic time of its last sample."""

    pcm: bytes
    t_mono_s: float


class ChunkRing:
    """Bounded queue from one writing thread to one reading thread; when full, the oldest chunk goes and is counted."""

    def __init__(self, capacity: int) -> None:
        self._chunks: deque[Chunk] = deque(maxlen=capacity)
        self.overruns = 0

    def put(self, chunk: Chunk) -> None:
        """Add a chunk. Never waits: it is called by the audio callback."""
        if len(self._chunks) == self._chunks.maxlen:
            self.overruns += 1
        self._chunks.append(chunk)

    def get(self) -> Chunk | None:
        """Return the oldest chunk; None if there is none."""
        try:
            return self._chunks.popleft()
        except IndexError:
            return None

    @property
    def is_empty(self) -> bool:
        """Whether there is no chunk."""
        return not self._chunks

    def clear(self) -> None:
        """Forget all chunks; they do not count as overruns."""
        self._chunks.clear()


class Bell:
    """Wakes a task of the loop from any thread, without ever waiting: safe to ring in an audio callback."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def ring(self) -> None:
        """Wake the waiting task, or the next one to wait."""
        # A full buffer means that the loop has enough to wake up for; a closed one that nobody listens any more.
        with suppress(BlockingIOError, OSError):
            self._writer.send(b"\0")

    async def wait(self, timeout_s: float | None = None) -> None:
        """Return once the bell was rung since the last wait, or after `timeout_s`."""
        with anyio.move_on_after(timeout_s):
            await anyio.wait_readable(self._reader)
            with suppress(BlockingIOError):
                self._reader.recv(4_096)

    def close(self) -> None:
        """Close both ends; ringing it later is harmless."""
        self._reader.close()
        self._writer.close()
