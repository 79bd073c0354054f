"""How dialogues are written down, and when a turn of one is right."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.app.bench.dialogues.judging import is_right
from assistant.app.bench.dialogues.script import Expected, ExpectedStep, read_script
from assistant.kernel.errors import UsageError
from assistant.kernel.types import ActionResult, Approval, Plan, Reply, Source, Step, TurnRecord, Utterance

SCRIPT = """
home: [Documents/letter.txt]
dialogues:
  - kind: files
    turns:
      - open the letter: {files.open: {what: letter.txt}}
      - wait_s: 30
      - mute and open it: [{volume.mute: {is_muted: true}}, files.open]
  - kind: trash
    seen: false
    turns:
      - empty it: {asks: trash.empty}
      - which: {asks: choice}
      - "no": declines
      - eat it: nothing
      - what was that: {dialog.recap: {}, says: trash}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "en.yaml"
    path.write_text(SCRIPT)
    return path


def test_dialogues_are_read_with_what_each_turn_should_lead_to(file: Path) -> None:
    first, second = read_script(file).dialogues
    assert first.turns[0].expected == Expected("done", (ExpectedStep("files.open", {"what": "letter.txt"}),))
    assert (first.turns[1].expected, first.turns[1].wait_s) == (None, 30.0)
    assert [turn.expected.outcome for turn in second.turns if turn.expected] == [
        "asks",
        "asks",
        "declines",
        "nothing",
        "done",
    ]
    assert first.is_seen and not second.is_seen


def test_a_file_that_is_no_script_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("dialogues: 3")
    with pytest.raises(UsageError) as raised:
        read_script(tmp_path / "en.yaml")
    assert raised.value.code == "bad-dialogues"


def record(*steps: Step, ok: bool = True, asks: bool = False, **more: Any) -> TurnRecord:
    results = tuple(ActionResult(step.action, ok=ok, message="x") for step in steps)
    plan = Plan(Source.GRAMMAR, steps) if steps else None
    facts: dict[str, Any] = {"approvals": (), "results": results, "reply": Reply("Done.", expects_answer=asks), **more}
    return TurnRecord(1, datetime.now(UTC), "main", Utterance("x", "typed"), plan, **facts)


OPEN = Step("files.open", {"what": {"name": "/home/ann/Documents/letter.txt"}, "count": 2})


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"what": "letter.txt"}, True),
        ({"what": "LETTER"}, True),
        ({"what": "let*"}, True),
        ({"count": 2}, True),
        ({"what": "report.txt"}, False),
        ({"count": 3}, False),
        ({"folder": "documents"}, False),
    ],
)
def test_of_the_arguments_those_that_are_named_are_compared(args: dict[str, Any], expected: bool) -> None:
    wanted = Expected("done", (ExpectedStep("files.open", args),))
    assert is_right(wanted, record(OPEN), has_question=False) is expected


def test_a_plan_with_more_steps_than_expected_is_wrong() -> None:
    wanted = Expected("done", (ExpectedStep("files.open", {}),))
    assert not is_right(wanted, record(OPEN, Step("volume.get")), has_question=False)


def test_a_deed_that_failed_is_not_done() -> None:
    wanted = Expected("done", (ExpectedStep("files.open", {}),))
    assert not is_right(wanted, record(OPEN, ok=False), has_question=False)
    assert is_right(Expected("fails", wanted.steps), record(OPEN, ok=False), has_question=False)


def test_nothing_means_that_nothing_came_of_it() -> None:
    assert is_right(Expected("nothing"), record(), has_question=False)
    assert is_right(Expected("nothing"), record(OPEN, ok=False), has_question=False)
    assert not is_right(Expected("nothing"), record(OPEN), has_question=False)
    assert not is_right(Expected("nothing"), record(asks=True), has_question=True)


def test_a_no_needs_a_question() -> None:
    declined = record(OPEN, results=(), approvals=(Approval("Shall I?", False, "typed"),))
    assert is_right(Expected("declines"), declined, has_question=False)
    assert not is_right(Expected("declines"), record(), has_question=False)


def test_the_reply_must_hold_what_it_should_say() -> None:
    wanted = Expected("done", (ExpectedStep("files.open", {}),), says="done")
    assert is_right(wanted, record(OPEN), has_question=False)
    assert not is_right(wanted, record(OPEN, reply=Reply("No.")), has_question=False)
