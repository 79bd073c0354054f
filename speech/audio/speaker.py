"""A real speaker: opened when there is something to play, silent within milliseconds, and never in anybody's way.

The PortAudio thread pulls from the playout; one task opens, aborts and closes the stream in worker threads. When the
device goes away, time passes as if it were there, so that a reply never hangs; what nobody heard is not counted as
played. It plays on when the device is back.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import anyio
import anyio.lowlevel
import anyio.to_thread

from assistant.kernel.audio import SAMPLE_BYTES
from assistant.kernel.errors import AudioError
from speech.audio.host import BLOCK_S, PortAudioHost, StreamCalls
from speech.audio.playout import Playout
from speech.audio.route import Route

QUEUE_S = 0.5
STALL_S = 0.4
# How long the device may be behind the reckoning. Not longer: what comes while a stream plays silence is heard only
# after the silence in its buffer, and a new stream starts sooner than that.
LINGER_S = 0.15
_RETRY_S = 0.25
_CHECK_S = 0.05
_SOONEST_S = 0.005
_LONGEST_OPENING_S = 0.2
DEFAULT_RATES_HZ = (48_000, 44_100)


class DeviceSpeaker:
    """A speaker by name, or the system's default one.

    Args:
        name: Part of the device's name, in any case of letters; empty for the default.
        rates_hz: Rates to try after the sound's own.

    Raises:
        AudioError: On entering: `no-speaker`, `no-audio-server` or `portaudio-missing`.
    """

    def __init__(self, host: PortAudioHost, *, name: str = "", rates_hz: Sequence[int] = DEFAULT_RATES_HZ) -> None:
        self._rates_hz = rates_hz
        self._route = Route(host, "speaker", name)
        self._playout = Playout()
        self._stack = AsyncExitStack()
        self._wake = anyio.Event()
        self._flushed = anyio.Event()
        self._is_in_place = threading.Event()
        self._must_abort = False
        self._has_ended = False

    @property
    def name(self) -> str:
        """The device in use."""
        return self._route.name

    async def __aenter__(self) -> Self:
        await anyio.to_thread.run_sync(self._route.find)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._close, is_lost=False)
            group = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(group.cancel_scope.cancel)
            group.start_soon(self._run)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(exc_type, exc, traceback)

    def choose(self, name: str) -> None:
        """Play on another speaker, by a part of its name, from the next speech on; empty for the default one."""
        self._route.choose(name)

    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        """Queue mono int16 `pcm` and wait while more than half a second is queued."""
        await anyio.lowlevel.checkpoint()
        if self._playout.put(turn, pcm, sample_rate_hz):
            self._wake.set()
            await self._wait_until_left(QUEUE_S)

    async def drain(self) -> None:
        """Wait until all that is queued has been heard, or was flushed."""
        await self._wait_until_left(0.0)

    def flush(self, turn: int) -> None:
        """Fall silent, and drop every block of this and earlier turns."""
        self._must_abort |= self._playout.flush(turn)
        self._wake.set()
        self._flushed.set()
        self._flushed = anyio.Event()

    def played_s(self, turn: int) -> float:
        """Return how many seconds of this turn's sound have left the speaker."""
        return self._playout.played_s(turn)

    async def _wait_until_left(self, left_s: float) -> None:
        while (wait_s := self._playout.left_s() - left_s) > 0:
            with anyio.move_on_after(max(wait_s, _SOONEST_S)):
                await self._flushed.wait()

    # ---------------------------------------------------------------------------------------- in PortAudio's thread

    def _on_block(self, out: Any, samples: int, at: Any, status: Any) -> None:  # noqa: ANN401  # cffi has no types
        # To wait here rather than to play silence keeps the device's buffer free for the first word.
        is_in_place = self._is_in_place.wait(_LONGEST_OPENING_S)
        out[:] = self._playout.pull(samples) if is_in_place else bytes(samples * SAMPLE_BYTES)

    def _on_finished(self) -> None:
        self._has_ended = True

    # --------------------------------------------------------------------------------------------------- on the loop

    async def _run(self) -> None:
        """Open a stream whenever something waits, play, and close it when nothing came for a while."""
        while True:
            await self._wake.wait()
            self._wake = anyio.Event()
            if self._playout.left_s() > 0:
                try:
                    await self._open()
                except AudioError:
                    await self._miss(_RETRY_S)
                else:
                    is_lost = await self._play_until_done()
                    await self._close(is_lost=is_lost)
                if self._playout.left_s() > 0:
                    self._wake.set()

    async def _open(self) -> None:
        self._has_ended = self._must_abort = False
        rates_hz = (self._playout.first_rate_hz or self._rates_hz[0], *self._rates_hz)
        calls = StreamCalls(self._on_block, self._on_finished)
        stream = await anyio.to_thread.run_sync(self._route.open, rates_hz, calls)
        self._playout.begin(round(stream.samplerate), stream.latency + BLOCK_S)
        self._is_in_place.set()

    async def _play_until_done(self) -> bool:
        """Return False when a flush asks for silence or nothing came for a while, True when the device died."""
        idle_since_s = time.monotonic()
        while not self._must_abort:
            now_s = time.monotonic()
            if self._has_ended or now_s - self._playout.last_pull_s > STALL_S:
                return True
            if self._playout.left_s() > 0:
                idle_since_s = now_s
            elif now_s - idle_since_s > LINGER_S:
                return False
            with anyio.move_on_after(_CHECK_S):
                await self._wake.wait()
            if self._wake.is_set():
                self._wake = anyio.Event()
        return False

    async def _close(self, *, is_lost: bool) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._route.close)
        self._is_in_place.clear()
        self._playout.end(is_lost=is_lost)
        if is_lost:
            self._playout.skip(time.monotonic() - self._playout.last_pull_s)

    async def _miss(self, seconds: float) -> None:
        """Let time pass without a device."""
        start_s = time.monotonic()
        await anyio.sleep(seconds)
        self._playout.skip(time.monotonic() - start_s)
