"""What is asked back, and what completes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.dialog.clarifying import TIMEOUT_S, OpenClarifications
from assistant.dialog.composers import Composers
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.context import Clarification
from assistant.kernel.testing.dialog import ScriptedInterpreter
from assistant.kernel.testing.storage import FakeClarificationStore
from assistant.kernel.types import ActionResult, Plan, Source, Step, Utterance

TIMER = Clarification("timers.ask_duration", ("set a timer for {answer}", "set a timer {answer}"))
WELL_SAID: Mapping[str, Any] = {
    "set a timer for ten minutes": Step("timers.start"),
    "set a timer in an hour": Step("timers.start"),
}


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, 12, 0).astimezone()

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_ones(clock: Clock) -> OpenClarifications:
    composers = Composers(lambda code: ReplyComposer(code, clock))
    return OpenClarifications(FakeClarificationStore(), composers, ScriptedInterpreter(WELL_SAID), clock)


def said(text: str) -> Utterance:
    return Utterance(text, "voice")


def test_the_next_utterance_completes_the_request(open_ones: OpenClarifications) -> None:
    reply = open_ones.put("main", TIMER)
    assert reply.text == "For how long?" and reply.expects_answer
    plan = open_ones.answer("main", said("ten minutes."))
    assert plan is not None and plan.steps[0].action == "timers.start"
    assert open_ones.open("main") is None


def test_each_wording_is_tried(open_ones: OpenClarifications) -> None:
    open_ones.put("main", TIMER)
    assert open_ones.answer("main", said("in an hour")) is not None


def test_what_completes_nothing_leaves_the_question_open(open_ones: OpenClarifications) -> None:
    open_ones.put("main", TIMER)
    assert open_ones.answer("main", said("bananas {0} {answer}")) is None
    assert open_ones.open("main") is not None


def test_an_answer_counts_in_its_own_session_and_time_only(open_ones: OpenClarifications, clock: Clock) -> None:
    open_ones.put("main", TIMER)
    assert open_ones.answer("other", said("ten minutes")) is None
    assert open_ones.answer("main", Utterance("ten minutes", "system")) is None
    clock.moment += timedelta(seconds=TIMEOUT_S)
    assert open_ones.answer("main", said("ten minutes")) is None


def failed_choice(**facts: Any) -> ActionResult:
    return ActionResult("files.trash", ok=False, message="x", facts={"argument": "what", **facts})


def test_several_that_fit_are_offered_and_one_is_chosen(open_ones: OpenClarifications) -> None:
    plan = Plan(Source.GRAMMAR, (Step("files.trash", {"what": "budget", "folder": ""}), Step("clock.time")))
    reply = open_ones.put_choices("main", plan, [failed_choice(choices=["/a/budget.ods", "/b/budget.txt"])])
    assert reply is not None and reply.text == "Which one: /a/budget.ods and /b/budget.txt?"
    assert reply.card.kind == "choices" and reply.card.rows == (("/a/budget.ods",), ("/b/budget.txt",))
    chosen = open_ones.answer("main", said("/b/budget.txt"))
    assert chosen is not None
    assert chosen.steps == (Step("files.trash", {"what": "/b/budget.txt", "folder": ""}), Step("clock.time"))


def test_choices_are_called_by_their_labels(open_ones: OpenClarifications) -> None:
    plan = Plan(Source.GRAMMAR, (Step("files.trash", {"what": {"name": "budget"}}),))
    choices = [{"name": "/a/budget.ods"}, {"name": "/b/budget.txt"}]
    open_ones.put_choices("main", plan, [failed_choice(choices=choices, labels=["budget.ods", "budget.txt"])])
    chosen = open_ones.answer("main", said("budget.txt"))
    assert chosen is not None and chosen.steps[0].args["what"] == {"name": "/b/budget.txt"}


def test_what_was_done_before_a_choice_is_told_and_not_done_again(open_ones: OpenClarifications) -> None:
    plan = Plan(Source.GRAMMAR, (Step("dialog.cancel"), Step("files.trash", {"what": "budget"})))
    done = ActionResult("dialog.cancel", ok=True, message="dialog.cancel", is_verified=True)
    reply = open_ones.put_choices("main", plan, [done, failed_choice(choices=["a", "b"])])
    assert reply is not None and reply.text == "All right. Which one: a and b?"
    chosen = open_ones.answer("main", said("b"))
    assert chosen is not None and chosen.steps == (Step("files.trash", {"what": "b"}),)


def test_a_failure_without_a_choice_asks_nothing(open_ones: OpenClarifications) -> None:
    plan = Plan(Source.GRAMMAR, (Step("files.trash"),))
    assert open_ones.put_choices("main", plan, [ActionResult("files.trash", ok=False, message="x")]) is None
    assert open_ones.open("main") is None


def test_what_is_dropped_can_no_longer_be_completed(open_ones: OpenClarifications) -> None:
    open_ones.put("main", TIMER)
    open_ones.drop("main")
    assert open_ones.answer("main", said("ten minutes")) is None
