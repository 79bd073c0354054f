"""Moving, copying, renaming, sorting: what is sure, what is asked about, and other disks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.kernel.verdict import Allow, Ask
from assistant.safety.profile import Grants, build_policy
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


async def test_what_is_called_so_is_moved_unasked(desk: Desk) -> None:
    desk.file("Downloads/report.pdf")
    assert isinstance(await desk.verdict("files.move", what={"name": "report"}, to="documents"), Allow)


@pytest.mark.parametrize(("name", "to"), [("repport", "documents"), ("report", "Documentz"), ("annual", "documents")])
async def test_what_is_called_only_nearly_so_is_asked_about(desk: Desk, name: str, to: str) -> None:
    desk.file("Downloads/report.pdf")
    desk.file("Downloads/annual accounts.ods")
    assert isinstance(await desk.verdict("files.move", what={"name": name}, to=to), Ask)


async def test_a_question_counts_what_lies_inside(desk: Desk) -> None:
    for number in range(30):
        desk.file(f"Downloads/photos/{number}.jpg")
    foreseen = await desk.foresee("files.move", what={"name": "photos", "kind": "folder"}, to="pictures")
    assert (foreseen.prospect.effects.file_count, foreseen.prospect.facts["inside_count"]) == (31, 30)
    assert isinstance(await desk.gate.review([foreseen]), Ask)


async def test_a_folder_is_renamed_unasked_however_much_lies_in_it(desk: Desk) -> None:
    for number in range(30):
        desk.file(f"Downloads/photos/{number}.jpg")
    verdict = await desk.verdict("files.rename", what={"name": "photos", "kind": "folder"}, name="pics")
    assert isinstance(verdict, Allow)


async def test_a_link_is_moved_itself(desk: Desk) -> None:
    secret = desk.file(".ssh/id_rsa", "secret")
    (desk.home / "Downloads/link").symlink_to(secret)
    await desk.do("files.move", what={"name": "link"}, to="documents")
    assert (desk.home / "Documents/link").readlink() == secret
    assert secret.read_text() == "secret"


async def test_a_copy_without_a_place_lies_beside_its_original(desk: Desk) -> None:
    desk.file("Downloads/report.pdf", "x")
    assert said(await desk.do("files.copy", what={"name": "report"})) == "I copied “report.pdf” as “report (2).pdf”."
    assert (
        said(await desk.do("files.copy", what={"name": "report.pdf"})) == "I copied “report.pdf” as “report (3).pdf”."
    )


async def test_sorting_puts_files_of_one_name_side_by_side_and_leaves_folders_alone(desk: Desk) -> None:
    desk.file("Downloads/cat.jpg", "new")
    desk.file("Downloads/Pictures/cat.jpg", "old")
    desk.file("Downloads/inner/deep.jpg")
    desk.file("Downloads/.hidden.jpg")
    desk.file("Downloads/strange")
    before = snapshot(desk.home)
    await desk.do("files.organise", folder="downloads", by="kind")
    pictures = desk.home / "Downloads/Pictures"
    assert ((pictures / "cat.jpg").read_text(), (pictures / "cat (2).jpg").read_text()) == ("old", "new")
    assert (desk.home / "Downloads/Others/strange").exists()
    assert (desk.home / "Downloads/inner/deep.jpg").exists()
    assert (desk.home / "Downloads/.hidden.jpg").exists()
    await desk.undo()
    assert snapshot(desk.home) == before


@pytest.mark.parametrize(("by", "folders"), [("month", {"2025-12", "2026-11"}), ("year", {"2025", "2026"})])
async def test_sorting_by_date_makes_a_folder_for_each(desk: Desk, by: str, folders: set[str]) -> None:
    desk.file("Downloads/a.txt", day="2025-12-31T12:00")
    desk.file("Downloads/b.txt", day="2026-11-01T12:00")
    desk.file("Downloads/c.txt", day="2026-11-20T12:00")
    result = await desk.do("files.organise", folder="downloads", by=by)
    assert {path.name for path in (desk.home / "Downloads").iterdir()} == folders
    assert sorted(row["count"] for row in result.facts["group_rows"]) == [1, 2]


async def test_sorting_is_always_shown_before_it_is_done(desk: Desk) -> None:
    desk.file("Downloads/a.txt")
    assert isinstance(await desk.verdict("files.organise", folder="downloads"), Ask)


async def test_there_may_be_nothing_to_sort_or_a_file_in_the_way(desk: Desk) -> None:
    assert said(await desk.failure("files.organise", folder="downloads")) == "There are no files to sort in Downloads."
    desk.file("Downloads/Pictures", "a file")
    desk.file("Downloads/a.jpg")
    assert (await desk.failure("files.organise", folder="downloads")).error_code == "name-taken"


# ------------------------------------------------------------------------------------------------------- other disks


@pytest.fixture
def stick(desk: Desk) -> Iterator[Path]:
    """Return a folder on another disk, which the user has granted."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == desk.home.stat().st_dev:
        pytest.skip("there is only one file system")
    folder = Path(tempfile.mkdtemp(dir=memory))
    grants = Grants(paths=[(str(folder), ["all"], [], [])])
    desk.gate.policy = build_policy("standard", grants, desk.home, [desk.own])
    yield folder
    shutil.rmtree(folder)


async def test_moving_to_another_disk_and_back_by_undo_is_exact(desk: Desk, stick: Path) -> None:
    desk.file("Pictures/trip/a.jpg", "a" * 100_000)
    os.setxattr(desk.home / "Pictures/trip/a.jpg", "user.colour", b"red")
    (desk.home / "Pictures/trip").chmod(0o750)
    before = snapshot(desk.home)
    result = await desk.do("files.move", what={"name": "trip", "kind": "folder"}, to=str(stick))
    assert (result.is_verified, (stick / "trip/a.jpg").stat().st_size) == (True, 100_000)
    assert not (desk.home / "Pictures/trip").exists()
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before
    assert snapshot(stick).keys() == {os.fsencode(stick)}


async def test_what_could_not_be_brought_back_exactly_from_another_disk_demands_a_code(desk: Desk, stick: Path) -> None:
    path = desk.file("Pictures/a.jpg")
    os.link(path, desk.home / "Documents/other name.jpg")
    foreseen = await desk.foresee("files.move", what={"name": "~/Pictures/a.jpg"}, to=str(stick))
    assert foreseen.prospect.undo is None
    result = await desk.run(foreseen)
    assert (result.is_verified, result.is_undoable) == (True, False)
