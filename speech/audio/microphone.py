"""A real microphone, kept alive: it notices when its device dies, moves or comes back, and says so.

The PortAudio thread copies, stamps and rings a bell; everything else happens in tasks of the loop, and calls that block
in worker threads. While it is not certain where the sound comes from, frames wait; they are thrown away if it came from
elsewhere, so that the speaker's monitor is never heard.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import anyio
import anyio.to_thread

from assistant.kernel.audio import FRAME_BYTES, FRAME_S, SAMPLE_BYTES, SAMPLE_RATE_HZ, AudioFrame
from assistant.kernel.errors import AudioError
from assistant.kernel.events import Event, MicrophoneChanged
from speech.audio.host import BLOCK_S, PortAudioHost, StreamCalls
from speech.audio.pulse import PulseWatch
from speech.audio.resample import Resampler
from speech.audio.ring import Bell, Chunk, ChunkRing
from speech.audio.route import Route

# A device that says nothing for this long is dead or suspended: 25 blocks.
STALL_S = 0.5
RETRY_S = 0.5
# The first time nothing is tried again, and a headset that changes its profile, or a busy machine, takes a while.
FIRST_SOUND_S = 4.0
_CHECK_S = 0.25
_RING_S = 4.0
DEFAULT_RATES_HZ = (16_000, 48_000, 44_100)


class DeviceMicrophone:
    """A microphone by name, or the system's default one, which is followed when it changes.

    A microphone chosen by name is waited for when it goes away; no other one is used in its place.

    Args:
        publish: Called on the loop with `MicrophoneChanged` when the device in use changes, dies or comes back.
        name: Part of the device's name, in any case of letters; empty for the default.
        rates_hz: Rates to try, best first; other than 16 kHz is resampled, which adds up to 40 ms.

    Raises:
        AudioError: On entering: `no-microphone`, `no-audio-server`, `portaudio-missing` or `device-busy`.
    """

    def __init__(
        self,
        host: PortAudioHost,
        publish: Callable[[Event], None],
        *,
        name: str = "",
        rates_hz: Sequence[int] = DEFAULT_RATES_HZ,
    ) -> None:
        self._publish = publish
        self._rates_hz = rates_hz
        self._route = Route(host, "microphone", name)
        self._ring = ChunkRing(round(_RING_S / BLOCK_S))
        self._frames = _Framer()
        self._arrived = Bell()
        self._changed = Bell()
        self._watch = PulseWatch(self._doubt)
        self._stack = AsyncExitStack()
        self._device_overruns = 0
        # Sound is trusted while every doubt has been answered; both only ever grow, so no lock is needed.
        self._doubts = 0
        self._answered = -1
        self._has_ended = False
        self._has_sound = threading.Event()
        self._last_block_s = 0.0
        self._announced: MicrophoneChanged | None = None

    @property
    def name(self) -> str:
        """The device in use, or the one that is waited for."""
        return self._route.name

    @property
    def overruns(self) -> int:
        """How many blocks were lost because they were read, or fetched from the device, too late."""
        return self._ring.overruns + self._device_overruns

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.callback(self._arrived.close)
            stack.callback(self._changed.close)
            stack.push_async_callback(self._close)
            stack.callback(self._watch.stop)
            self._watch.start()
            await self._open(FIRST_SOUND_S)
            group = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(group.cancel_scope.cancel)
            group.start_soon(self._supervise)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(exc_type, exc, traceback)

    def choose(self, name: str) -> None:
        """Take another microphone, by a part of its name; empty for the default one."""
        self._route.choose(name)
        self._doubt()

    async def read(self) -> AudioFrame | None:
        """Return the next frame, when there is one; a device that is away is waited for. Never None."""
        while True:
            while self._is_trusted and (chunk := self._ring.get()) is not None:
                self._frames.add(chunk, self._ring.overruns)
            if self._is_trusted and (frame := self._frames.next()) is not None:
                return frame
            await self._arrived.wait()

    @property
    def _is_trusted(self) -> bool:
        return self._answered == self._doubts

    # ---------------------------------------------------------------------------------------- in PortAudio's thread

    def _on_block(self, data: Any, samples: int, at: Any, status: Any) -> None:  # noqa: ANN401  # cffi has no types
        now_s = time.monotonic()
        self._device_overruns += bool(status)
        self._ring.put(Chunk(bytes(data), now_s))
        self._last_block_s = now_s
        self._has_sound.set()
        self._arrived.ring()

    def _on_finished(self) -> None:
        self._has_ended = True
        self._changed.ring()

    # ----------------------------------------------------------------------------------------- in the watch's thread

    def _doubt(self) -> None:
        """Something changed in the audio server: hold frames back until it is known where they come from."""
        self._doubts += 1
        self._changed.ring()

    # --------------------------------------------------------------------------------------------------- on the loop

    async def _supervise(self) -> None:
        while True:
            await self._changed.wait(_CHECK_S)
            is_silent = time.monotonic() - self._last_block_s > STALL_S
            if self._has_ended or is_silent or (not self._is_trusted and not await self._is_where_it_should_be()):
                await self._recover()

    async def _is_where_it_should_be(self) -> bool:
        """Ask the server; several changes at once are one question."""
        doubts = self._doubts
        try:
            is_there = await anyio.to_thread.run_sync(self._route.is_in_place)
        except AudioError:
            return False
        if is_there:
            self._answered = doubts
            self._announce(is_live=True)
            self._arrived.ring()
        return is_there

    async def _recover(self) -> None:
        """Open the device again as often as it takes; a change in the server is a reason to try at once."""
        await self._close()
        while True:
            try:
                await self._open(STALL_S)
            except AudioError:
                self._announce(is_live=False)
                await self._changed.wait(RETRY_S)
            else:
                return

    async def _open(self, limit_s: float) -> None:
        """Open the device and wait for its first sound, `limit_s` at most.

        Raises:
            AudioError: It is not there, or gives no sound.
        """
        self._has_ended = False
        doubts = self._doubts
        self._frames.begin(await anyio.to_thread.run_sync(self._open_and_hear, limit_s))
        self._answered = doubts
        self._announce(is_live=True)

    def _open_and_hear(self, limit_s: float) -> int:
        """Return the device's rate, in a worker thread, when its first sound has come."""
        stream = self._route.open(self._rates_hz, StreamCalls(self._on_block, self._on_finished))
        self._ring.clear()
        self._has_sound.clear()
        is_watched = not self._route.is_served or self._watch.wait_until_listening(limit_s)
        if not is_watched or not self._has_sound.wait(limit_s):
            self._route.close()
            raise AudioError(
                f"The microphone {self.name!r} gives no sound.",
                code="microphone-silent",
                hint="Check that the microphone is not suspended or switched off.",
            )
        return round(stream.samplerate)

    async def _close(self) -> None:
        self._answered = -1
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._route.close)
        self._ring.clear()

    def _announce(self, *, is_live: bool) -> None:
        """Publish which microphone is in use, once a change."""
        event = MicrophoneChanged(name=self.name, is_live=is_live)
        if event != self._announced:
            self._announced = event
            self._publish(event)


