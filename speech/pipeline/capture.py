"""The sound of one utterance while it is being heard, and what is known of its words so far.

Pure: no task and no engine.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.kernel.audio import WakeDetection, duration_s
from assistant.kernel.types import Transcript
from speech.endpoint import EndpointSettings
from speech.pipeline.settled_words import SettledWords

_SURELY_SPEECH_PROB = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of sound with what the detectors said of it.

    Attributes:
        pcm: int16 mono 16 kHz, a few tens of milliseconds.
        end_s: Monotonic time of its last sample.
        speech_prob: Newest speech probability, 0..1.
    """

    pcm: bytes
    end_s: float
    speech_prob: float


class PreRoll:
    """The last seconds of sound, so that what was said before a decision is not lost."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._heard: deque[Heard] = deque()

    def push(self, heard: Heard) -> None:
        """Add the newest sound and drop what has become too old."""
        self._heard.append(heard)
        while self._heard[0].end_s <= heard.end_s - self._seconds:
            self._heard.popleft()

    def last(self, seconds: float) -> list[Heard]:
        """Return the newest `seconds`, oldest first."""
        if not self._heard:
            return []
        since_s = self._heard[-1].end_s - seconds
        return [heard for heard in self._heard if heard.end_s > since_s]

    def clear(self) -> None:
        """Forget everything."""
        self._heard.clear()


def _ignore() -> None:
    """Take no notice of the end."""


@dataclass(slots=True)
class Hold:
    """Listening that was asked for by a key or a click, and may be ended by one.

    Attributes:
        ends_in_silence: It ends as any utterance does; otherwise only by being let go, or when it has become too long.
        on_over: Called when it is over, once.
        until_s: Time of the last sound that belongs to it, once it was let go.
    """

    ends_in_silence: bool = True
    on_over: Callable[[], None] = _ignore
    until_s: float = math.inf
    _is_over: bool = False

    def end(self) -> None:
        """Tell that it is over."""
        if not self._is_over:
            self._is_over = True
            self.on_over()

    def endpoint(self, usual: EndpointSettings) -> EndpointSettings:
        """Return how an utterance ends while this lasts."""
        if self.ends_in_silence:
            return usual
        longest_s = usual.max_utterance_s
        return replace(
            usual,
            patience=1.0,
            complete_silence_s=longest_s,
            unknown_silence_s=longest_s,
            open_silence_s=longest_s,
            max_silence_s=longest_s,
            no_speech_s=longest_s,
        )


class Capture:
    """Collects one utterance.

    The transcript is computed while the silence is still being judged. When speech goes on, what was computed before is
    worthless: `generation` tells a late result from a valid one.

    Args:
        turn: The number reserved for it; 0 if none was.
        wake: The detection that began it; None if none was needed.
        wake_s: When that was.
        is_stop_only: Heard while something is being done: nothing but "stop" is meant for Zenus.

    Attributes:
        is_addressed: It is certain that Zenus was spoken to; until then nothing of the capture is made known.
        is_command_awaited: The wake phrase is over, and what comes now is the request.
        is_announced: A sound has told that Zenus listens, so that another one tells when it no longer does.
        hold: What it was asked for by, if by no words.
        words: What of it may be shown while it goes on.
        shown: What has been.
    """

    def __init__(
        self,
        turn: int,
        wake: WakeDetection | None = None,
        wake_s: float = 0.0,
        *,
        is_stop_only: bool = False,
        hold: Hold | None = None,
    ) -> None:
        self.turn = turn
        self.wake = wake
        self.wake_s = wake_s
        self.is_stop_only = is_stop_only
        self.is_addressed = wake is None and not is_stop_only
        self.is_command_awaited = wake is None
        self.is_announced = False
        self.hold = hold
        self.has_speech = False
        self.generation = 0
        self.is_transcribing = False
        self.transcript: Transcript | None = None
        self.end_reason = ""
        self.words = SettledWords()
        self.shown = ""
        self._heard: list[Heard] = []
        self._masked_until_s = 0.0

    @property
    def is_follow_up(self) -> bool:
        """Whether no turn was reserved for it: it began with speech alone, without the phrase or a key."""
        return self.turn == 0

    def push(self, heard: Heard) -> None:
        """Add sound. What is not speech under an earcon becomes silence, so that no earcon reaches the recogniser."""
        if heard.end_s <= self._masked_until_s and heard.speech_prob < _SURELY_SPEECH_PROB:
            heard = Heard(bytes(len(heard.pcm)), heard.end_s, heard.speech_prob)
        self._heard.append(heard)

    def announce(self, earcon_until_s: float) -> None:
        """Note that a sound tells of the listening, until that time."""
        self.is_announced = True
        self._masked_until_s = earcon_until_s

    def is_let_go(self, time_s: float) -> bool:
        """Return whether the sound up to `time_s` is all that was held for."""
        return self.hold is not None and time_s >= self.hold.until_s

    def sound_from(self, time_s: float) -> bytes:
        """Return the sound that ended after `time_s`."""
        return b"".join(heard.pcm for heard in self._heard if heard.end_s > time_s)

    @property
    def phrase_s(self) -> float:
        """How much of the sound, from its start, belongs to the wake phrase."""
        spoken = [] if self.is_command_awaited else self._heard
        return sum(duration_s(heard.pcm) for heard in spoken if heard.end_s <= self.wake_s)

    @property
    def duration_s(self) -> float:
        """How long it is by now."""
        return sum(duration_s(heard.pcm) for heard in self._heard)

    def sound_until(self, time_s: float) -> bytes:
        """Return the sound that ended by `time_s`."""
        return b"".join(heard.pcm for heard in self._heard if heard.end_s <= time_s)

    def forget_transcript(self) -> None:
        """Make stale whatever was, or is being, transcribed."""
        self.generation += 1
        self.is_transcribing = False
        self.transcript = None

    def await_command(self, since_s: float, earcon_until_s: float) -> list[Heard]:
        """Drop the sound before `since_s`, which was the wake phrase alone, and go on with an open end.

        Returns:
            What was heard after the phrase, for a fresh endpointer to judge.
        """
        self._heard = [heard for heard in self._heard if heard.end_s > since_s]
        self.announce(earcon_until_s)
        self.end_reason = ""
        self.is_command_awaited = True
        self.words, self.shown = SettledWords(), ""
        self.forget_transcript()
        return list(self._heard)
