"""The JSON objects of the command line contract that are made from a turn's record."""

from assistant.kernel.ports import ActionCatalogue
from assistant.kernel.types import ActionResult, ActionSpec, JsonValue, Step, TurnRecord


def ask_result(record: TurnRecord, catalogue: ActionCatalogue) -> dict[str, JsonValue]:
    """Return what `zenus ask --json` prints: `{text, source, steps, approvals, results, reply, turn, timings_ms}`."""
    steps = record.plan.steps if record.plan else ()
    return {
        "turn": record.turn,
        "text": record.utterance.text,
        "source": record.plan.source.value if record.plan else None,
        "steps": [_step(step, catalogue) for step in steps],
        "approvals": [{"question": a.question, "granted": a.granted, "by": a.by} for a in record.approvals],
        "results": [_result(result) for result in record.results],
        "reply": {
            "text": record.reply.text,
            "card": record.reply.card.as_facts(),
            "expects_answer": record.reply.expects_answer,
        },
        "timings_ms": dict(record.timings_ms),
    }


class NoCatalogue:
    """Stands for the catalogue of the day of the turn, which was not kept; the risks it knew are left out."""

    def spec(self, name: str) -> ActionSpec | None:
        """Know nothing."""
        return None


def turn_result(record: TurnRecord, catalogue: ActionCatalogue | None = None) -> dict[str, JsonValue]:
    """Return what `zenus ask --json` prints for a turn, and when, where and how it was said and heard."""
    spoken = record.spoken
    steps = record.plan.steps if record.plan else ()
    return {
        **ask_result(record, catalogue or NoCatalogue()),
        "steps": [{"action": step.action, "args": step.args} for step in steps],
        "at_utc": record.at_utc.isoformat(),
        "session": record.session,
        "modality": record.utterance.modality,
        "language": record.utterance.language,
        "spoken": {"text": spoken.text, "complete": spoken.is_complete} if spoken else None,
    }


def _step(step: Step, catalogue: ActionCatalogue) -> dict[str, JsonValue]:
    spec = catalogue.spec(step.action)
    return {"action": step.action, "args": step.args, "risk": spec.risk.value if spec else "unknown"}


def _result(result: ActionResult) -> dict[str, JsonValue]:
    return {
        "action": result.action,
        "ok": result.ok,
        "verified": result.is_verified,
        "undoable": result.is_undoable,
        "effects": list(result.effects),
        "facts": result.facts,
        "error": result.error_code or None,
    }
