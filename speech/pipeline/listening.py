"""Whom the listener works with, and how it listens."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVarTuple

from anyio.abc import TaskGroup

from assistant.kernel.ports import (
    Interpreter,
    Microphone,
    SpeechToText,
    Voice,
    VoiceActivityDetector,
    WakeWordDetector,
    Worker,
)
from assistant.kernel.types import SpeechHints, Utterance
from speech.endpoint import EndpointSettings

_Args = TypeVarTuple("_Args")


@dataclass(frozen=True, slots=True)
class Ears:
    """The devices and engines that listening needs."""

    microphone: Microphone
    wake: WakeWordDetector
    vad: VoiceActivityDetector
    stt: SpeechToText
    detect_worker: Worker
    stt_worker: Worker
    interpreter: Interpreter
    voice: Voice
    draft_worker: Worker


class FollowUp(StrEnum):
    """How long after a turn no wake phrase is needed: not at all, as usual, or as long as an answer may take."""

    NONE = "none"
    USUAL = "usual"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How to listen.

    Attributes:
        languages: Those that requests may be in, the likeliest first; one alone is never guessed.
        pre_roll_s: Sound kept from before the wake phrase was recognised; it must hold the phrase itself.
        follow_up_s: After a reply the wake phrase need not be said for so long; 0 turns this off.
        answer_s: The same after a question; never turned off, as a question that cannot be answered is none.
        follow_up_pre_roll_s: The sound kept from before such speech was noticed.
        wake_phrase: What a transcript begins with that is meant for us.
        is_lockstep: All that comes of a hop is waited for before the next: for a file that is read faster than real
            time, of which the rest would otherwise have gone by while the first request is answered.
        endpoint: How an utterance ends.
    """

    languages: tuple[str, ...] = ("en",)
    pre_roll_s: float = 1.7
    follow_up_s: float = 0.0
    answer_s: float = 30.0
    follow_up_pre_roll_s: float = 0.6
    wake_phrase: str = "hey zenus"
    is_lockstep: bool = False
    endpoint: EndpointSettings = field(default_factory=EndpointSettings)


@dataclass(frozen=True, slots=True)
class Dialog:
    """What listening asks of the dialog.

    Attributes:
        reserve_turn: Return the number for an utterance that has begun.
        barge_in: The wake phrase was heard: whatever is being said should end.
        take: Run an utterance; returns whether a window opens in which no wake phrase is needed.
        is_busy: Whether a turn runs.
        answer_language: The language in which an answer is waited for; empty while none is.
    """

    reserve_turn: Callable[[], int]
    barge_in: Callable[[], object]
    take: Callable[[Utterance], Awaitable[FollowUp]]
    is_busy: Callable[[], bool]
    answer_language: Callable[[], str] = str


@dataclass(slots=True)
class Listening:
    """What listening goes by at the moment. The listener alone changes it; its parts look here each time.

    Attributes:
        now_s: Monotonic time of the end of the newest sound.
        tasks: Where transcriptions and turns run; None before listening has begun.
    """

    ears: Ears
    dialog: Dialog
    settings: ListenerSettings
    now_s: float = 0.0
    tasks: TaskGroup | None = None

    @property
    def hints(self) -> SpeechHints:
        """What the recogniser should expect now. A "yes" is too short to tell a language by: a question settles it."""
        asked_in = self.dialog.answer_language()
        return self.ears.interpreter.hints(*((asked_in,) if asked_in else self.settings.languages))

    def start(self, job: Callable[[*_Args], Coroutine[object, object, object]], *args: *_Args) -> None:
        """Run something that lasts, while listening goes on."""
        assert self.tasks is not None, "listening has begun"
        self.tasks.start_soon(job, *args)
