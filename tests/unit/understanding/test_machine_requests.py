"""Requests about the machine: each wording of `requests_machine_en.yaml` leads to its step, and near misses to none."""

from pathlib import Path

import pytest
import yaml

from assistant.understanding.grammar import GrammarInterpreter
from tests.unit.understanding.conftest import APPS, FixedClock, ListedNames

REQUESTS = yaml.safe_load(Path(__file__).with_name("requests_machine_en.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def grammar():
    names = {"app": ListedNames(APPS), "process": ListedNames([("nginx", "nginx"), ("bash", "bash")])}
    return GrammarInterpreter(["en"], names, FixedClock())


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
        "kill the lights",
        "end the call",
        "kill time",
        "is the water running",
        "is the dishwasher running",
        "end my subscription",
        "terminate my contract",
        "what is the process of photosynthesis",
        "who is the president",
        "how hot is it",
        "what's the temperature",
        "what is the temperature in berlin",
        "how hot is the oven",
        "what is my address",
        "what's my email address",
        "how long has he been on the phone",
        "when did the war start",
        "is my brother connected to my account",
        "dim the lights",
        "make it brighter in here",
        "set the lights to fifty percent",
        "the future is bright",
        "stop the service",
        "how is the service at this restaurant",
        "restart the computer",
        "is the postal service on strike",
        "turn on the light",
        "good night",
        "install my new kitchen sink in the bathroom tomorrow",
        "update me on the news",
        "update my calendar",
        "what is the newest version of the story",
        "is there a bus to town",
        "uninstall",
        "remove the stain from the carpet",
        "stop the process of adoption of my dog please now and then",
    ],
)
def test_what_is_not_about_the_machine_is_no_request(grammar, text):
    assert grammar.interpret(text) is None
