"""Templates as people can read them."""

import pytest

from assistant.understanding.patterns import readable

RULES = {"the": "(the|my)", "app": "<the> [old] {app}"}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("(open|launch) [the] {app}", "open …"),
        ("close <app> now", "close the … now"),
        ("(turn (up|down)|mute) it", "turn up it"),
        ("alarm[s]", "alarm"),
        ("plain words", "plain words"),
        ("<unknown> words", "words"),
    ],
)
def test_a_template_becomes_its_first_and_shortest_sentence(template: str, text: str) -> None:
    assert readable(template, RULES) == text


def test_rules_that_name_each_other_come_to_an_end() -> None:
    assert readable("<a> x", {"a": "<a>"}) == "x"
