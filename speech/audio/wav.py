"""WAV files in the place of microphone and speaker, on the event loop's clock, so that virtual time drives them too."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import anyio
import anyio.lowlevel

from assistant.kernel.audio import FRAME_BYTES, FRAME_S, SAMPLE_BYTES, AudioFrame, duration_s
from assistant.kernel.errors import AudioError
from assistant.kernel.ports import Speaker
from speech.audio.files import WavWriter, stream_pcm
from speech.audio.resample import Resampler

QUEUE_S = 0.5
LONGEST_GAP_S = 0.5
OUTPUT_RATE_HZ = 22_050


class WavMicrophone:
    """Delivers a sound file as frames of 20 ms, then silence, then None.

    Args:
        path: Any file that `stream_pcm` reads; it is opened on entering.
        is_realtime: Each frame comes when a live microphone would deliver it; else as fast as it is read.
        tail_silence_s: Silence after the file, in which the endpointer can find the end of the last words.
    """

    def __init__(self, path: Path, *, is_realtime: bool = True, tail_silence_s: float = 1.0) -> None:
        self._path = path
        self._is_realtime = is_realtime
        self._tail_frames = round(tail_silence_s / FRAME_S)
        self._frames: Iterator[bytes] = iter(())
        self._next: bytes | None = None
        self._seq = 0
        self._started_s = 0.0

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    async def __aenter__(self) -> Self:
        self._frames = self._pcm_frames(stream_pcm(self._path, FRAME_BYTES))
        self._started_s = anyio.current_time()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._frames = iter(())

    async def read(self) -> AudioFrame | None:
        """Return the next frame; None once the file and the silence after it have ended."""
        due_s = self._started_s + (self._seq + 1) * FRAME_S
        # The frame waits outside of the wait, so that a cancelled read does not lose it.
        self._next = self._next or next(self._frames, None)
        if self._next is None:
            return None
        if self._is_realtime:
            await anyio.sleep_until(due_s)
        else:
            await anyio.lowlevel.checkpoint()
        frame = AudioFrame(self._next, self._seq, due_s)
        self._next = None
        self._seq += 1
        return frame

    def _pcm_frames(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            yield block.ljust(FRAME_BYTES, b"\0")
        for _ in range(self._tail_frames):
            yield bytes(FRAME_BYTES)


@dataclass(frozen=True, slots=True)
class _Block:
    """Sound that is heard from `start_s` to `end_s` of the loop's clock."""

    turn: int
    pcm: bytes
    start_s: float
    end_s: float

    def heard_until(self, now_s: float) -> "_Block":
        """Return the part that was heard by `now_s`."""
        samples = round((now_s - self.start_s) / (self.end_s - self.start_s) * (len(self.pcm) // SAMPLE_BYTES))
        return replace(self, pcm=self.pcm[: samples * SAMPLE_BYTES], end_s=now_s)


class WavSpeaker:
    """Plays into the void, and into a WAV file what a listener would have heard, in that order.

    Pauses between sounds are written at their length, half a second at the most, so that an evening with ten
    replies stays short enough to listen to. What was flushed before its time had come is not written.

    Args:
        path: The file; None for none.
        is_realtime: Sound takes the time it would take to hear it; else it is heard the moment it is queued.
        sample_rate_hz: Rate of the file.

    Raises:
        AudioFileError: As `WavWriter`, on entering, and from `play`, `drain` and leaving.
    """

    def __init__(
        self, path: Path | None = None, *, is_realtime: bool = True, sample_rate_hz: int = OUTPUT_RATE_HZ
    ) -> None:
        self._path = path
        self._is_realtime = is_realtime
        self._rate_hz = sample_rate_hz
        self._writer: WavWriter | None = None
        self._queue: deque[_Block] = deque()
        self._heard: list[_Block] = []
        self._heard_s: defaultdict[int, float] = defaultdict(float)
        self._last_heard_s: float | None = None
        self._stale_turn = -1
        self._flushed = anyio.Event()
        self._resampler = Resampler(sample_rate_hz, sample_rate_hz)
        self._stretch = (0, sample_rate_hz)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name if self._path else "no speaker"

    async def __aenter__(self) -> Self:
        if self._path is not None:
            self._writer = WavWriter(self._path, self._rate_hz)
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._settle()
        self._queue.clear()
        self._write()
        if self._writer is not None:
            self._writer.close()

    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        """Queue `pcm` and wait while more than half a second is queued."""
        await anyio.lowlevel.checkpoint()
        self._settle()
        self._write()
        if turn <= self._stale_turn or not pcm:
            return
        start_s = max(self._end_s(), anyio.current_time())
        length_s = duration_s(pcm, sample_rate_hz)
        end_s = start_s + length_s
        self._queue.append(_Block(turn, self._converted(turn, pcm, sample_rate_hz), start_s, end_s))
        await self._wait_until_left(QUEUE_S)

    async def drain(self) -> None:
        """Wait until all that is queued has been heard, or was flushed."""
        await self._wait_until_left(0.0)
        self._write()
        self._put(self._resampler.finish())

    def flush(self, turn: int) -> None:
        """Drop what has not been heard of this and earlier turns; later turns' sound moves up."""
        self._settle()
        self._stale_turn = max(self._stale_turn, turn)
        later = [block for block in self._queue if block.turn > turn]
        self._queue.clear()
        self._resampler = Resampler(self._stretch[1], self._rate_hz)
        start_s = anyio.current_time()
        for block in later:
            length_s = block.end_s - block.start_s
            self._queue.append(replace(block, start_s=start_s, end_s=start_s + length_s))
            start_s += length_s
        self._flushed.set()
        self._flushed = anyio.Event()

    def played_s(self, turn: int) -> float:
        """Return how many seconds of this turn's sound have been heard."""
        self._settle()
        return self._heard_s[turn]

    def _end_s(self) -> float:
        return self._queue[-1].end_s if self._queue else 0.0

    async def _wait_until_left(self, left_s: float) -> None:
        """Wait until at most `left_s` of sound is queued; a flush moves the end."""
        while self._is_realtime and (wait_s := self._end_s() - left_s - anyio.current_time()) > 1e-9:
            with anyio.move_on_after(wait_s):
                await self._flushed.wait()
        self._settle()

    def _settle(self) -> None:
        """Move what has been heard by now from the queue to the list of what is to be written."""
        now_s = anyio.current_time() if self._is_realtime else float("inf")
        while self._queue and self._queue[0].end_s <= now_s:
            self._note_heard(self._queue.popleft())
        if self._queue and self._queue[0].start_s < now_s:
            whole = self._queue.popleft()
            part = whole.heard_until(now_s)
            self._note_heard(part)
            self._queue.appendleft(replace(whole, pcm=whole.pcm[len(part.pcm) :], start_s=now_s))

    def _note_heard(self, block: _Block) -> None:
        self._heard.append(block)
        self._heard_s[block.turn] += block.end_s - block.start_s

    def _write(self) -> None:
        heard, self._heard = self._heard, []
        for block in heard:
            gap_s = block.start_s - self._last_heard_s if self._last_heard_s is not None else 0.0
            gap_samples = round(min(max(gap_s, 0.0), LONGEST_GAP_S) * self._rate_hz)
            self._last_heard_s = block.end_s
            self._put(bytes(gap_samples * SAMPLE_BYTES) + block.pcm)

    def _put(self, pcm: bytes) -> None:
        """Write to the file, if there is one; after an error there is none, so that it is raised once."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                writer.write(pcm)
            except AudioError:
                writer.close()
                raise
        self._writer = writer

    def _converted(self, turn: int, pcm: bytes, sample_rate_hz: int) -> bytes:
        """Return `pcm` at the file's rate; a resampler lasts as long as one turn speaks at one rate."""
        rest = b""
        if self._stretch != (turn, sample_rate_hz):
            rest = self._resampler.finish()
            self._stretch = (turn, sample_rate_hz)
            self._resampler = Resampler(sample_rate_hz, self._rate_hz)
        return rest + self._resampler.convert(pcm)


class TeeSpeaker:
    """Plays through one speaker and lets another one hear the same; what `primary` says was played counts."""

    def __init__(self, primary: Speaker, recorder: Speaker) -> None:
        self._primary = primary
        self._recorder = recorder
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._recorder)
            await stack.enter_async_context(self._primary)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(exc_type, exc, traceback)

    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        """Queue `pcm` at both and wait for both."""
        await _together(
            lambda: self._primary.play(turn, pcm, sample_rate_hz),
            lambda: self._recorder.play(turn, pcm, sample_rate_hz),
        )

    async def drain(self) -> None:
        """Wait for both."""
        await _together(self._primary.drain, self._recorder.drain)

    def flush(self, turn: int) -> None:
        """Silence both."""
        self._primary.flush(turn)
        self._recorder.flush(turn)

    def played_s(self, turn: int) -> float:
        """Return what left the primary speaker."""
        return self._primary.played_s(turn)


async def _together(*calls: Callable[[], Awaitable[None]]) -> None:
    """Run the calls at the same time and raise the first error; a plain task group would wrap it."""
    errors: list[AudioError] = []

    async def guarded(call: Callable[[], Awaitable[None]]) -> None:
        try:
            await call()
        except AudioError as error:
            errors.append(error)

    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(guarded, call)
    if errors:
        raise errors[0]
