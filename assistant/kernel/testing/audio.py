"""Fakes for microphones, speakers and the listening engines: scripted, on the event loop's clock, without threads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import anyio

from assistant.kernel.audio import FRAME_BYTES, FRAME_S, AudioFrame, WakeDetection, duration_s
from assistant.kernel.ports import Earcon
from assistant.kernel.types import SpeechHints, SpokenText, Transcript

T = TypeVar("T")
P = ParamSpec("P")


class InlineWorker:
    """Runs calls in place, taking `latency_s` of virtual time."""

    def __init__(self, latency_s: float = 0.0) -> None:
        self.latency_s = latency_s

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Wait, then return what `call` returns."""
        await anyio.sleep(self.latency_s)
        return call(*args, **kwargs)


class FakeMicrophone:
    """Delivers the given frames' bytes, one every 20 ms, then None.

    Args:
        frames: `int16[320]` each; shorter ones are padded with silence.
    """

    name = "fake microphone"

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._frames = frames
        self._seq = 0
        self._started_s: float | None = None

    async def __aenter__(self) -> Self:
        self._started_s = anyio.current_time()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._started_s = None

    async def read(self) -> AudioFrame | None:
        """Return the next frame when its time has come."""
        assert self._started_s is not None, "read outside the context"
        if self._seq >= len(self._frames):
            return None
        due_s = self._started_s + (self._seq + 1) * FRAME_S
        await anyio.sleep_until(due_s)
        frame = AudioFrame(self._frames[self._seq].ljust(FRAME_BYTES, b"\0"), self._seq, due_s)
        self._seq += 1
        return frame


class FakeSpeaker:
    """Plays in virtual real time and remembers what was asked of it, per turn."""

    name = "fake speaker"
    queue_s = 0.5

    def __init__(self) -> None:
        self.played: list[tuple[int, bytes]] = []
        self.flushed: list[int] = []
        self._ends_s = 0.0
        self._queued: list[tuple[int, float, float]] = []
        self._stale_turn = -1
        self._flush = anyio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        """Queue `pcm`; wait while more than half a second is queued."""
        if turn <= self._stale_turn:
            return
        start_s = max(self._ends_s, anyio.current_time())
        self._ends_s = start_s + duration_s(pcm, sample_rate_hz)
        self._queued.append((turn, start_s, self._ends_s))
        self.played.append((turn, pcm))
        await self._until_left(self.queue_s)

    async def drain(self) -> None:
        """Wait until the queue has been played or flushed."""
        await self._until_left(0.0)

    async def _until_left(self, left_s: float) -> None:
        while (wait_s := self._ends_s - left_s - anyio.current_time()) > 1e-9:
            with anyio.move_on_after(wait_s):
                await self._flush.wait()

    def flush(self, turn: int) -> None:
        """Cut this and earlier turns at this moment; later turns' sound moves up."""
        now_s = anyio.current_time()
        self.flushed.append(turn)
        self._stale_turn = max(self._stale_turn, turn)
        queued, self._queued, self._ends_s = self._queued, [], now_s
        for of_turn, start_s, end_s in queued:
            if start_s < now_s:
                self._queued.append((of_turn, start_s, min(end_s, now_s)))
            if of_turn > turn and end_s > now_s:
                self._queued.append((of_turn, self._ends_s, self._ends_s + end_s - max(start_s, now_s)))
                self._ends_s = self._queued[-1][2]
        self._flush.set()
        self._flush = anyio.Event()

    def played_s(self, turn: int) -> float:
        """Return the seconds of this turn played until now."""
        now_s = anyio.current_time()
        return sum(max(0.0, min(end, now_s) - start) for t, start, end in self._queued if t == turn)


class ScriptedWake:
    """Detects the phrase whenever the marker occurs in the sound."""

    MARKER = b"WAKE"
    SURE_PROB = 0.98

    def __init__(self, score_prob: float = 0.99) -> None:
        self._score_prob = score_prob
        self._count = 0
        self.disowned: list[int] = []

    def process(self, pcm: bytes) -> WakeDetection | None:
        """Return a detection if `pcm` holds the marker."""
        if self.MARKER not in pcm:
            return None
        self._count += 1
        return WakeDetection("hey_zenus", self._score_prob, self._count, is_sure=self._score_prob >= self.SURE_PROB)

    def disown(self, number: int) -> bool:
        """Note which detection was a mistake."""
        self.disowned.append(number)
        return True

    def reset(self) -> None:
        """Do nothing: there is no state."""


class FakeVad:
    """Calls any sound that is not all zeros speech."""

    def process(self, pcm: bytes) -> float:
        """Return 1.0 for sound, 0.0 for digital silence."""
        return 1.0 if any(pcm) else 0.0

    def reset(self) -> None:
        """Do nothing: there is no state."""


class ScriptedStt:
    """Hears the given texts, by the words hidden in the sound or one after another.

    Args:
        texts: What is heard, in order; each call uses the first whose key occurs in the sound.
    """

    def __init__(self, texts: Mapping[bytes, str]) -> None:
        self._texts = texts
        self.calls: list[tuple[bytes, SpeechHints]] = []

        self.drafts: list[bytes] = []

    def warm_up(self) -> None:
        """Do nothing."""

    def draft(self, pcm: bytes, hints: SpeechHints) -> str:
        """Return the text of the last key that occurs in `pcm`; empty if none does."""
        self.drafts.append(pcm)
        return max([(pcm.rfind(key), text) for key, text in self._texts.items() if key in pcm], default=(0, ""))[1]

    def transcribe(self, pcm: bytes, hints: SpeechHints) -> Transcript:
        """Return the text of the last key that occurs in `pcm`; empty if none does."""
        self.calls.append((pcm, hints))
        heard = [(pcm.rfind(key), text) for key, text in self._texts.items() if key in pcm]
        text = max(heard, default=(0, ""))[1]
        return Transcript(text, hints.languages[0], 0.9 if text else 0.0, duration_s(pcm))


class FakeTts:
    """Makes 60 ms of sound for each character, in blocks of 60 ms."""

    sample_rate_hz = 16_000
    BLOCK = b"\1\0" * 960

    def warm_up(self) -> None:
        """Do nothing."""

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield one block a character."""
        for _ in text:
            yield self.BLOCK


class FakeVoice:
    """Says everything in `seconds_per_word` of virtual time, and remembers it."""

    def __init__(self, seconds_per_word: float = 0.3) -> None:
        self.said: list[tuple[int, str]] = []
        self.languages: list[str] = []
        self.earcons: list[Earcon] = []
        self.silenced: list[int] = []
        self._seconds_per_word = seconds_per_word
        self._spoken: dict[int, SpokenText] = {}

    async def say(self, turn: int, text: str, language: str = "") -> SpokenText:
        """Take time word by word, so that a cancelled reply is known up to the last whole word."""
        self.said.append((turn, text))
        self.languages.append(language)
        words = text.split()
        for count in range(len(words) + 1):
            self._spoken[turn] = SpokenText(" ".join(words[:count]), is_complete=count == len(words))
            if count < len(words):
                await anyio.sleep(self._seconds_per_word)
        return self._spoken[turn]

    def spoken(self, turn: int) -> SpokenText | None:
        """Return what was said so far."""
        return self._spoken.get(turn)

    def earcon(self, earcon: Earcon) -> None:
        """Remember it."""
        self.earcons.append(earcon)

    def silence(self, turn: int) -> None:
        """Remember it."""
        self.silenced.append(turn)
