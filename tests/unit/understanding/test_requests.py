"""Every wording of `requests_<language>.yaml` leads to its step, and other sentences to none."""

from pathlib import Path

import pytest
import yaml

from assistant.understanding.language import known_languages

HERE = Path(__file__).parent
ROWS = [
    (file.stem.removeprefix("requests_"), row)
    for file in sorted(HERE.glob("requests_??.yaml"))
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))
]
NOTHING = [
    (file.stem.removeprefix("nothing_"), text)
    for file in sorted(HERE.glob("nothing_??.yaml"))
    for text in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("language", "text", "action", "args"),
    [(language, text, row["step"], row["args"]) for language, row in ROWS for text in row["say"]],
)
def test_a_request_leads_to_its_step(grammar_of, language, text, action, args):
    plan = grammar_of(language).interpret(text, language)
    assert plan is not None
    assert [(step.action, dict(step.args)) for step in plan.steps] == [(action, args)]


def test_every_step_has_three_wordings():
    assert all(len(row["say"]) >= 3 for _language, row in ROWS)


@pytest.mark.parametrize("language", known_languages())
def test_every_language_has_its_sentences(language):
    assert sum(len(row["say"]) for each, row in ROWS if each == language) >= 250
    assert sum(each == language for each, _text in NOTHING) >= 40


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_what_is_not_a_known_request_is_no_plan(grammar_of, language, text):
    assert grammar_of(language).interpret(text, language) is None


def test_another_language_is_not_read_as_english(grammar):
    assert grammar.interpret("open firefox", "de") is None
