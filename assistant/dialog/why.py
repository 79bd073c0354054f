"""Explains a turn from its record: what was heard, who understood it how, what the gate computed, what came of it.

Nothing is made up here: every fact stands in the record that was written when it happened.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from assistant.kernel.types import ActionResult, Facts, JsonValue, TurnRecord

# Turns about other turns: "why" and "say that again" do not ask about each other.
ABOUT_TURNS = frozenset({"dialog.why", "dialog.repeat", "dialog.recap", "dialog.help", "dialog.stop", "undo.list"})


def is_about_turns(record: TurnRecord) -> bool:
    """Return whether a turn only asked about the conversation itself."""
    return record.plan is not None and any(step.action in ABOUT_TURNS for step in record.plan.steps)


def explanation(record: TurnRecord) -> Facts:
    """Return what a reply template needs to explain a turn; see `dialog.why` in the reply words."""
    trace = record.trace
    concerns = [str(concern["code"]) for concern in cast(Sequence[Facts], trace.get("concerns", ()))]
    refused = trace.get("refused", {})
    assert isinstance(refused, Mapping), "the runner writes it so"
    approval = record.approvals[-1] if record.approvals else None
    return {
        "turn": record.turn,
        "heard": record.utterance.text,
        "modality": record.utterance.modality,
        "confidence_percent": round(record.utterance.confidence * 100),
        "source": record.plan.source.value if record.plan else "",
        "rule": record.plan.rule if record.plan else "",
        "actions": [step.action for step in record.plan.steps] if record.plan else [],
        "verdict": str(trace.get("verdict", "")),
        "concerns": list(concerns),
        "concern": concerns[0] if concerns else "",
        "refusal": str(refused.get("code", "")),
        "question": approval.question if approval else "",
        "answer": _answer(approval.granted, approval.by) if approval else "",
        "files": _file_count(trace),
        "paths": _paths(trace),
        "outcome": outcome(record),
        "results": [_told(result) for result in record.results],
        "reply": record.reply.text,
    }


def _answer(is_granted: bool, by: str) -> str:
    return f"{'yes' if is_granted else 'no'} ({by})"


def _steps(trace: Facts) -> Sequence[Facts]:
    return cast(Sequence[Facts], trace.get("steps", ()))


def _effects(trace: Facts) -> Sequence[Facts]:
    return [cast(Facts, step["effects"]) for step in _steps(trace)]


def _file_count(trace: Facts) -> int:
    return sum(cast(int, effects["file_count"]) for effects in _effects(trace))


def _paths(trace: Facts) -> list[JsonValue]:
    touches = [touch for effects in _effects(trace) for touch in cast(Sequence[Facts], effects["touches"])]
    return [{"access": touch["access"], "path": touch["path"]} for touch in touches]


def outcome(record: TurnRecord) -> str:
    """Return done, unverified, failed, refused, declined, asked, not-understood or answered."""
    if record.plan is None:
        return "not-understood"
    if record.trace.get("refused"):
        return "refused"
    if record.results:
        if not all(result.ok for result in record.results):
            return "failed"
        return "done" if all(result.is_verified for result in record.results) else "unverified"
    if record.approvals and not record.approvals[-1].granted:
        return "declined"
    return "asked" if record.reply.expects_answer else "answered"


def _told(result: ActionResult) -> dict[str, JsonValue]:
    state = "failed" if not result.ok else "verified" if result.is_verified else "not confirmed"
    return {"action": result.action, "state": state, "error": result.error_code, "deed": result.deed}
