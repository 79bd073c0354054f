import os

import pytest
from pydantic import ValidationError

from assistant.actions.notes import NotesActions
from assistant.actions.registry import Registry

pytestmark = pytest.mark.anyio


@pytest.fixture
def notes(tmp_path, clock):
    return NotesActions(tmp_path / "Notes", clock)


async def test_a_note_is_a_text_file_named_by_date_and_first_words(notes, tmp_path, clock):
    outcome = await notes.create("buy oat milk / eggs, and call: the bank, then more")
    (path,) = (tmp_path / "Notes").iterdir()
    assert path.name == f"{clock.now():%Y-%m-%d %H.%M} buy oat milk  eggs and.md"
    assert path.read_text() == "buy oat milk / eggs, and call: the bank, then more\n"
    assert outcome.facts["title"] == "buy oat milk / eggs, and…"
    assert await outcome.check()


async def test_a_note_that_changed_behind_our_back_is_not_confirmed(notes, tmp_path):
    outcome = await notes.create("hello")
    (path,) = (tmp_path / "Notes").iterdir()
    path.write_text("other")
    assert not await outcome.check()


@pytest.mark.parametrize("text", ["../../etc/passwd", "…!?", "🎉 party", "x" * 5000, "日" * 200, "a\nb\tc"])
async def test_any_text_makes_a_note_inside_the_folder(notes, tmp_path, text):
    await notes.create(text)
    (path,) = (tmp_path / "Notes").iterdir()
    assert path.read_text() == text + "\n"


async def test_two_notes_with_the_same_words_are_two_files(notes, tmp_path):
    await notes.create("hello")
    await notes.create("hello")
    assert len(list((tmp_path / "Notes").iterdir())) == 2


async def test_the_list_has_the_newest_first(notes, tmp_path):
    for number, text in enumerate(["old", "middle", "new"]):
        outcome = await notes.create(text)
        os.utime(outcome.facts["path"], (number, number))
    facts = (await notes.list()).facts
    assert (facts["count"], facts["newest"], facts["titles"]) == (3, "new", ["new", "middle", "old"])


async def test_only_so_many_are_listed_but_all_are_counted(notes, monkeypatch):
    monkeypatch.setattr("assistant.actions.notes.MAX_LISTED", 2)
    for number in range(4):
        await notes.create(f"note {number}")
    facts = (await notes.list()).facts
    assert (facts["count"], len(facts["notes"])) == (4, 2)


async def test_without_a_folder_there_are_no_notes(notes):
    assert (await notes.list()).message == "notes.list.none"


async def test_an_empty_note_lists_under_its_file_name(notes, tmp_path):
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes" / "shopping.txt").write_text("")
    assert (await notes.list()).facts["newest"] == "shopping"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 100_001])
async def test_empty_and_endless_notes_are_refused(notes, text):
    with pytest.raises(ValidationError):
        Registry(notes).get("notes.create").validated({"text": text})
