"""Every wording of `requests_en.yaml` leads to its step, and other sentences to none."""

from pathlib import Path

import pytest
import yaml

REQUESTS = yaml.safe_load(Path(__file__).with_name("requests_en.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "action", "args"), [(text, row["step"], row["args"]) for row in REQUESTS for text in row["say"]]
)
def test_a_request_leads_to_its_step(grammar, text, action, args):
    plan = grammar.interpret(text)
    assert plan is not None
    assert [(step.action, dict(step.args)) for step in plan.steps] == [(action, args)]


def test_every_step_has_three_wordings():
    assert all(len(row["say"]) >= 3 for row in REQUESTS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello there",
        "what time is it in london",
        "what's the weather",
        "don't set a timer for ten minutes",
        "how old are you",
        "set a timer",
        "set a timer for ten",
        "set an alarm for 25 o'clock",
        "remind me to call mum",
        "remind me to go running every friday at six",
        "set an alarm for two pm and three pm",
        "set the volume to 400",
        "open my new emails",
        "run the vacuum cleaner",
        "start the car",
        "find a restaurant nearby",
        "where is the library",
        "stop the nginx service",
        "delete all my files",
        "is it seven",
        "open the the",
        "what is the time of your life",
        "remind me on saturday go to the library at five",
        "book a table for 7",
        "cancel my gym membership",
        "cancel my seven am alarm",
        "note",
        "find",
        "mute the neighbours",
        "timer for yesterday",
        "set an alarm for last friday at 7",
        "turn up at the office",
        "the volume of a sphere",
        "wake the dead at 7",
        "copy that to the clipboard",
        "copy this",
        "close the door",
        "close the deal with firefox",
        "quit smoking",
        "kill the lights",
        "switch to my other phone",
        "use the force",
        "spell it",
        "how many words are in my budget",
        "turn off the radio",
    ],
)
def test_what_is_not_a_known_request_is_no_plan(grammar, text):
    assert grammar.interpret(text) is None


def test_another_language_is_not_read_as_english(grammar):
    assert grammar.interpret("open firefox", "de") is None
