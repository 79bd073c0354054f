"""The endpointer: decides when an utterance begins, pauses, goes on and is over.

A pure state machine. It owns no sound, no clock and no model: speech probabilities and times come in through `step`,
what the words so far sound like through `judge`, and events come out. It does not care how the sound was cut: steps of
10 ms and of 100 ms give the same events at the same times, to within one step.

    waiting --voiced for min_speech_s--> speaking <--voiced for min_resume_s-- paused --silent long enough--> ended
                                            +---------silent for pause_s---------^

Two thresholds keep it steady: sound becomes speech at `start_prob` and stays speech down to `stop_prob`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from assistant.kernel.types import Completeness

EndReason: TypeAlias = Literal["complete", "silence", "max-length", "no-speech"]


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """How patient the endpointer is. Times are seconds of silence or of speech.

    Attributes:
        start_prob: Sound becomes speech from this probability up. Source: Silero's own default.
        stop_prob: Speech stays speech down to this probability. Source: Silero's own default, 0.15 below the start.
        min_speech_s: Shorter sounds are clicks and coughs; the shortest words ("stop", "at") are voiced for 130 ms and
            more in the development data.
        min_resume_s: A sound shorter than this does not end a pause; words in mid-utterance can be shorter than alone.
        pause_s: Silence after which a speculative transcript is worth its cost; stops inside words are below 100 ms.
        complete_silence_s: Silence that ends a request that sounds complete.
        unknown_silence_s: Silence that ends a request of which nothing is known; pauses inside a turn are mostly
            shorter than 0.6 s.
        open_silence_s: Silence that ends a request that wants more words ("open the").
        patience: What the user set: scales the three silences above.
        max_silence_s: No silence has to be longer than this, however patient the user is.
        no_speech_s: Give up when nobody has begun to speak for so long.
        max_utterance_s: An utterance is cut here; longer ones are somebody's television.
    """

    start_prob: float = 0.5
    stop_prob: float = 0.35
    min_speech_s: float = 0.1
    min_resume_s: float = 0.06
    pause_s: float = 0.13
    complete_silence_s: float = 0.28
    unknown_silence_s: float = 0.65
    open_silence_s: float = 1.5
    patience: float = 1.0
    max_silence_s: float = 6.0
    no_speech_s: float = 5.0
    max_utterance_s: float = 30.0

    def __post_init__(self) -> None:
        assert 0 < self.stop_prob <= self.start_prob <= 1, "the stop threshold lies above the start threshold"
        assert self.patience > 0, "patience scales a time"

    def silence_s(self, completeness: Completeness) -> float:
        """Return how much silence ends a request that sounds like this; never less than a pause."""
        base_s = {
            Completeness.COMPLETE: self.complete_silence_s,
            Completeness.UNKNOWN: self.unknown_silence_s,
            Completeness.OPEN: self.open_silence_s,
        }[completeness]
        return max(self.pause_s, min(base_s * self.patience, self.max_silence_s))


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody speaks, since `t_s`."""

    t_s: float


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """Silence since `t_s`, the end of the last voiced sample: time for a speculative transcript.

    `pause` counts up from 1 within an utterance; whoever judges the transcript hands it back.
    """

    t_s: float
    pause: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """The speaker went on, since `t_s`; what was thought of the last pause is void."""

    t_s: float


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The utterance is over; `t_s` is when that was decided, `last_voiced_s` the end of its last voiced sample."""

    t_s: float
    last_voiced_s: float
    reason: EndReason


EndpointEvent: TypeAlias = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


class _Phase(Enum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    PAUSED = "paused"
    ENDED = "ended"


class Endpointer:
    """Finds the end of one utterance at a time; `reset` makes it ready for the next.

    Attributes:
        last_voiced_s: Time of the newest voiced sample; the time of the reset while there is none.
    """

    def __init__(self, settings: EndpointSettings | None = None, t_s: float = 0.0) -> None:
        self._settings = settings or EndpointSettings()
        self.reset(t_s)

    def reset(self, t_s: float) -> None:
        """Wait for an utterance from the time `t_s` on."""
        self._phase = _Phase.WAITING
        self._reset_s = self._now_s = self.last_voiced_s = t_s
        self._started_s = t_s
        self._run_start_s: float | None = None
        self._pause = 0
        self._completeness = Completeness.UNKNOWN

    @property
    def is_speech(self) -> bool:
        """Whether an utterance has begun and is not over."""
        return self._phase in (_Phase.SPEAKING, _Phase.PAUSED)

    def judge(self, pause: int, completeness: Completeness) -> None:
        """Say how the words up to `pause` sound. Ignored when the speaker has gone on since, or when all is over."""
        if self._phase is _Phase.PAUSED and pause == self._pause:
            self._completeness = completeness

    def step(self, speech_prob: float, t_s: float) -> tuple[EndpointEvent, ...]:
        """Take the speech probability of the sound since the last step, which ends at `t_s`.

        Returns:
            What happened, in order; mostly nothing. Nothing more after `SpeechEnded`, until `reset`.
        """
        begin_s, self._now_s = self._now_s, t_s
        if self._phase is _Phase.ENDED:
            return ()
        if self._is_voiced(speech_prob):
            return self._voiced(begin_s)
        return self._silent()

    def _is_voiced(self, speech_prob: float) -> bool:
        is_going_on = self._phase is _Phase.SPEAKING or self._run_start_s is not None
        return speech_prob >= (self._settings.stop_prob if is_going_on else self._settings.start_prob)

    def _voiced(self, begin_s: float) -> tuple[EndpointEvent, ...]:
        if self._run_start_s is None:
            self._run_start_s = begin_s
        events: tuple[EndpointEvent, ...] = ()
        if self._phase is _Phase.WAITING and self._has_run_for(self._settings.min_speech_s):
            self._phase, self._started_s = _Phase.SPEAKING, self._run_start_s
            events = (SpeechStarted(self._started_s),)
        elif self._phase is _Phase.PAUSED and self._has_run_for(self._settings.min_resume_s):
            self._phase, self._completeness = _Phase.SPEAKING, Completeness.UNKNOWN
            events = (SpeechResumed(self._run_start_s),)
        if self._phase is _Phase.SPEAKING:
            self.last_voiced_s = self._now_s
        return events + self._end_if_too_long()

    def _silent(self) -> tuple[EndpointEvent, ...]:
        self._run_start_s = None
        if self._phase is _Phase.WAITING:
            is_nobody_there = _at_least(self._now_s - self._reset_s, self._settings.no_speech_s)
            return self._end("no-speech") if is_nobody_there else ()
        events: tuple[EndpointEvent, ...] = ()
        silence_s = self._now_s - self.last_voiced_s
        if self._phase is _Phase.SPEAKING and _at_least(silence_s, self._settings.pause_s):
            self._phase, self._pause = _Phase.PAUSED, self._pause + 1
            events = (SpeechPaused(self.last_voiced_s, self._pause),)
        if _at_least(silence_s, self._settings.silence_s(self._completeness)):
            is_complete = self._completeness is Completeness.COMPLETE
            return events + self._end("complete" if is_complete else "silence")
        return events + self._end_if_too_long()

    def _has_run_for(self, length_s: float) -> bool:
        assert self._run_start_s is not None
        return _at_least(self._now_s - self._run_start_s, length_s)

    def _end_if_too_long(self) -> tuple[EndpointEvent, ...]:
        is_too_long = self.is_speech and _at_least(self._now_s - self._started_s, self._settings.max_utterance_s)
        return self._end("max-length") if is_too_long else ()

    def _end(self, reason: EndReason) -> tuple[EndpointEvent, ...]:
        self._phase = _Phase.ENDED
        return (SpeechEnded(self._now_s, self.last_voiced_s, reason),)


def _at_least(length_s: float, limit_s: float) -> bool:
    """Compare times that were added up from steps, whose last bits are not exact."""
    return length_s >= limit_s - 1e-6
