"""`zenus bench deeds`: it measures what it says, whatever the machine is at work with."""

import pytest

from assistant.app.bench import deeds

pytestmark = pytest.mark.slow


def test_deeds_previews_and_typed_deeds_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "_MANY_FILES", 2_000)
    monkeypatch.setattr(deeds, "_TYPED_ROUNDS", 3)
    figures, targets = deeds.run()
    assert figures["added_p50_ms"] > 0
    assert set(figures["stages_ms"]) == {"foresee", "review", "admit", "run"}
    assert all(preview["progress_events"] > 1 for preview in figures["previews"].values())
    assert len(targets) == 5
