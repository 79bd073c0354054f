"""A turn's own state, and the record that is left of it."""

from datetime import UTC, datetime

import pytest

from assistant.dialog.turn import Request, Turn, TurnOptions
from assistant.kernel.types import ActionResult, Approval, Plan, Reply, Source, SpokenText, Step, Utterance

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SET = Step("volume.set", {"level": 30})


def turn(**utterance) -> Turn:
    return Turn(3, Request(Utterance("mute", "voice", **utterance), TurnOptions(session="work")), started_s=10.0)


async def test_an_interruption_cancels_the_scope_and_keeps_who_came_first() -> None:
    cut = turn()
    assert cut.interrupted_by == "" and not cut.scope.cancel_called
    cut.interrupt("voice")
    cut.interrupt("signal")
    assert cut.interrupted_by == "voice" and cut.scope.cancel_called


async def test_a_stage_is_timed_in_milliseconds() -> None:
    timed = turn()
    timed.mark("act", 10.0, 10.123456)
    assert timed.timings_ms == {"act": 123.46}


async def test_steps_are_told_with_the_risk_that_the_code_knows() -> None:
    planned = turn()
    assert planned.step_facts({}) == ()
    planned.plan = Plan(Source.GRAMMAR, (SET, Step("some.unknown")))
    assert planned.step_facts({"volume.set": "reversible"}) == (
        {"action": "volume.set", "args": {"level": 30}, "risk": "reversible"},
        {"action": "some.unknown", "args": {}, "risk": "unknown"},
    )


async def test_an_untouched_turn_leaves_an_empty_record() -> None:
    record = turn().record(NOON)
    assert (record.turn, record.at_utc, record.session, record.utterance.text) == (3, NOON, "work", "mute")
    assert (record.plan, record.approvals, record.results, record.reply) == (None, (), (), Reply(""))
    assert record.spoken is None


async def test_all_that_came_of_a_turn_is_in_its_record() -> None:
    done = turn(timings_ms={"endpoint": 300.0, "transcribe": 410.0})
    done.plan = Plan(Source.GRAMMAR, (SET,))
    done.approvals.append(Approval("Shall I?", True, "voice"))
    done.results.append(ActionResult("volume.set", True, "volume.set.done"))
    done.reply, done.spoken = Reply("Done."), SpokenText("Done.", True)
    done.mark("total", 10.0, 10.5)
    record = done.record(NOON)
    assert (record.plan, list(record.approvals), list(record.results)) == (done.plan, done.approvals, done.results)
    assert (record.reply, record.spoken) == (done.reply, done.spoken)
    assert record.timings_ms == {"endpoint": 300.0, "transcribe": 410.0, "total": 500.0}


async def test_a_record_does_not_change_with_its_turn() -> None:
    going_on = turn()
    record = going_on.record(NOON)
    going_on.results.append(ActionResult("volume.set", True, "volume.set.done"))
    going_on.mark("total", 0.0, 1.0)
    assert record.results == () and record.timings_ms == {}


@pytest.mark.parametrize("option", ["is_dry_run", "approve_all"])
async def test_a_turn_is_careful_unless_told_otherwise(option: str) -> None:
    assert getattr(TurnOptions(), option) is False