class _Framer:
    """Cuts chunks of any rate and length into numbered frames; missing sound leaves a gap in the numbers."""

    def __init__(self) -> None:
        self._resampler = Resampler(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)
        self._waiting = bytearray()
        self._seq = 0
        self._end_s: float | None = None
        self._lost_chunks = 0

    def begin(self, rate_hz: int) -> None:
        """A new stream begins; the time since the last one becomes a gap."""
        self._resampler = Resampler(rate_hz, SAMPLE_RATE_HZ)
        self._waiting.clear()
        if self._end_s is not None:
            self._seq += max(1, round((time.monotonic() - self._end_s) / FRAME_S))

    def add(self, chunk: Chunk, lost_chunks: int) -> None:
        """Take the next chunk; `lost_chunks` counts all that were ever lost before it."""
        self._waiting += self._resampler.convert(chunk.pcm)
        self._end_s = chunk.t_mono_s
        self._seq += lost_chunks - self._lost_chunks
        self._lost_chunks = lost_chunks

    def next(self) -> AudioFrame | None:
        """Return a frame if there is a whole one."""
        if len(self._waiting) < FRAME_BYTES or self._end_s is None:
            return None
        pcm = bytes(self._waiting[:FRAME_BYTES])
        del self._waiting[:FRAME_BYTES]
        t_mono_s = self._end_s - len(self._waiting) / (SAMPLE_BYTES * SAMPLE_RATE_HZ)
        self._seq += 1
        return AudioFrame(pcm, self._seq - 1, t_mono_s)
