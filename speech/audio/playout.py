"""What a speaker still has to play, and what of it was heard: the part of a speaker that knows no device.

The loop's side queues, flushes and asks; the audio callback pulls. Between pull and air lies the device's buffer: how
much of it was heard is reckoned from the time of the last pull, since the devices' own clocks cannot be relied on.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, duration_s
from speech.audio.resample import Resampler

# Long enough to hide a step in the signal, too short to be heard itself.
_FADE_S = 0.003


@dataclass(frozen=True, slots=True)
class _Block:
    """Sound of one turn at its own rate, waiting."""

    turn: int
    pcm: bytes
    rate_hz: int

    @property
    def length_s(self) -> float:
        return duration_s(self.pcm, self.rate_hz)


@dataclass(frozen=True, slots=True)
class _Span:
    """Sound at the device's rate that was pulled; `start` is its place in the stream, in samples."""

    turn: int
    pcm: bytes
    start: int

    def heard_samples(self, position: int) -> int:
        return min(max(position - self.start, 0), len(self.pcm) // SAMPLE_BYTES)


class Playout:
    """Queue of sound by turns. Safe for two threads: the loop's, and the one audio callback that calls `pull`."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._waiting: deque[_Block] = deque()
        self._ready: deque[tuple[int, bytes]] = deque()
        self._spans: deque[_Span] = deque()
        self._heard_s: defaultdict[int, float] = defaultdict(float)
        self._stale_turn = -1
        self._rate_hz = 0
        self._buffer_s = 0.0
        self._pulled = 0
        self.last_pull_s = now_s()
        self._last_sample = 0
        self._was_dry = True
        self._stretch = (0, 0)
        self._resampler = Resampler(1, 1)

    # ---------------------------------------------------------------------------------------------- the loop's side

    def put(self, turn: int, pcm: bytes, rate_hz: int) -> bool:
        """Queue sound; False if the turn was flushed or there is none."""
        with self._lock:
            if turn <= self._stale_turn or not pcm:
                return False
            self._waiting.append(_Block(turn, pcm, rate_hz))
            return True

    def flush(self, turn: int) -> bool:
        """Drop what waits of this and earlier turns; True if some of it is in the device's buffer already."""
        with self._lock:
            self._stale_turn = max(self._stale_turn, turn)
            self._waiting = deque(block for block in self._waiting if block.turn > turn)
            self._ready = deque(piece for piece in self._ready if piece[0] > turn)
            if self._stretch[0] <= turn:
                self._stretch = (0, 0)
                self._resampler = Resampler(1, 1)
            position = self._position()
            return any(
                span.turn <= turn and span.heard_samples(position) * SAMPLE_BYTES < len(span.pcm)
                for span in self._spans
            )

    def played_s(self, turn: int) -> float:
        """Return how many seconds of the turn were heard."""
        with self._lock:
            self._settle()
            position = self._position()
            part = sum(span.heard_samples(position) for span in self._spans if span.turn == turn)
            return self._heard_s[turn] + (part / self._rate_hz if part else 0.0)

    def left_s(self) -> float:
        """Return how many seconds are still to be heard."""
        with self._lock:
            left_s = sum(block.length_s for block in self._waiting)
            if self._rate_hz:
                left_s += sum(duration_s(pcm, self._rate_hz) for _, pcm in self._ready)
            if self._spans:
                end = self._spans[-1].start + len(self._spans[-1].pcm) // SAMPLE_BYTES
                left_s += max(0, end - self._position()) / self._rate_hz
            return left_s

    @property
    def first_rate_hz(self) -> int:
        """Rate of the sound that is next; 0 if nothing waits."""
        with self._lock:
            return self._waiting[0].rate_hz if self._waiting else 0

    def skip(self, seconds: float) -> None:
        """Let the next `seconds` of what waits pass unheard: there is no device, but time goes on."""
        with self._lock:
            while self._waiting and seconds > 0:
                block = self._waiting.popleft()
                kept = block.pcm[round(seconds * block.rate_hz) * SAMPLE_BYTES :]
                if kept:
                    self._waiting.appendleft(_Block(block.turn, kept, block.rate_hz))
                seconds -= block.length_s

    # --------------------------------------------------------------------------------------------- the device's side

    def begin(self, rate_hz: int, buffer_s: float) -> None:
        """A stream begins: what is pulled from now on is heard after at most `buffer_s`."""
        with self._lock:
            self._rate_hz, self._buffer_s = rate_hz, buffer_s
            self._pulled = 0
            self._was_dry = True
            self.last_pull_s = self._now_s()

    def end(self, *, is_lost: bool) -> None:
        """The stream has ended and its buffer was dropped; sound of living turns in it is queued again.

        Args:
            is_lost: The device went away at some time after the last pull, so nothing of its buffer counts as heard,
                and nothing of it is played again.
        """
        with self._lock:
            if not self._rate_hz:
                return
            position = self._pulled - round(self._buffer_s * self._rate_hz) if is_lost else self._position()
            again: list[_Block] = []
            for span in self._spans:
                heard = span.heard_samples(position)
                self._heard_s[span.turn] += heard / self._rate_hz
                if span.turn > self._stale_turn and not is_lost:
                    again.append(_Block(span.turn, span.pcm[heard * SAMPLE_BYTES :], self._rate_hz))
            again.extend(_Block(turn, pcm, self._rate_hz) for turn, pcm in self._ready)
            self._waiting.extendleft(block for block in reversed(again) if block.pcm)
            self._spans.clear()
            self._ready.clear()
            self._stretch = (0, 0)
            self._rate_hz = 0

    def pull(self, samples: int) -> bytes:
        """Return the next samples at the device's rate, with silence where there is nothing to be heard."""
        with self._lock:
            self._settle()
            out = bytearray()
            while (missing := samples * SAMPLE_BYTES - len(out)) and (self._ready or self._refill()):
                turn, pcm = self._ready.popleft()
                if len(pcm) > missing:
                    self._ready.appendleft((turn, pcm[missing:]))
                    pcm = pcm[:missing]
                self._spans.append(_Span(turn, pcm, self._pulled + len(out) // SAMPLE_BYTES))
                out += pcm
            self._pulled += samples
            self.last_pull_s = self._now_s()
            return self._smoothed(bytes(out), samples)

    def _refill(self) -> bool:
        """Bring the next block to the device's rate; False if nothing waits."""
        while self._waiting:
            block = self._waiting.popleft()
            if self._stretch != (block.turn, block.rate_hz):
                self._finish_stretch()
                self._stretch = (block.turn, block.rate_hz)
                self._resampler = Resampler(block.rate_hz, self._rate_hz)
            if pcm := self._resampler.convert(block.pcm):
                self._ready.append((block.turn, pcm))
                return True
        return self._finish_stretch()

    def _finish_stretch(self) -> bool:
        """Take out what the resampler still holds, which is the end of the last word."""
        if rest := self._resampler.finish():
            self._ready.append((self._stretch[0], rest))
        return bool(rest)

    def _smoothed(self, pcm: bytes, samples: int) -> bytes:
        """Pad with silence; fade in after silence, and out from the last sample, so that no step clicks."""
        fade = round(_FADE_S * self._rate_hz)
        out = np.zeros(samples, np.int16)
        count = len(pcm) // SAMPLE_BYTES
        out[:count] = np.frombuffer(pcm, np.int16)
        last = int(out[count - 1]) if count else self._last_sample
        if self._was_dry:
            length = min(fade, count)
            out[:length] = out[:length] * np.linspace(0, 1, length)
        if count < samples and last:
            length = min(fade, samples - count)
            out[count : count + length] = np.linspace(last, 0, length, endpoint=False)
        self._was_dry = count < samples
        self._last_sample = int(out[-1])
        return out.tobytes()

    def _position(self) -> int:
        """Return how many samples of the stream were heard by now."""
        unheard_s = max(0.0, self._buffer_s - (self._now_s() - self.last_pull_s))
        return max(0, self._pulled - round(unheard_s * self._rate_hz))

    def _settle(self) -> None:
        """Count spans that were heard to their end, and forget them."""
        position = self._position()
        while self._spans and self._spans[0].start + len(self._spans[0].pcm) // SAMPLE_BYTES <= position:
            span = self._spans.popleft()
            self._heard_s[span.turn] += len(span.pcm) / SAMPLE_BYTES / self._rate_hz
