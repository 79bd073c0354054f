"""What is an answer to a question of the gate, by `answers_<language>.yaml`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from assistant.kernel.types import Plan, Source
from assistant.kernel.verdict import Agreement, Demand, Question
from assistant.understanding.confirm import is_echo_safe, parse_answer

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TABLES = {
    file.stem.removeprefix("answers_"): yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted(Path(__file__).parent.glob("answers_??.yaml"))
}
ANSWERS = [
    (code, text, agrees)
    for code, table in TABLES.items()
    for kind, agrees in (("yes", True), ("no", False), ("neither", None))
    for text in table[kind]
]
CODES = [
    (code, text, digits, agrees)
    for code, table in TABLES.items()
    for digits, kinds in table["code"].items()
    for kind, agrees in (("right", True), ("wrong", False), ("neither", None))
    for text in kinds[kind]
]


def asked(language: str, code: str = "") -> Question:
    deed = TABLES[language]["for_good" if code else "question"]
    demand = Demand.CODE if code else Demand.YES
    return Question(Plan(Source.GRAMMAR, ()), "", Agreement(frozenset(), demand), (deed,), NOON, NOON, code)


@pytest.mark.parametrize(("language", "text", "agrees"), ANSWERS, ids=[f"{row[0]}-{row[1]}" for row in ANSWERS])
def test_an_answer_agrees_declines_or_is_something_else(language, text, agrees):
    assert parse_answer(text, language, asked(language)) is agrees


@pytest.mark.parametrize(("language", "text", "digits", "agrees"), CODES, ids=[f"{row[0]}-{row[1]}" for row in CODES])
def test_a_code_must_come_with_its_word(language, text, digits, agrees):
    assert parse_answer(text, language, asked(language, digits)) is agrees


@pytest.mark.parametrize("language", TABLES)
def test_the_questions_own_echo_agrees_to_nothing(language):
    deed = TABLES[language]["question"]
    assert is_echo_safe(deed, language, asked(language))
    assert parse_answer(deed, language, asked(language)) is None
