"""Deeds on files that do not come to their end: halted, failed, overtaken; and what is told and taken back then."""

from pathlib import Path

import pytest

from assistant.actions.files import planning
from assistant.kernel.deeds import DeedState
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio

ALL = {"folder": "downloads", "every": True}


def fill(desk: Desk, count: int) -> None:
    for number in range(count):
        desk.file(f"Downloads/file {number}.txt", str(number))


def halt_at(desk: Desk, done: int) -> None:
    """Say stop, once, as soon as so many things are done."""

    def tell(_action: str, told_done: int, total: int) -> None:
        if total and told_done >= done:
            desk.executor._progress = desk._tell
            desk.halt.call()

    desk.executor._progress = tell


def moved(desk: Desk) -> int:
    return len(list((desk.home / "Documents").glob("*.txt")))


async def test_a_halt_in_the_middle_stops_there_and_can_be_taken_back(desk: Desk) -> None:
    fill(desk, 5)
    before = snapshot(desk.home)
    halt_at(desk, 2)
    result = await desk.do("files.move", what=ALL, to="documents")
    assert (result.ok, result.error_code, moved(desk)) == (False, "halted", 2)
    assert said(result) == "I stopped after 2 of 5 items."
    assert desk.deed().state is DeedState.FAILED
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


async def test_what_fails_in_the_middle_is_named_with_its_reason(desk: Desk) -> None:
    fill(desk, 3)
    before = snapshot(desk.home)
    foreseen = await desk.foresee("files.move", what=ALL, to="documents")
    other = desk.file("Documents/file 1.txt", "other")
    result = await desk.run(foreseen)
    assert (result.ok, result.error_code) == (False, "name-taken")
    assert said(result) == (
        "I did only 1 of 3 items. “file 1.txt” is not done, because there is something else with that name."
    )
    assert other.read_text() == "other"
    assert (await desk.undo()).is_verified
    other.unlink()
    assert snapshot(desk.home).keys() == before.keys()


async def test_what_fails_at_once_leaves_nothing_to_take_back(desk: Desk) -> None:
    fill(desk, 1)
    foreseen = await desk.foresee("files.move", what=ALL, to="documents")
    desk.file("Documents/file 0.txt", "other")
    result = await desk.run(foreseen)
    assert said(result) == "I did nothing with “file 0.txt”, because there is something else with that name."
    assert desk.journal.recent() == []


async def test_half_of_the_first_thing_is_taken_back_at_once(desk: Desk) -> None:
    # A note is put into the trash before the thing itself.
    path = desk.file("Downloads/a.txt", "old")
    foreseen = await desk.foresee("files.trash", what={"name": "a.txt"})
    path.write_text("changed meanwhile")
    before = snapshot(desk.home)
    result = await desk.run(foreseen)
    assert said(result) == "I did nothing with “a.txt”, because it was changed in the meantime."
    assert snapshot(desk.home) == before
    assert desk.journal.recent() == []


async def test_what_is_there_already_is_not_overwritten(desk: Desk) -> None:
    fill(desk, 2)
    desk.file("Documents/file 1.txt", "other")
    for action in ("files.move", "files.copy"):
        result = await desk.failure(action, what=ALL, to="documents")
        assert said(result) == "I did nothing with “file 1.txt”, because there is something else with that name."
    result = await desk.failure("files.rename", what={"name": "file 0.txt"}, name="file 1.txt")
    assert result.error_code == "name-taken"


async def test_two_things_of_one_name_cannot_go_into_one_folder(desk: Desk) -> None:
    desk.file("Downloads/a/draft.txt")
    desk.file("Downloads/b/draft.txt")
    result = await desk.failure("files.move", what={"name": "draft", "every": True}, to="documents")
    assert result.error_code == "name-taken"


async def test_a_folder_cannot_be_put_into_itself(desk: Desk) -> None:
    desk.file("Downloads/inner/x")
    for action in ("files.move", "files.copy"):
        result = await desk.failure(action, what={"name": "downloads", "kind": "folder"}, to="inner")
        assert result.error_code == "inside-itself"


# -------------------------------------------------------------------------------------------------------- long deeds


@pytest.fixture
def _in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let deeds be planned three things at a time."""
    for module in ("deeds", "moving", "planning"):
        monkeypatch.setattr(f"assistant.actions.files.{module}.MOST_AT_ONCE", 3)
    assert planning.MOST_AT_ONCE == 3


@pytest.mark.usefixtures("_in_parts")
@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("files.move", {"what": ALL, "to": "documents"}),
        ("files.copy", {"what": ALL, "to": "documents"}),
        ("files.trash", {"what": ALL}),
        ("files.organise", {"folder": "downloads", "by": "kind"}),
    ],
)
async def test_a_long_deed_is_done_in_parts_and_taken_back_exactly(desk: Desk, action: str, args: dict) -> None:
    fill(desk, 8)
    desk.file("Downloads/cat.jpg")
    desk.file("Downloads/.hidden")
    before = snapshot(desk.home)
    result = await desk.do(action, **args)
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, True)
    assert desk.told[-1] == (action, 9, 9)
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


@pytest.mark.usefixtures("_in_parts")
@pytest.mark.parametrize("done", [0, 2, 3, 4, 7])
async def test_a_long_deed_that_is_halted_anywhere_is_taken_back_exactly(desk: Desk, done: int) -> None:
    fill(desk, 8)
    before = snapshot(desk.home)
    halt_at(desk, done)
    result = await desk.do("files.move", what=ALL, to="documents")
    assert (result.error_code, moved(desk)) == ("halted", max(done, 1))
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


@pytest.mark.usefixtures("_in_parts")
async def test_a_long_deed_that_fails_in_a_later_part_tells_how_far_it_came(desk: Desk) -> None:
    fill(desk, 8)
    before = snapshot(desk.home)
    foreseen = await desk.foresee("files.move", what=ALL, to="documents")
    (desk.home / "Downloads/file 4.txt").unlink()
    result = await desk.run(foreseen)
    assert (result.error_code, moved(desk)) == ("not-found", 3)
    assert said(result) == "I did only 3 of 8 items. “file 4.txt” is not done, because it is no longer there."
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home).keys() < before.keys()


@pytest.mark.slow
@pytest.mark.usefixtures("_in_parts")
async def test_a_long_deed_that_died_after_any_note_is_taken_back_exactly(desk: Desk, tmp_path: Path) -> None:
    number = 0
    while True:
        one = Desk(tmp_path / f"home {number}")
        fill(one, 8)
        before = snapshot(one.home)
        foreseen = await one.foresee("files.trash", what=ALL)
        note, left = one.journal.note, number

        def dying(deed: int, index: int, facts: object, note=note) -> None:
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            note(deed, index, facts)

        one.journal.note = dying
        has_died = False
        try:
            await one.run(foreseen)
        except KeyboardInterrupt:
            has_died = True
        one.journal.note = note
        one.journal.recover()
        if has_died:
            assert (await one.undo()).ok
            assert snapshot(one.home) == before
        else:
            break
        number += 1
    assert number > 15


@pytest.mark.usefixtures("_in_parts")
async def test_a_long_deed_is_only_looked_at_until_it_is_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk, 8)

    def unexpected(*_args: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr("assistant.actions.files.moving._plan_moves", unexpected)
    foreseen = await desk.foresee("files.move", what=ALL, to="documents")
    assert foreseen.prospect.effects.file_count == 8
    assert foreseen.prospect.undo == {"parts": 3}
