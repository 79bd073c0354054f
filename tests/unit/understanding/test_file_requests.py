"""Every wording of `requests_files_<language>.yaml` leads to its step; other things start no deed on files."""

from pathlib import Path

import pytest
import yaml

from assistant.kernel.types import Completeness

HERE = Path(__file__).parent
ROWS = [
    (file.stem.removeprefix("requests_files_"), row)
    for file in sorted(HERE.glob("requests_files_??.yaml"))
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))
]
NOT_ON_FILES = [
    (file.stem.removeprefix("nothing_files_"), text)
    for file in sorted(HERE.glob("nothing_files_??.yaml"))
    for text in yaml.safe_load(file.read_text(encoding="utf-8"))
]
ON_FILES = ("files.", "folders.", "trash.", "notes.remove")


@pytest.mark.parametrize(
    ("language", "text", "action", "args"),
    [(language, text, row["step"], row["args"]) for language, row in ROWS for text in row["say"]],
)
def test_a_request_about_files_leads_to_its_step(grammar_of, language, text, action, args):
    plan = grammar_of(language).interpret(text, language)
    assert plan is not None
    assert [(step.action, dict(step.args)) for step in plan.steps] == [(action, args)]


def test_every_step_has_three_wordings():
    assert all(len(row["say"]) >= 3 for _language, row in ROWS)


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


@pytest.mark.parametrize(("language", "text"), NOT_ON_FILES)
def test_what_is_not_about_files_starts_no_deed_on_them(grammar_of, language, text):
    plan = grammar_of(language).interpret(text, language)
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
