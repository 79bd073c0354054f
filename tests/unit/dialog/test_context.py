"""What the last turns leave behind for a follow-up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.dialog.context import LASTS, context_of
from assistant.kernel.context import NO_CONTEXT
from assistant.kernel.types import ActionResult, Card, Plan, Reply, Source, Step, TurnRecord, Utterance

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
FILES = [{"path": "/home/u/a.txt", "name": "a.txt"}, {"path": "/home/u/b.txt", "name": "b.txt"}]


def record(
    text: str, action: str = "", *, said: str = "", args: dict[str, Any] | None = None, **result: Any
) -> TurnRecord:
    plan = Plan(Source.GRAMMAR, (Step(action, args or {}),), said=said) if action else None
    results = (
        (ActionResult(action, ok=True, message=result.pop("message", f"{action}.done"), **result),) if action else ()
    )
    return TurnRecord(1, NOW - timedelta(minutes=1), "main", Utterance(text, "typed"), plan, (), results, Reply("x"))


def test_nothing_said_leaves_no_context() -> None:
    assert context_of([], NOW) is NO_CONTEXT
    assert context_of([record("blub")], NOW) is NO_CONTEXT


def test_the_last_request_is_kept_with_what_it_left_out_filled_in() -> None:
    context = context_of(
        [record("open it"), record("same for that", "apps.open", said="open the terminal", deed=3, is_undoable=True)],
        NOW,
    )
    assert context.said == "open the terminal" and context.is_deed and context.can_be_undone


def test_talk_about_the_conversation_does_not_change_what_it_is_about() -> None:
    turns = [
        record("open firefox", "apps.open", deed=1),
        record("why", "dialog.why"),
        record("say that again", "dialog.repeat"),
    ]
    assert context_of(turns, NOW).said == "open firefox"


def test_what_was_said_long_ago_is_forgotten() -> None:
    old = replace(record("open firefox", "apps.open", deed=1), at_utc=NOW - LASTS)
    assert context_of([old], NOW) is NO_CONTEXT


def test_the_items_of_the_last_list_can_be_taken_by_number() -> None:
    context = context_of([record("find a", "files.find", facts={"files": FILES})], NOW)
    assert context.items == ("/home/u/a.txt", "/home/u/b.txt")
    assert context.item_steps[1] == Step("files.open", {"what": {"name": "/home/u/b.txt"}}) and context.taken == 0


def test_the_item_that_was_taken_is_remembered() -> None:
    turns = [
        record("find a", "files.find", facts={"files": FILES}),
        record("open the second one", "files.open", args={"path": "/home/u/b.txt"}),
    ]
    context = context_of(turns, NOW)
    assert context.taken == 2 and len(context.items) == 2


def test_windows_and_outputs_of_sound_can_be_taken_by_number_as_well() -> None:
    windows = context_of([record("x", "windows.list", facts={"windows": [{"name": "a"}, {"name": "b"}]})], NOW)
    outputs = context_of([record("x", "sound.outputs", facts={"outputs": [{"name": "HDMI"}]})], NOW)
    assert windows.item_steps[1] == Step("windows.focus", {"window": "b"})
    assert outputs.item_steps[0] == Step("sound.use", {"output": "HDMI"})


def test_a_list_of_which_nothing_can_be_taken_hides_the_one_before() -> None:
    files = record("find a", "files.find", facts={"files": FILES})
    timers = replace(record("which timers", "timers.list"), reply=Reply("x", Card("Timers", (("5",), ("9",)))))
    one = replace(record("what time is it", "clock.time"), reply=Reply("x", Card("Time", (("5",),))))
    moved = replace(record("move them", "files.move", deed=3), reply=Reply("x", Card("Moved", (("a",), ("b",)))))
    assert context_of([files, timers], NOW).items == ()
    assert len(context_of([files, one, moved], NOW).items) == 2


def test_the_files_that_were_concerned_can_be_referred_to() -> None:
    context = context_of([record("x", "files.create", facts={"path": "/home/u/new.txt"}, deed=1)], NOW)
    assert context.paths == ("/home/u/new.txt",)


def test_a_question_that_was_left_open_is_kept_until_something_is_done() -> None:
    asked = replace(record("delete a", "files.trash"), results=(), reply=Reply("Shall I?", expects_answer=True))
    assert context_of([asked], NOW).asked == asked.plan
    assert context_of([asked, record("what time is it", "clock.time")], NOW).asked == asked.plan
    assert context_of([asked, record("open firefox", "apps.open", deed=2)], NOW).asked is None


def test_what_zenus_says_of_its_own_accord_is_no_request() -> None:
    due = replace(record("", "timers.start", deed=1), utterance=Utterance("", "system"))
    assert context_of([due], NOW) is NO_CONTEXT
