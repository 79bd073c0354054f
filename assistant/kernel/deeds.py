"""The record of deeds: what the journal keeps of each, and what an auditor finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.kernel.effects import NO_EFFECTS, Effects
from assistant.kernel.types import Facts


class DeedState(StrEnum):
    """How far a deed has come.

    `begun` while it runs; `interrupted` when its process died before it ended; `undoing` while it is being taken back,
    also after a crash in the middle of that; `forgotten` when all that is kept is that there was a deed.
    """

    BEGUN = "begun"
    DONE = "done"
    UNVERIFIED = "unverified"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    UNDOING = "undoing"
    UNDONE = "undone"
    FORGOTTEN = "forgotten"


# In these something may have been changed that is not yet taken back.
OPEN_STATES = (DeedState.DONE, DeedState.UNVERIFIED, DeedState.FAILED, DeedState.INTERRUPTED, DeedState.UNDOING)


@dataclass(frozen=True, slots=True)
class NewDeed:
    """A deed that is about to begin.

    Attributes:
        facts: Values for the sentence that names it.
        undo: What its undo needs; None if it cannot be undone.
    """

    turn: int
    action: str
    args: Facts
    capabilities: frozenset[str]
    effects: Effects = NO_EFFECTS
    facts: Facts = field(default_factory=dict)
    undo: Facts | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed in the journal.

    Attributes:
        number: Counts up from 1 over the life of the journal.
        undo: What its undo needs; None if it cannot be undone, or no longer.
        notes: What was noted while it ran, by the index that the action chose.
        paths: The real paths that it touches.
    """

    number: int
    turn: int
    at_utc: datetime
    action: str
    args: Facts
    state: DeedState
    facts: Facts
    undo: Facts | None
    notes: Mapping[int, Facts]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a deed cannot be taken back now: a kebab-case code, and the path that stands in the way."""

    code: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """What is wrong with one entry of the audit log; `entry` is its number."""

    entry: int
    problem: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """How many entries were checked, and what is wrong with them; nothing if `findings` is empty."""

    entry_count: int
    findings: tuple[AuditFinding, ...]
