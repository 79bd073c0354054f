import os
import threading
from datetime import datetime

import anyio
import pytest

from assistant.actions import files as files_module
from assistant.actions.files import FileActions
from assistant.kernel.errors import ActionError

pytestmark = pytest.mark.anyio


@pytest.fixture
def files(tmp_path):
    return FileActions(tmp_path)


def add(path, day):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    moment_s = datetime.fromisoformat(day).timestamp()
    os.utime(path, (moment_s, moment_s))


async def test_what_is_found_is_told_with_folder_and_date(files, tmp_path):
    add(tmp_path / "Documents" / "report.pdf", "2026-11-20T12:00")
    add(tmp_path / "report.txt", "2026-11-19T12:00")
    outcome = await files.find("report")
    assert outcome.message == "files.find.done"
    assert (outcome.facts["count"], outcome.facts["newest"]) == (2, "report.pdf")
    assert outcome.facts["newest_folder"] == "Documents"
    first, second = outcome.facts["files"]
    assert first["path"] == str(tmp_path / "Documents" / "report.pdf")
    assert (second["folder"], second["size_bytes"]) == ("", 1)
    assert datetime.fromisoformat(first["modified"]) == datetime(2026, 11, 20, 12).astimezone()


async def test_nothing_found_is_an_answer(files):
    outcome = await files.find("report", "pdf")
    assert (outcome.message, outcome.facts["is_complete"]) == ("files.find.none", True)


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
async def test_a_last_day_counts_to_its_end(files, tmp_path, since, until, expected):
    add(tmp_path / "a", "2026-11-19T23:59:59")
    add(tmp_path / "b", "2026-11-20T23:00")
    add(tmp_path / "c", "2026-11-21T00:00")
    outcome = await files.find(since=since, until=until)
    assert {file["name"] for file in outcome.facts["files"]} == expected


async def test_a_date_that_is_none_is_refused(files):
    with pytest.raises(ActionError) as caught:
        await files.find(since="yesterday")
    assert caught.value.code == "invalid-date"


async def test_cancelling_calls_the_search_off(files, monkeypatch):
    has_begun, was_called_off = threading.Event(), threading.Event()

    def endless(_root, _query, _limit, is_cancelled, _time_limit_s):
        has_begun.set()
        while not is_cancelled():
            pass
        was_called_off.set()

    monkeypatch.setattr(files_module, "search", endless)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(files.find)
        await anyio.to_thread.run_sync(has_begun.wait)
        tasks.cancel_scope.cancel()
    assert await anyio.to_thread.run_sync(was_called_off.wait, 5.0)
