"""Making and changing text files: where they go, what is kept of them, and when it cannot be."""

import os

import pytest

from assistant.kernel.effects import Access, Touch
from assistant.kernel.verdict import Ask, Demand, Foreseen
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


async def test_what_has_no_place_goes_into_the_documents(desk: Desk) -> None:
    await desk.do("files.create", name="a.txt")
    await desk.do("folders.create", name="Work")
    assert (desk.home / "Documents/a.txt").read_text() == ""
    assert (desk.home / "Documents/Work").is_dir()


async def test_nothing_is_made_over_something_else(desk: Desk) -> None:
    desk.file("Documents/a.txt", "old")
    for action in ("files.create", "folders.create"):
        assert (await desk.failure(action, name="a.txt")).error_code == "name-taken"


@pytest.mark.parametrize("action", ["files.write", "files.append"])
async def test_a_file_that_is_not_there_is_made(desk: Desk, action: str) -> None:
    result = await desk.do(action, what={"name": "list.txt"}, text="eggs")
    assert said(result) == "I made “list.txt” in Documents, with that text."
    assert (desk.home / "Documents/list.txt").read_text() == "eggs\n"


async def test_a_file_that_is_not_there_is_not_made_from_a_vague_name(desk: Desk) -> None:
    for name in ("list", "some/list.txt", "~/nowhere.txt"):
        result = await desk.failure("files.write", what={"name": name}, text="eggs")
        assert result.error_code in ("nothing-found", "unknown-folder")


@pytest.mark.parametrize(
    ("old", "new"), [("", "x\n"), ("a", "a\nx\n"), ("a\n", "a\nx\n"), ("ä\r\n", "ä\r\nx\n"), ("\n\n", "\n\nx\n")]
)
async def test_what_is_added_is_a_line_of_its_own(desk: Desk, old: str, new: str) -> None:
    path = desk.file("Documents/a.txt", old)
    before = snapshot(desk.home)
    await desk.do("files.append", what={"name": "a.txt"}, text="x")
    assert path.read_bytes().decode() == new
    await desk.undo()
    assert snapshot(desk.home) == before


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        ("files.write", ((" ", "milk"), ("-", "eggs"), ("+", "bread"))),
        ("files.append", ((" ", "eggs"), ("+", "milk"), ("+", "bread"))),
    ],
)
async def test_the_lines_that_would_change_are_foreseen(
    desk: Desk, action: str, changes: tuple[tuple[str, str], ...]
) -> None:
    desk.file("Documents/list.txt", "milk\neggs")
    foreseen = await desk.foresee(action, what={"name": "list.txt"}, text="milk\nbread")
    assert isinstance(foreseen, Foreseen) and foreseen.prospect.changes == changes
    assert (await desk.foresee("files.append", what={"name": "other.txt"}, text="x")).prospect.changes == ()


async def test_attributes_and_hard_links_outlive_a_change_and_its_undo(desk: Desk) -> None:
    path = desk.file("Documents/a.txt", "old")
    os.link(path, desk.home / "Documents/b.txt")
    path.chmod(0o640)
    before = snapshot(desk.home)
    await desk.do("files.write", what={"name": "a.txt"}, text="new")
    assert (desk.home / "Documents/b.txt").read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o640
    await desk.undo()
    assert snapshot(desk.home) == before


async def test_a_link_is_written_through_to_what_it_leads_to_and_judged_by_that(desk: Desk) -> None:
    path = desk.file("Documents/real.txt", "old")
    (desk.home / "Desktop/link.txt").symlink_to(path)
    foreseen = await desk.foresee("files.write", what={"name": "link.txt"}, text="new")
    assert foreseen.prospect.effects.touches == (Touch(Access.CHANGE, str(path)),)
    await desk.run(foreseen)
    assert (path.read_text(), (desk.home / "Desktop/link.txt").is_symlink()) == ("new\n", True)


async def test_what_cannot_be_kept_demands_a_code_and_claims_no_undo(tmp_path) -> None:
    desk = Desk(tmp_path / "home", quota_bytes=2)
    desk.file("Documents/a.txt", "too long to keep")
    verdict = await desk.verdict("files.write", what={"name": "a.txt"}, text="new")
    assert isinstance(verdict, Ask)
    assert verdict.demand is Demand.CODE
    result = await desk.do("files.write", what={"name": "a.txt"}, text="new")
    assert (result.is_verified, result.is_undoable) == (True, False)
    assert not list((desk.own / "originals").iterdir())
    assert (await desk.failure("undo.last")).error_code == "cannot-be-undone"


async def test_the_oldest_original_makes_room_for_the_next(tmp_path) -> None:
    desk = Desk(tmp_path / "home", quota_bytes=10)
    for name in ("a", "b"):
        desk.file(f"Documents/{name}.txt", "12345678")
    await desk.do("files.write", what={"name": "a.txt"}, text="new")
    await desk.do("files.write", what={"name": "b.txt"}, text="new")
    assert (await desk.undo()).is_verified
    assert (desk.home / "Documents/b.txt").read_text() == "12345678"
    assert (await desk.failure("undo.last")).error_code == "cannot-be-undone"


async def test_a_change_since_is_not_overwritten_by_an_undo(desk: Desk) -> None:
    path = desk.file("Documents/a.txt", "old")
    await desk.do("files.write", what={"name": "a.txt"}, text="new")
    path.write_text("newer")
    result = await desk.failure("undo.last")
    assert said(result).endswith("“a.txt” was changed since, and that would be lost.")
    assert path.read_text() == "newer"


@pytest.mark.parametrize("text", ["", "  "])
async def test_no_text_leaves_an_empty_file(desk: Desk, text: str) -> None:
    desk.file("Documents/a.txt", "old")
    await desk.do("files.write", what={"name": "a.txt"}, text=text)
    assert (desk.home / "Documents/a.txt").read_text() == ""


async def test_a_folder_or_pipe_is_not_written(desk: Desk) -> None:
    os.mkfifo(desk.home / "Documents/pipe.txt")
    for name in ("~/Downloads", "pipe.txt"):
        result = await desk.failure("files.append", what={"name": name}, text="x")
        assert result.error_code == "not-a-file"
