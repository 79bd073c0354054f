"""What is heavy and what runs, with a table that is scripted; the machine's own in `tests/e2e/test_machine.py`."""

import os

import pytest

from assistant.actions.machine.processes import ProcessActions
from tests.unit.actions.acting import act
from tests.unit.actions.machine.scripted_processes import MIB, FakeTable, load, survey_of

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def user(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 1000)


async def test_memory_is_told_by_program_the_heaviest_first():
    table = FakeTable(load(5, "a", mib=10), load(6, "big", mib=100), load(7, "big", mib=50), load(8, "c", mib=20))
    outcome = await act(ProcessActions(survey_of(table)), "processes.top", by="memory")
    assert outcome.message == "processes.top.memory"
    assert (outcome.facts["name"], outcome.facts["size_bytes"], outcome.facts["others"]) == (
        "big",
        150 * MIB,
        ["c", "a"],
    )


async def test_an_application_is_told_by_its_name():
    worker = load(5, "soffice.bin", mib=99)
    table = FakeTable(worker, load(6, "cat", mib=1))
    outcome = await act(ProcessActions(survey_of(table, Writer=[worker.process])), "processes.top", by="memory")
    assert outcome.facts["name"] == "Writer"


async def test_processors_are_told_by_what_was_busy_meanwhile():
    table = FakeTable(load(5, "lazy"), load(6, "busy"), load(7, "long-ago"))
    table.busy = {6: 10_000}
    outcome = await act(ProcessActions(survey_of(table)), "processes.top", by="processor")
    assert (outcome.facts["name"], outcome.facts["others"], outcome.facts["percent"]) == ("busy", [], 100)


async def test_that_nothing_is_busy_is_told():
    outcome = await act(ProcessActions(survey_of(FakeTable(load(5, "lazy")))), "processes.top", by="processor")
    assert outcome.message == "processes.top.idle"


async def test_whether_something_runs_is_told_with_whose_it_is(monkeypatch):
    actions = ProcessActions(survey_of(FakeTable(load(5, "nginx", user=0), load(6, "nginx", user=0))))
    facts = (await act(actions, "processes.find", process="nginx")).facts
    assert (facts["count"], facts["user"], facts["is_own"]) == (2, "root", False)
    assert (await act(actions, "processes.find", process="apache")).message == "processes.find.none"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
async def test_what_can_be_no_name_is_no_argument(name):
    with pytest.raises(ValueError, match="string_"):
        await act(ProcessActions(survey_of(FakeTable())), "processes.find", process=name)
