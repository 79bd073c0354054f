import sys
from io import StringIO
from pathlib import Path

import pytest

from assistant.config.reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == reference(), (
        "run: python -m assistant.config.reference > docs/reference/settings.md"
    )


def test_the_module_prints_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    import runpy

    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.delitem(sys.modules, "assistant.config.reference")
    runpy.run_module("assistant.config.reference", run_name="__main__")
    assert sys.stdout.getvalue() == reference()  # type: ignore[attr-defined]
