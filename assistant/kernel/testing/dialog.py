"""Fakes for understanding, deeds and the gate."""

from collections.abc import Callable, Mapping, Sequence

import anyio

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.effects import Prospect
from assistant.kernel.types import (
    ActionResult,
    ActionSpec,
    Completeness,
    Plan,
    Risk,
    Source,
    SpeechHints,
    Step,
)
from assistant.kernel.verdict import Agreement, Allow, Ask, Deny, Foreseen, Permit, Verdict


class ScriptedInterpreter:
    """Understands exactly the given sentences, in lower case and without a full stop."""

    def __init__(self, plans: Mapping[str, Step | tuple[Step, ...]]) -> None:
        self._plans = plans

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        """Return the scripted plan."""
        steps = self._plans.get(text.lower().strip(" .?!"))
        if steps is None:
            return None
        return Plan(Source.GRAMMAR, steps if isinstance(steps, tuple) else (steps,), rule="scripted")

    def choose(self, text: str, labels: Sequence[str], language: str = "en") -> int | None:
        """Return the place of the label that is the text; None if there is none."""
        return next((index for index, label in enumerate(labels) if label == text), None)

    def completeness(self, text: str, language: str = "en") -> Completeness:
        """Call a known sentence complete, and anything that ends in "the" open."""
        if text.lower().endswith(" the"):
            return Completeness.OPEN
        return Completeness.COMPLETE if self.interpret(text) else Completeness.UNKNOWN

    def hints(self, *languages: str) -> SpeechHints:
        """Return plain hints."""
        return SpeechHints(languages=languages or ("en",))


class ScriptedGate:
    """Gives the same verdict to every plan, or asks `decide`."""

    def __init__(self, decide: Callable[[Sequence[Foreseen]], Verdict] | None = None) -> None:
        self._decide = decide or (lambda _steps: Allow())

    async def review(self, steps: Sequence[Foreseen]) -> Verdict:
        """Return the scripted verdict."""
        return self._decide(steps)

    async def admit(self, foreseen: Foreseen, agreement: Agreement) -> Permit | Ask | Deny:
        """Return leave unless the scripted verdict is against it."""
        verdict = self._decide([foreseen])
        if isinstance(verdict, Deny) or (isinstance(verdict, Ask) and not agreement.covers(foreseen, verdict.demand)):
            return verdict
        return Permit(foreseen)


class ScriptedExecutor:
    """Knows every action; runs each for `duration_s` of virtual time and returns its scripted record, or a good one.

    Attributes:
        sights: What is foreseen of an action, instead of its arguments as facts; may be changed between two turns.
        ran: The steps that were run.
    """

    def __init__(
        self,
        results: Mapping[str, ActionResult] | None = None,
        duration_s: float = 0.0,
        sights: Mapping[str, Callable[[Step], Prospect | ActionResult]] | None = None,
    ) -> None:
        self._results = results or {}
        self._duration_s = duration_s
        self.sights = dict(sights or {})
        self.ran: list[Step] = []

    def spec(self, name: str) -> ActionSpec | None:
        """Return a spec that asks for the capability `name.use`; None for names that end in "unknown"."""
        if name.endswith("unknown"):
            return None
        domain = name.split(".")[0]
        return ActionSpec(name, f"Do {name}.", frozenset({f"{domain}.use"}), Risk.REVERSIBLE, 5.0)

    async def foresee(self, step: Step) -> Foreseen | ActionResult:
        """Return the step with its arguments as facts; the record of a failure for names that end in "missing"."""
        spec = self.spec(step.action)
        if spec is None:
            return ActionResult(step.action, ok=False, message="failed.unknown-action", error_code="unknown-action")
        if step.action.endswith("missing"):
            return ActionResult(step.action, ok=False, message="failed.not-found", error_code="not-found")
        sight = self.sights.get(step.action)
        found = sight(step) if sight else Prospect(facts=step.args)
        return Foreseen(step, spec, found) if isinstance(found, Prospect) else found

    async def run(self, permit: Permit, turn: int) -> ActionResult:
        """Take the scripted time, shielded, and return the record."""
        step = permit.foreseen.step
        with anyio.CancelScope(shield=True):
            await anyio.sleep(self._duration_s)
            self.ran.append(step)
        default = ActionResult(step.action, ok=True, message="done", is_verified=True)
        return self._results.get(step.action, default)
