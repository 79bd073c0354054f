"""Notes, files and the state of the machine, on a real folder tree and the real kernel."""

import errno
import os
import shutil
import time
from datetime import datetime, timedelta

import pytest

from assistant.actions.files import FileTools, FindActions
from assistant.actions.machine.logind import Logind
from assistant.actions.machine.system import SystemActions
from assistant.actions.message_bus.system_bus import SystemBus
from assistant.actions.notes import NotesActions
from tests.unit.actions.files.desk import Desk

pytestmark = pytest.mark.anyio


@pytest.fixture
def tools(tmp_path) -> FileTools:
    """What file deeds work with, for a home in `tmp_path`."""
    return Desk(tmp_path).tools


async def test_notes_are_written_and_listed(tmp_path, do, tools):
    notes = NotesActions(tmp_path / "Documents" / "Notes", tools)
    assert (await do(notes, "notes.list"))[1] == "You have no notes."
    result, text = await do(notes, "notes.create", text="buy oat milk")
    assert (result.is_verified, text) == (True, "I noted “buy oat milk”.")
    assert (await do(notes, "notes.list"))[1] == "You have one note: “buy oat milk”."
    await do(notes, "notes.create", text="call mum")
    result, text = await do(notes, "notes.list")
    assert text.startswith("You have 2 notes.")
    assert sorted(result.facts["titles"]) == ["buy oat milk", "call mum"]


async def test_a_note_that_cannot_be_written_is_told(tmp_path, do, tools, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    result, text = await do(NotesActions(tmp_path / "file" / "Notes", tools), "notes.create", text="x")
    assert (result.ok, result.error_code) == (False, "name-taken")
    assert text == "I did nothing with “file”, because there is something else with that name."

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    result, text = await do(NotesActions(tmp_path / "Notes", tools), "notes.create", text="x")
    assert result.error_code == "disk-full"
    assert text.startswith("I did nothing with “") and text.endswith("”, because the disk is full.")
    assert list((tmp_path / "Notes").glob("*")) == []


async def test_files_are_found_by_kind_name_and_date(tmp_path, do, tools):
    old_s = (datetime.now() - timedelta(days=10)).timestamp()
    for path in ("Documents/budget 2026.ods", "Documents/budget 2025.ods", "Pictures/cat.jpg", ".cache/budget.ods"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("x")
    os.utime(tmp_path / "Documents" / "budget 2025.ods", (old_s, old_s))
    files = FindActions(tools)
    result, text = await do(files, "files.find", name="budget")
    assert (result.is_verified, text) == (True, "I found 2 matches. The newest is “budget 2026.ods” in Documents.")
    today = datetime.now().date().isoformat()
    _result, text = await do(files, "files.find", kind="spreadsheet", since=today, until=today)
    assert text == "I found “budget 2026.ods” in Documents."
    assert (await do(files, "files.find", name="invoice"))[1] == "I found nothing called “invoice”."
    assert (await do(files, "files.find", since="soon"))[1] == "Sorry, I did not understand the date."


@pytest.mark.slow
async def test_a_large_home_is_searched_within_its_time_limit(tmp_path, do, tools):
    for folder in range(200):
        (tmp_path / f"folder {folder}").mkdir()
        for file in range(50):
            (tmp_path / f"folder {folder}" / f"report {folder} {file}.txt").touch()
    result, _text = await do(FindActions(tools), "files.find", name="report 42")
    assert result.facts["is_complete"]
    # Every file of folder 42 and one in each other folder; "142 42" has both words as well.
    assert result.facts["count"] == sum(
        "report" in name and "42" in name for _, _, names in os.walk(tmp_path) for name in names
    )
    started_s = time.monotonic()
    result, text = await do(FindActions(tools, search_limit_s=0.0), "files.find", name="nothing")
    assert time.monotonic() - started_s < 1.0
    assert text == "I found nothing in the time I had, but I have not looked everywhere."


async def test_the_state_of_this_very_machine_is_told(tmp_path, do):
    system = SystemActions(tmp_path, Logind(SystemBus({})))
    result, text = await do(system, "system.disk")
    assert result.facts["total_bytes"] == shutil.disk_usage(tmp_path).total
    assert text.startswith("The disk has ")
    result, _text = await do(system, "system.memory")
    assert 0 < result.facts["available_bytes"] < result.facts["memory_bytes"]
    for action in ("system.status", "system.battery"):
        result, _text = await do(system, action)
        assert (result.ok, result.is_verified) == (True, True)
