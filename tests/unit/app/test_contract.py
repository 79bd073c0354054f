"""The object of `zenus ask --json`."""

import json
from datetime import UTC, datetime

from assistant.app.contract import ask_result
from assistant.kernel.testing.dialog import ScriptedExecutor
from assistant.kernel.types import ActionResult, Approval, Card, Plan, Reply, Source, Step, TurnRecord, Utterance

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FULL = TurnRecord(
    turn=7,
    at_utc=NOON,
    session="main",
    utterance=Utterance("mute", "typed"),
    plan=Plan(Source.GRAMMAR, (Step("volume.mute", {"is_muted": True}), Step("some.unknown"))),
    approvals=(Approval("Shall I?", True, "voice"),),
    results=(
        ActionResult("volume.mute", True, "volume.mute.done", {"level": 0}, True, False, ("The sound is off.",)),
        ActionResult("some.unknown", False, "failed", error_code="unknown-action"),
    ),
    reply=Reply("Muted.", Card("Volume", (("level", "0"),)), expects_answer=False),
    timings_ms={"total": 12.0},
)


def test_a_turn_is_told_whole() -> None:
    assert json.loads(json.dumps(ask_result(FULL, ScriptedExecutor()))) == {
        "turn": 7,
        "text": "mute",
        "source": "grammar",
        "steps": [
            {"action": "volume.mute", "args": {"is_muted": True}, "risk": "reversible"},
            {"action": "some.unknown", "args": {}, "risk": "unknown"},
        ],
        "approvals": [{"question": "Shall I?", "granted": True, "by": "voice"}],
        "results": [
            {
                **{"action": "volume.mute", "ok": True, "verified": True, "undoable": False},
                **{"effects": ["The sound is off."], "facts": {"level": 0}, "error": None},
            },
            {
                **{"action": "some.unknown", "ok": False, "verified": False, "undoable": False},
                **{"effects": [], "facts": {}, "error": "unknown-action"},
            },
        ],
        "reply": {
            "text": "Muted.",
            "card": {"title": "Volume", "rows": [["level", "0"]], "kind": ""},
            "expects_answer": False,
        },
        "timings_ms": {"total": 12.0},
    }


def test_a_turn_that_was_not_understood_has_neither_source_nor_steps() -> None:
    record = TurnRecord(8, NOON, "main", Utterance("xyzzy", "typed"), None, (), (), Reply("What?"))
    result = ask_result(record, ScriptedExecutor())
    assert (result["source"], result["steps"], result["results"]) == (None, [], [])
