"""The values that flow through one turn, in order: speech, plan, verdict, result, reply, record.

All are frozen. What a user said and what was read from the screen or a file is untrusted text, and is never logged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

JsonValue: TypeAlias = bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
Facts: TypeAlias = Mapping[str, JsonValue]

# -------------------------------------------------------------------------------------------------------------- speech


@dataclass(frozen=True, slots=True)
class SpeechHints:
    """What the recogniser should expect.

    Attributes:
        languages: Languages that may be spoken, as ISO 639-1 codes; one code means no detection.
        prompts: Text that "came before", which biases spelling, by language.
        hotwords: Names that may occur, most likely first.
        phrase_s: Seconds at the start that hold the wake phrase, which tells nothing of the language.
    """

    languages: tuple[str, ...] = ("en",)
    prompts: Mapping[str, str] = field(default_factory=dict)
    hotwords: tuple[str, ...] = ()
    phrase_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. Empty `text` means that there was no speech to be recognised."""

    text: str
    language: str = "en"
    confidence: float = 0.0
    duration_s: float = 0.0
    is_final: bool = True


class Completeness(StrEnum):
    """How finished a request sounds, judged from its words alone."""

    COMPLETE = "complete"
    OPEN = "open"
    UNKNOWN = "unknown"


# ---------------------------------------------------------------------------------------------------------------- plan


class Source(StrEnum):
    """Who wrote a plan."""

    GRAMMAR = "grammar"
    LOCAL = "local"
    CLAUDE = "claude"


class Risk(StrEnum):
    """What an action can do at worst, computed by code from the action and never by a model."""

    READ_ONLY = "read-only"
    REVERSIBLE = "reversible"
    IRREVERSIBLE = "irreversible"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What the catalogue knows about an action.

    Attributes:
        name: Dotted, domain first: `volume.set`.
        description: One sentence, from the action's docstring.
        capabilities: What must be granted for it to run.
        timeout_s: After this long it is reported as failed.
        can_be_undone: There is a way back; whether it is open is known when the targets are.
    """

    name: str
    description: str
    capabilities: frozenset[str]
    risk: Risk
    timeout_s: float
    can_be_undone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One action to run with its arguments."""

    action: str
    args: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for one request, in order.

    Attributes:
        rule: The template or the model call that produced it.
        said: The request as a whole sentence, with what it left out filled in.
    """

    source: Source
    steps: tuple[Step, ...]
    rule: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class CustomCommand:
    """A phrase of the user's own that stands for a request.

    Attributes:
        phrase: In the one form that requests are compared in.
        said: The phrase as the user said it.
        request: What it stands for, one or more requests in a sentence.
    """

    language: str
    phrase: str
    said: str
    request: str


# -------------------------------------------------------------------------------------------------------------- result


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The execution record of one step: the only source of what a reply may claim.

    Attributes:
        message: Key of the reply template, such as `volume.set.done`.
        facts: Values for that template, and for the card.
        is_verified: An independent read confirmed the effect; always true of a read-only action that succeeded.
        effects: What changed in the world, one short sentence each.
        error_code: Kebab-case code when `ok` is false.
        deed: Its number in the journal; 0 if it changes nothing.
    """

    action: str
    ok: bool
    message: str
    facts: Facts = field(default_factory=dict)
    is_verified: bool = False
    is_undoable: bool = False
    effects: tuple[str, ...] = ()
    error_code: str = ""
    deed: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """An answer to a question of the gate. `by` says who or what gave it: voice, typed, option, client."""

    question: str
    granted: bool
    by: str


# --------------------------------------------------------------------------------------------------------------- reply


CardKind: TypeAlias = Literal["", "items", "choices", "diff"]
Lines: TypeAlias = tuple[tuple[str, str], ...]
"""Lines of a difference: a sign ("-", "+" or " ") and a text."""


@dataclass(frozen=True, slots=True)
class Card:
    """The visual rendering of a reply.

    Attributes:
        rows: Lines of cells; the first column is what a voice would name.
        kind: What the rows are to the user: `items` that "open 3" opens, `choices` of which one is the answer, a
            `diff` of signs and lines; empty where they are there to be read.
    """

    title: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    kind: CardKind = ""

    def as_facts(self) -> Facts:
        """Return the card as events and the command line have it: `{title, rows, kind}`."""
        return {"title": self.title, "rows": [list(row) for row in self.rows], "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Reply:
    """Two renderings of one record: at most two spoken sentences, and a card."""

    text: str
    card: Card = Card()
    expects_answer: bool = False


@dataclass(frozen=True, slots=True)
class SpokenText:
    """How much of a reply left the speaker. `text` is what was heard, up to the last whole word."""

    text: str
    is_complete: bool


# -------------------------------------------------------------------------------------------------------------- record

Modality: TypeAlias = Literal["voice", "typed", "system"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A request that reached the controller.

    Attributes:
        turn: The number reserved when the wake phrase was heard; 0 if none was.
        heard_s: Monotonic time of the last voiced sample, or of the key press; 0 if unknown.
        is_follow_up: Said in the window after a reply, without the wake phrase.
        timings_ms: What came before the turn: `endpoint`, from the end of speech to the utterance.
    """

    text: str
    modality: Modality
    language: str = "en"
    confidence: float = 1.0
    turn: int = 0
    heard_s: float = 0.0
    is_follow_up: bool = False
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """All that is kept of a turn.

    Attributes:
        turn: Counts up from 1 over the life of the store.
        timings_ms: Stage name to milliseconds: `understand` and `act` on their own; `reply_ready`, `first_audio` and
            `total` from the turn's beginning; for speech also `endpoint` and `response` from the end of speech.
        spoken: What was heard of the reply; None when nothing was to be spoken.
        trace: What the gate computed and decided, for "why".
    """

    turn: int
    at_utc: datetime
    session: str
    utterance: Utterance
    plan: Plan | None
    approvals: tuple[Approval, ...]
    results: tuple[ActionResult, ...]
    reply: Reply
    spoken: SpokenText | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    trace: Facts = field(default_factory=dict)
