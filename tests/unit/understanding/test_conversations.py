"""Every follow-up of `conversation_<language>.yaml` leads to its steps, or to none."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.types import Plan, Step
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter

HERE = Path(__file__).parent
PATHS = ("/home/u/a.txt", "/home/u/b.txt", "/home/u/c.txt")
ROWS = [
    (file.stem.removeprefix("conversation_"), row, text)
    for file in sorted(HERE.glob("conversation_??.yaml"))
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    for text in row["say"]
]


def context_of(row: dict[str, Any], conversation: ConversationInterpreter, language: str) -> Context:
    """Return what came before: a list of files, a request, or nothing."""
    paths = PATHS[: row.get("items", 0)]
    steps = tuple(Step("files.show", {"path": path}) for path in paths)
    if paths:
        return Context(said="…", items=paths, paths=paths, item_steps=steps)
    if "after" not in row:
        return NO_CONTEXT
    plan = conversation.interpret(row["after"], language)
    assert isinstance(plan, Plan)
    return Context(said=plan.said, plan=plan, is_deed=True, can_be_undone=True)


@pytest.mark.parametrize(("language", "row", "text"), ROWS, ids=[f"{code}-{text}" for code, _row, text in ROWS])
def test_a_follow_up_leads_to_its_steps(grammar_of, language: str, row: dict[str, Any], text: str) -> None:
    grammar: GrammarInterpreter = grammar_of(language)
    conversation = ConversationInterpreter(grammar)
    understood = conversation.interpret(text, language, context_of(row, conversation, language))
    if row["steps"] is None:
        assert understood is None or isinstance(understood, Clarification)
    else:
        assert isinstance(understood, Plan), understood
        assert [[step.action, dict(step.args)] for step in understood.steps] == row["steps"]
