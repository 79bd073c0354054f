"""Every wording of `requests_schedules_en.yaml` leads to its step; what only looks like one leads to none."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from assistant.kernel.context import Clarification
from assistant.kernel.types import Plan
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter
from assistant.understanding.language import load_language
from assistant.understanding.words import plain

REQUESTS = yaml.safe_load(Path(__file__).with_name("requests_schedules_en.yaml").read_text(encoding="utf-8"))
NOTHING = ("", 0, False)


class Wednesday:
    def monotonic_s(self):
        return 0.0

    def now(self):
        return datetime(2025, 11, 19, 17, 30).astimezone()


class Names:
    def __init__(self, *pairs):
        self._pairs = pairs

    def names(self):
        return self._pairs


@pytest.fixture(scope="module")
def conversation():
    names = {"app": Names(("Firefox", "firefox.desktop")), "schedule": Names(("stand up", "stand up"))}
    return ConversationInterpreter(GrammarInterpreter(["en"], names, Wednesday()))


def steps(understood):
    assert isinstance(understood, Plan), understood
    return [(step.action, {k: v for k, v in step.args.items() if v not in NOTHING}) for step in understood.steps]


@pytest.mark.parametrize(
    ("text", "action", "args"), [(text, row["step"], row["args"]) for row in REQUESTS for text in row["say"]]
)
def test_a_request_leads_to_its_step(conversation, text, action, args):
    assert steps(conversation.interpret(text)) == [(action, args)]


def test_every_step_has_three_wordings():
    assert all(len(row["say"]) >= 3 for row in REQUESTS)


@pytest.mark.parametrize(
    "text",
    [
        "book a table for every friday at six",
        "the meeting is at six",
        "i will be there in ten minutes",
        "what is the date on friday at six",
        "every day",
        "at six",
        "when the timer ends",
        "in ten minutes undo that",
        "every monday at nine cancel the standup",
        "cancel my gym membership",
        "skip the ads",
        "clear my schedule",
        "delete grocery shopping from my saturday schedule",
        "yesterday at six mute the sound",
        "pause for a moment",
        "the first monday of the month",
    ],
)
def test_what_only_looks_like_it_is_no_plan(conversation, text):
    assert not isinstance(conversation.interpret(text), Plan)


def test_a_recurrence_without_a_time_is_asked_about(conversation):
    asked = conversation.interpret("remind me every monday to take out the trash")
    assert isinstance(asked, Clarification)
    answered = [conversation.interpret(resume.replace("{answer}", "six pm")) for resume in asked.resumes]
    assert ("schedules.remind", "18:00") in [
        (plan.steps[0].action, plan.steps[0].args.get("time")) for plan in answered if isinstance(plan, Plan)
    ]


def test_a_time_before_several_requests_concerns_them_all(conversation):
    ((action, args),) = steps(conversation.interpret("at six open firefox and mute the sound"))
    assert action == "schedules.do"
    assert [step["action"] for step in args["steps"]] == ["apps.open", "volume.mute"]


def test_a_time_between_two_requests_concerns_the_second(conversation):
    found = steps(conversation.interpret("mute the sound and at six open firefox"))
    assert [action for action, _ in found] == ["volume.mute", "schedules.do"]


@pytest.mark.parametrize(
    "text",
    [
        "set a timer for ten minutes and when it ends open firefox",
        "set a timer for ten minutes and open firefox when it ends",
    ],
)
def test_what_it_is_that_ends_is_what_was_just_started(conversation, text):
    found = steps(conversation.interpret(text))
    assert [action for action, _ in found] == ["timers.start", "schedules.do"]
    assert found[1][1]["after"] == "any"


def test_steps_with_dates_are_marked_to_be_read_anew(conversation):
    ((_, args),) = steps(conversation.interpret("every friday at five move the files from last week to the trash"))
    assert args["is_dated"] is True


def test_a_label_may_hold_the_word_every(conversation):
    assert steps(conversation.interpret("remind me to read every email at six")) == [
        ("timers.alarm", {"at": "2025-11-19T18:00:00", "label": "read every email"})
    ]


@pytest.mark.parametrize(
    ("text", "rule", "time"),
    [
        ("every day at half past six until friday", "FREQ=DAILY;UNTIL=20251121T235959", "06:30"),
        ("each year on the 3rd of may at eight", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", "08:00"),
        ("on weekends at ten", "FREQ=WEEKLY;BYDAY=SA,SU", "10:00"),
        ("mondays and thursdays at noon", "FREQ=WEEKLY;BYDAY=MO,TH", "12:00"),
        ("every monday morning", "FREQ=WEEKLY;BYDAY=MO", "09:00"),
        ("on the last day of the month at 11 pm", "FREQ=MONTHLY;BYMONTHDAY=-1", "23:00"),
        ("the last friday of every month at five pm", "FREQ=MONTHLY;BYDAY=-1FR", "17:00"),
        ("every two hours from nine to five", "FREQ=DAILY;BYHOUR=9,11,13,15,17", "09:00"),
        ("every day at nine and at six", "FREQ=DAILY;BYHOUR=9,18", "09:00"),
        ("every day at ten, five times", "FREQ=DAILY;COUNT=5", "10:00"),
        ("every hour and a half", "FREQ=MINUTELY;INTERVAL=90", ""),
        ("every half hour", "FREQ=MINUTELY;INTERVAL=30", ""),
        ("every ten minutes until six", "FREQ=MINUTELY;INTERVAL=10;UNTIL=20251119T180000", ""),
        ("once a week on monday at nine", "FREQ=WEEKLY;BYDAY=MO", "09:00"),
    ],
)
def test_a_recurrence_is_a_rule(text, rule, time):
    lexicon = load_language("en").lexicon
    found = lexicon.recurrences.parse(plain(text, lexicon.spelling), Wednesday().now())
    assert found is not None
    assert (found.rule, f"{found.time:%H:%M}" if found.time else "") == (rule, time)


@pytest.mark.parametrize(
    "text", ["every plant", "the month", "twice a day", "each of the files", "every day at 25", ""]
)
def test_what_is_no_recurrence_is_none(text):
    lexicon = load_language("en").lexicon
    assert lexicon.recurrences.parse(plain(text, lexicon.spelling), Wednesday().now()) is None
