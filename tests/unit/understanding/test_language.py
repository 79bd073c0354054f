from pathlib import Path

import pytest

from assistant.kernel.errors import ConfigError
from assistant.understanding import language as module
from assistant.understanding.grammar import GrammarInterpreter
from assistant.understanding.language import known_languages, load_language
from assistant.understanding.tables import Table, read_table

ENGLISH = Path(module.__file__).parent / "templates" / "en"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A templates folder of the test's own, with a language "xx" that knows one sentence."""
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    folder = tmp_path / "xx"
    folder.mkdir()
    (tmp_path / "slots.yaml").write_text((ENGLISH.parent / "slots.yaml").read_text())
    for name in ("lexicon", "common", "phrases", "hints"):
        (folder / f"{name}.yaml").write_text((ENGLISH / f"{name}.yaml").read_text())
    (folder / "clock.yaml").write_text(
        "topic: zeit\ntitle: die Zeit\naliases: []\nintents:\n  clock.time:\n    data:\n"
        "      - sentences: ['wie spät ist es']\nexamples:\n  - {say: wie spät ist es, action: clock.time}\n"
    )
    load_language.cache_clear()
    yield folder
    load_language.cache_clear()


def test_english_is_known():
    assert "en" in known_languages()


def test_a_folder_is_a_language(templates, fixed_clock):
    assert known_languages() == ("xx",)
    grammar = GrammarInterpreter(["xx"], {}, fixed_clock)
    assert grammar.interpret("Wie spät ist es?", "xx").steps[0].action == "clock.time"
    assert grammar.examples("zeit") == (("wie spät ist es",), ("zeit",))


def test_an_unknown_language_is_named():
    with pytest.raises(ConfigError) as raised:
        load_language("qq")
    assert raised.value.code == "unknown-language"
    assert "'qq'" in raised.value.message
    assert "en" in raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "topic: [",
        "topic: 5",
        "- a list",
        "topic: x\ntitle: y\naliases: [on]",
        "topic: x\ntitle: y\naliases: z",
        "title: y",
        "topic: x\ntitle: y\naliases: []\nintents: 3",
    ],
)
def test_a_damaged_file_is_named(templates, text):
    (templates / "clock.yaml").write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_language("xx")
    assert raised.value.code == "bad-template"
    assert "clock.yaml" in raised.value.message


def test_a_missing_file_is_named(templates):
    (templates / "hints.yaml").unlink()
    with pytest.raises(ConfigError, match=r"hints\.yaml"):
        load_language("xx")


def test_numbers_are_not_taken_from_text_or_booleans():
    table = Table({"a": "1", "b": True}, "x.yaml")
    for key in ("a", "b"):
        with pytest.raises(ConfigError, match=f"{key} is not a number"):
            table.whole(key)
    assert table.whole("absent") is None


def test_read_table_of_nothing(tmp_path):
    with pytest.raises(ConfigError):
        read_table(tmp_path / "none.yaml")
