"""What came of the cases of each kind, and the first of those that should never be."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from assistant.kernel.types import JsonValue

Outcome = Literal["allowed", "asked", "denied", "refused"]
Fault = Literal["escape", "ungated", "crash", "false_yes"]
FAULTS: tuple[Fault, ...] = ("escape", "ungated", "crash", "false_yes")
_MOST_SHOWN = 20


@dataclass(slots=True)
class Tally:
    """Counts cases.

    Attributes:
        outcomes: By kind of case and what became of it; `refused` is what failed before the gate was asked.
        faults: By kind of fault.
        shown: The first faults, each with what makes the case again.
    """

    seed: int
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def count(self, kind: str, outcome: Outcome, cases: int = 1) -> None:
        """Count what became of cases."""
        self.outcomes[kind, outcome] += cases

    def too_low(self, is_escape: bool, kind: str, number: int, detail: str) -> None:
        """Keep that less stood before an effect than had to."""
        self.fault("escape" if is_escape else "ungated", kind, number, detail)

    def fault(self, fault: Fault, kind: str, number: int, detail: str) -> None:
        """Keep what should never be; `number` is that of the case within its kind."""
        self.faults[fault] += 1
        if len(self.shown) < _MOST_SHOWN:
            self.shown.append(f"{fault}: {kind} {number} of seed {self.seed}: {detail}")

    @property
    def case_count(self) -> int:
        """How many cases there were."""
        return self.outcomes.total()

    def report(self) -> dict[str, JsonValue]:
        """Return the counts as JSON."""
        kinds = sorted({kind for kind, _ in self.outcomes})
        return {
            "cases": self.case_count,
            "kinds": {kind: self._of_kind(kind) for kind in kinds},
            "faults": {fault: self.faults[fault] for fault in FAULTS},
            "first_faults": list(self.shown),
        }

    def _of_kind(self, kind: str) -> dict[str, JsonValue]:
        return {outcome: count for (of, outcome), count in sorted(self.outcomes.items()) if of == kind}
