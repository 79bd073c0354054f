"""Every wording of `requests_errands_en.yaml` leads to its step, and sentences that only look like errands to none."""

from pathlib import Path

import pytest
import yaml

from assistant.understanding.grammar import GrammarInterpreter
from tests.unit.understanding.conftest import APPS, FixedClock, ListedNames

REQUESTS = yaml.safe_load(Path(__file__).with_name("requests_errands_en.yaml").read_text(encoding="utf-8"))


PAGES = [("mail", "mail"), ("youtube", "youtube"), ("you tube", "youtube"), ("github", "github")]


@pytest.fixture(scope="module")
def grammar():
    return GrammarInterpreter(["en"], {"app": ListedNames(APPS), "site": ListedNames(PAGES)}, FixedClock())


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
        "what is love",
        "what is the square root of evil",
        "what is 15 percent of my salary",
        "what is two plus two in french",
        "how many miles is it to london",
        "how many calories are in an apple",
        "how many ounces of butter are in a stick",
        "convert this file to pdf",
        "how much is a new laptop",
        "how much is 20 euros worth of petrol",
        "what is 42",
        "one two three",
        "what is 20 over there",
        "open the door",
        "open my mind",
        "search for my keys",
        "look up to the sky",
        "go to sleep mode at night",
        "commit a crime",
        "commit to the plan",
        "branch out into sales",
        "open a branch office in berlin",
        "what changed in my life",
        "switch to decaf",
        "find a restaurant on the map nearby me",
        "what time is it in my house",
        "what time is it in the morning",
        "what time does the shop open in london",
        "when is my appointment",
        "when is the next train",
        "what day is my birthday",
        "how long until dinner",
        "how many days of holiday do i have left",
        "when it is raining close the window",
        "what week is my appointment",
    ],
)
def test_what_only_looks_like_one_is_no_plan(grammar, text):
    assert grammar.interpret(text) is None
