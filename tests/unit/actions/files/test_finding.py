import os
import threading
from datetime import datetime

import anyio
import pytest

from assistant.actions.files import finding
from assistant.kernel.verdict import Deny
from tests.unit.actions.files.desk import Desk, said

pytestmark = pytest.mark.anyio


async def test_what_is_found_is_told_with_folder_and_date(desk: Desk) -> None:
    path = desk.file("Documents/report.pdf", day="2026-11-20T12:00")
    desk.file("report.txt", day="2026-11-19T12:00")
    result = await desk.do("files.find", name="report")
    assert (result.facts["count"], result.facts["newest"], result.facts["newest_folder"]) == (
        2,
        "report.pdf",
        "Documents",
    )
    first, second = result.facts["files"]
    assert first["path"] == str(path)
    assert (second["folder"], second["size_bytes"]) == ("", 1)
    assert datetime.fromisoformat(first["modified"]) == datetime(2026, 11, 20, 12).astimezone()


async def test_nothing_found_is_an_answer(desk: Desk) -> None:
    result = await desk.do("files.find", name="report", kind="pdf")
    assert (result.message, result.facts["is_complete"]) == ("files.find.none", True)
    assert said(await desk.do("files.find", name="report", folder="downloads")) == (
        "I found nothing called “report” in Downloads."
    )


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-11-20", "", {"b", "c"}),
        ("", "2026-11-20", {"a", "b"}),
        ("2026-11-20", "2026-11-20", {"b"}),
        ("2026-11-20T23:30", "", {"c"}),
        ("", "2026-11-20T12:00:00", {"a"}),
    ],
)
async def test_a_last_day_counts_to_its_end(desk: Desk, since: str, until: str, expected: set[str]) -> None:
    desk.file("a", day="2026-11-19T23:59:59")
    desk.file("b", day="2026-11-20T23:00")
    desk.file("c", day="2026-11-21T00:00")
    result = await desk.do("files.find", since=since, until=until)
    assert {file["name"] for file in result.facts["files"]} == expected


async def test_folder_and_size_bound_what_is_found(desk: Desk) -> None:
    desk.file("Videos/small.mp4", "x" * 10)
    desk.file("Videos/deep/big.mp4", "x" * 30)
    desk.file("Pictures/bigger.png", "x" * 40)
    result = await desk.do("files.find", folder="videos", over_bytes=20)
    assert [file["name"] for file in result.facts["files"]] == ["big.mp4"]
    result = await desk.do("files.find", under_bytes=30)
    assert [file["name"] for file in result.facts["files"]] == ["small.mp4"]


async def test_an_unknown_folder_and_a_date_that_is_none_are_told(desk: Desk) -> None:
    assert said(await desk.failure("files.find", folder="nowhere")) == "I found no folder called “nowhere”."
    assert said(await desk.do("files.find", since="soon")) == "Sorry, I did not understand the date."


async def test_cancelling_calls_the_search_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    has_begun, was_called_off = threading.Event(), threading.Event()

    def endless(_root, _query, _limit, is_cancelled, _time_limit_s):
        has_begun.set()
        while not is_cancelled():
            pass
        was_called_off.set()

    monkeypatch.setattr(finding, "search", endless)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(desk.registry.get("files.find").function)
        await anyio.to_thread.run_sync(has_begun.wait)
        tasks.cancel_scope.cancel()
    assert await anyio.to_thread.run_sync(was_called_off.wait, 5.0)


# ---------------------------------------------------------------------------------------------------------- a folder


async def test_what_is_in_a_folder_is_counted_and_listed_the_newest_first(desk: Desk) -> None:
    desk.file("Downloads/old.txt", "12345", day="2026-11-19T12:00")
    desk.file("Downloads/new.txt", "123", day="2026-11-20T12:00")
    desk.file("Downloads/.hidden")
    desk.file("Downloads/inner/deep.txt")
    os.utime(desk.home / "Downloads/inner", (1, 1))
    result = await desk.do("files.list", folder="downloads")
    assert (result.facts["file_count"], result.facts["folder_count"], result.facts["size_bytes"]) == (2, 1, 8)
    assert [file["name"] for file in result.facts["files"]] == ["new.txt", "old.txt", "inner"]
    assert said(result) == "I see 2 files and 1 folder in Downloads. The newest is “new.txt”."


async def test_only_files_only_folders_and_nothing(desk: Desk) -> None:
    assert said(await desk.do("files.list", folder="music")) == "There is nothing in Music."
    desk.file("Music/a.mp3")
    assert said(await desk.do("files.list", folder="music")) == "I see 1 file in Music. The newest is “a.mp3”."
    assert said(await desk.do("files.list", folder="home")).startswith("I see 6 folders in your home folder.")


@pytest.mark.parametrize("action", ["files.list", "files.find"])
@pytest.mark.parametrize("folder", ["/etc", "~/.ssh", "/"])
async def test_folders_that_are_nobodys_business_are_not_looked_into(desk: Desk, action: str, folder: str) -> None:
    desk.file(".ssh/id_rsa")
    assert isinstance(await desk.verdict(action, folder=folder), Deny)


async def test_a_folder_that_is_a_link_to_such_a_one_is_not_looked_into(desk: Desk) -> None:
    (desk.home / "Downloads/way").symlink_to("/etc")
    assert isinstance(await desk.verdict("files.list", folder="~/Downloads/way"), Deny)


# -------------------------------------------------------------------------------------------------------------- sizes


async def test_sizes_are_told_with_what_is_inside(desk: Desk) -> None:
    desk.file("Pictures/a.png", "x" * 1500)
    desk.file("Pictures/deep/b.png", "x" * 600)
    result = await desk.do("files.size", what={"name": "pictures", "kind": "folder"})
    assert said(result) == "“Pictures” is 2.1 kilobytes, with 2 files in it."
    result = await desk.do("files.size", what={"name": "a.png"})
    assert said(result) == "“a.png” is 1.5 kilobytes."
    result = await desk.do("files.size", what={"kind": "picture", "folder": "pictures", "every": True})
    assert said(result) == "“a.png” is 1.5 kilobytes."


async def test_the_size_of_what_may_not_be_read_is_not_told(desk: Desk) -> None:
    desk.file(".ssh/id_rsa")
    assert isinstance(await desk.verdict("files.size", what={"name": "~/.ssh"}), Deny)


async def test_progress_is_told_while_a_big_folder_is_looked_over(desk: Desk) -> None:
    for number in range(600):
        (desk.home / f"Downloads/{number}").touch()
    await desk.foresee("files.trash", what={"name": "downloads", "kind": "folder"})
    assert {(action, total) for action, _done, total in desk.told} == {("files.trash", 0)}
    assert max(done for _action, done, _total in desk.told) >= 500
