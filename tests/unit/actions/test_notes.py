import os

import pytest
from pydantic import ValidationError

from assistant.kernel.verdict import Allow, Ask
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio

NOTES = "Documents/Notes"


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "home")


def only_note(desk):
    (path,) = (desk.home / NOTES).iterdir()
    return path


async def test_a_note_is_a_text_file_named_by_date_and_first_words(desk):
    result = await desk.do("notes.create", text="buy oat milk / eggs, and call: the bank, then more")
    path = only_note(desk)
    assert path.name == f"{desk.tools.clock.now():%Y-%m-%d %H.%M} buy oat milk  eggs and.md"
    assert path.read_text() == "buy oat milk / eggs, and call: the bank, then more\n"
    assert result.facts["title"] == "buy oat milk / eggs, and…"
    assert result.is_verified


async def test_a_note_is_taken_back_exactly_with_its_folder(desk):
    before = snapshot(desk.home)
    await desk.do("notes.create", text="hello")
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


async def test_a_note_that_was_changed_since_is_not_taken_back(desk):
    await desk.do("notes.create", text="hello")
    only_note(desk).write_text("hello, and more")
    assert (await desk.failure("undo.last")).error_code == "undo-blocked"
    assert only_note(desk).read_text() == "hello, and more"


@pytest.mark.parametrize("text", ["../../etc/passwd", "…!?", "🎉 party", "x" * 5000, "日" * 200, "a\nb\tc"])
async def test_any_text_makes_a_note_inside_the_folder(desk, text):
    await desk.do("notes.create", text=text)
    assert only_note(desk).read_text() == text + "\n"


async def test_two_notes_with_the_same_words_are_two_files(desk):
    await desk.do("notes.create", text="hello")
    await desk.do("notes.create", text="hello")
    assert len(list((desk.home / NOTES).iterdir())) == 2


async def test_the_list_has_the_newest_first(desk):
    for number, text in enumerate(["old", "middle", "new"]):
        result = await desk.do("notes.create", text=text)
        os.utime(result.facts["path"], (number, number))
    facts = (await desk.do("notes.list")).facts
    assert (facts["count"], facts["newest"], facts["titles"]) == (3, "new", ["new", "middle", "old"])


async def test_only_so_many_are_listed_but_all_are_counted(desk, monkeypatch):
    monkeypatch.setattr("assistant.actions.notes.MAX_LISTED", 2)
    for number in range(4):
        await desk.do("notes.create", text=f"note {number}")
    facts = (await desk.do("notes.list")).facts
    assert (facts["count"], len(facts["notes"])) == (4, 2)


async def test_without_a_folder_there_are_no_notes(desk):
    assert (await desk.do("notes.list")).message == "notes.list.none"


async def test_an_empty_note_lists_under_its_file_name(desk):
    desk.file(f"{NOTES}/shopping.txt", "")
    assert (await desk.do("notes.list")).facts["newest"] == "shopping"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 100_001, "\ud800"])
async def test_empty_endless_and_broken_notes_are_refused(desk, text):
    with pytest.raises((ValidationError, UnicodeEncodeError)):
        desk.registry.get("notes.create").validated({"text": text})


# ----------------------------------------------------------------------------------------------------------- removing


@pytest.mark.parametrize("about", ["the car", "car", "level three", ""])
async def test_a_note_is_removed_by_words_that_stand_in_it(desk, about):
    await desk.do("notes.create", text="the car is on level three")
    before = snapshot(desk.home)
    foreseen = await desk.foresee("notes.remove", about=about)
    assert isinstance(await desk.gate.review([foreseen]), Allow)
    result = await desk.run(foreseen)
    assert (result.is_verified, said(result)) == (True, "I moved the note “the car is on level three” to the trash.")
    assert not list((desk.home / NOTES).iterdir())
    await desk.undo()
    assert snapshot(desk.home) == before


async def test_a_note_with_nearly_these_words_is_asked_about(desk):
    await desk.do("notes.create", text="the garage is open")
    assert isinstance(await desk.verdict("notes.remove", about="garrage"), Ask)


async def test_of_several_notes_none_is_chosen(desk):
    await desk.do("notes.create", text="the car is red")
    await desk.do("notes.create", text="the car is fast")
    result = await desk.failure("notes.remove", about="the car")
    assert (result.error_code, result.facts["count"]) == ("several-found", 2)


async def test_there_may_be_no_such_note(desk):
    assert said(await desk.failure("notes.remove")) == "You have no notes."
    await desk.do("notes.create", text="hello")
    assert said(await desk.failure("notes.remove", about="the car")) == "I found no note about “the car”."
