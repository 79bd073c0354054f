"""Whole conversations through the real controller, without a language model: `zenus bench dialogues`."""

import pytest

from assistant.app.bench.dialogues.run import OWN_FOLDER, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_conversations_come_out_as_they_were_written_to(language: str) -> None:
    figures, targets = run(OWN_FOLDER, language)
    wrong, _speed = targets  # how fast this machine is now proves nothing
    assert wrong.is_met, figures[language]
