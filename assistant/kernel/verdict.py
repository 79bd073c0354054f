"""What the gate decides, and what a user answers.

The gate gives reasons as codes with facts; the words are found by whoever speaks to the user.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from assistant.kernel.effects import NOTHING_FORESEEN, Access, Prospect
from assistant.kernel.types import ActionSpec, Facts, Plan, Step


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A step with what is known of its action, and its resolved targets."""

    step: Step
    spec: ActionSpec
    prospect: Prospect = NOTHING_FORESEEN

    @property
    def seal(self) -> str:
        """A digest of the step and of its targets as they are: whoever agrees to it agrees to nothing else."""
        effects = self.prospect.effects
        # A new thing may be named after the minute in which it is made; where it is made is what counts.
        touches = [
            (touch.access.value, touch.path.rpartition("/")[0] if touch.access is Access.CREATE else touch.path)
            for touch in effects.touches
        ]
        extent = [effects.file_count, effects.starts, effects.ends, effects.uses_network, effects.is_final]
        sealed = [self.step.action, dict(self.step.args), effects.fingerprint, touches, extent]
        return hashlib.sha256(json.dumps(sealed, sort_keys=True, default=dict).encode()).hexdigest()


class Demand(StrEnum):
    """What an answer must hold to be a yes."""

    YES = "yes"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Concern:
    """Why the gate asks or refuses: a kebab-case code, and values for its sentence."""

    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allow:
    """The plan may run."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The plan may run after the user has agreed to a question that names the object.

    Attributes:
        steps: The steps that the question is about.
        concerns: Why it is asked.
    """

    steps: tuple[Foreseen, ...]
    concerns: tuple[Concern, ...] = ()
    demand: Demand = Demand.YES


@dataclass(frozen=True, slots=True)
class Deny:
    """The plan may not run."""

    concern: Concern


Verdict: TypeAlias = Allow | Ask | Deny


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to run one step as it was reviewed. Made by the gate alone; an executor runs nothing without one."""

    foreseen: Foreseen


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a user has agreed to: the seals of steps with their targets as they were, and how firmly."""

    seals: frozenset[str] = frozenset()
    demand: Demand = Demand.YES

    def covers(self, foreseen: Foreseen, demand: Demand) -> bool:
        """Return whether the step was agreed to as it stands now, in the way that it demands now."""
        return foreseen.seal in self.seals and demand in (self.demand, Demand.YES)


NO_AGREEMENT = Agreement()


@dataclass(frozen=True, slots=True)
class Question:
    """A plan that waits for a yes.

    Attributes:
        text: What was asked; names the object.
        agreement: What a yes agrees to.
        deeds: Each deed that is asked about, as the question named it: "move 42 files to the trash".
        code: What must be said besides, when the agreement demands it.
        language: ISO 639-1 code of `text`, in which it is answered; empty where the answer's own counts.
        asked_at: Aware wall time; before it and after `expires_at` no answer counts.
    """

    plan: Plan
    text: str
    agreement: Agreement
    deeds: tuple[str, ...]
    asked_at: datetime
    expires_at: datetime
    code: str = ""
    language: str = ""

    @property
    def id(self) -> str:
        """A name for this asking alone: an answer that carries it can't answer a later question by mistake."""
        return hashlib.sha256(f"{self.asked_at.timestamp():.6f} {self.text}".encode()).hexdigest()[:16]

    def is_open(self, now: datetime) -> bool:
        """Return whether an answer still counts."""
        return self.asked_at <= now < self.expires_at
