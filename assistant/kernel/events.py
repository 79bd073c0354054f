"""What Zenus tells the world while it works: the event lines of the command line contract.

Events flow one way, from the core to subscribers. Their fields are JSON values; `to_json` gives the contract's object.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

from assistant.kernel.errors import ZenusError
from assistant.kernel.types import Facts, JsonValue

StateName = Literal["idle", "listening", "thinking", "acting", "speaking", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. `turn` is 0 outside a turn."""

    type: ClassVar[str]
    turn: int = 0

    @property
    def is_fleeting(self) -> bool:
        """Whether it matters only at its moment: it goes to who has subscribed, and neither to files nor to the log."""
        return False

    def to_json(self, t_s: float) -> dict[str, JsonValue]:
        """Return the event as one JSON object; `t_s` is seconds since start."""
        body: dict[str, JsonValue] = {"t_s": round(t_s, 4), "turn": self.turn, "type": self.type}
        body.update((f.name, getattr(self, f.name)) for f in fields(self) if f.name != "turn")
        return body


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged(Event):
    """What the assistant is doing now."""

    type: ClassVar[str] = "state"
    name: StateName


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionChanged(Event):
    """Whether the microphone is ignored, and whether the wake phrase is."""

    type: ClassVar[str] = "attention"
    is_muted: bool
    is_asleep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneChanged(Event):
    """Which microphone is used, and whether sound comes from it."""

    type: ClassVar[str] = "microphone"
    name: str
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeDetected(Event):
    """The wake phrase was heard."""

    type: ClassVar[str] = "wake_detected"
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """The user began to speak."""

    type: ClassVar[str] = "speech_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelHeard(Event):
    """How loud it is at the microphone, 0 to 1: at most 30 a second, over the socket alone, while Zenus listens."""

    type: ClassVar[str] = "level"
    level: float

    @property
    def is_fleeting(self) -> bool:
        """The next one makes it worthless."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(Event):
    """The user's utterance is over; `reason` is the endpointer's, or `released` when a key was let go."""

    type: ClassVar[str] = "speech_ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed(Event):
    """What was heard so far (`final` false; over the socket alone), or altogether."""

    type: ClassVar[str] = "transcript"
    text: str
    final: bool
    language: str
    confidence: float

    @property
    def is_fleeting(self) -> bool:
        """What was heard so far is replaced by what was heard altogether."""
        return not self.final


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Event):
    """What is going to be done; each step is `{action, args, risk}`."""

    type: ClassVar[str] = "plan"
    source: str
    steps: tuple[Facts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    """The gate asks before the steps may run; `demand` is `yes`, or `code` if a plain yes is not enough.

    `id` and `session` are what an answer by the socket must name; `targets` are the objects, each with what would
    become of it, and notes of one cell; `changes` are the lines that a text would lose and get, each with its sign;
    after `open_s` seconds no answer counts.
    """

    type: ClassVar[str] = "approval_requested"
    question: str
    steps: tuple[Facts, ...]
    demand: str = "yes"
    id: str = ""
    session: str = ""
    targets: tuple[tuple[str, ...], ...] = ()
    changes: tuple[tuple[str, ...], ...] = ()
    open_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(Event):
    """The answer to the gate's question."""

    type: ClassVar[str] = "approval_given"
    granted: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStarted(Event):
    """An action begins."""

    type: ClassVar[str] = "action_started"
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFinished(Event):
    """An action ended, with its record."""

    type: ClassVar[str] = "action_finished"
    action: str
    ok: bool
    verified: bool
    undoable: bool
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed(Event):
    """A long action has done so many of so many parts."""

    type: ClassVar[str] = "progress"
    action: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied(Event):
    """What is answered; `card` is `{title, rows, kind}`.

    By `kind` the rows are `items` that "open 3" opens, `choices` of which one is the answer, or a `diff` of signs and
    lines; it is empty where they are only to be read.
    """

    type: ClassVar[str] = "reply"
    text: str
    card: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Captioned(Event):
    """What of the reply has been heard by now: some times a second, over the socket alone, while Zenus speaks."""

    type: ClassVar[str] = "caption"
    text: str

    @property
    def is_fleeting(self) -> bool:
        """`spoken` says it in the end."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOpened(Event):
    """For so many seconds no wake phrase is needed."""

    type: ClassVar[str] = "follow_up"
    open_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken(Event):
    """How much of the reply was heard."""

    type: ClassVar[str] = "spoken"
    text: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Event):
    """A turn was cut short, by `voice`, `typed`, `signal` or `client`; `dropped` steps of its plan were not begun."""

    type: ClassVar[str] = "interrupted"
    by: str
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Event):
    """These settings have other values now; each is `section.name`."""

    type: ClassVar[str] = "settings_changed"
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowWanted(Event):
    """The user wants to see a page of the settings window; empty for whichever was seen last. Over the socket alone."""

    type: ClassVar[str] = "window_wanted"
    page: str = ""

    @property
    def is_fleeting(self) -> bool:
        """It is a wish of this moment."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRaised(Event):
    """Something failed and the user should know."""

    type: ClassVar[str] = "error"
    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: ZenusError, turn: int = 0) -> "ErrorRaised":
        """Return the event that tells of an error."""
        return cls(turn=turn, code=error.code, message=error.message, hint=error.hint)
