"""Ending processes, with a table that is scripted; real ones in `tests/e2e/test_machine.py`."""

import os
import signal

import pytest

from assistant.actions.machine import process_ending
from assistant.actions.machine.process_ending import ProcessEndingActions
from assistant.actions.outcome import ActionFailedError
from assistant.actions.work import Work
from assistant.kernel.types import Risk
from tests.unit.actions.acting import act, action_of, foresee
from tests.unit.actions.machine.scripted_processes import FakeTable, load, survey_of

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def user(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 1000)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(process_ending, "TERM_LIMIT_S", 0.0)
    monkeypatch.setattr(process_ending, "KILL_LIMIT_S", 0.0)


def actions_on(table):
    return ProcessEndingActions(survey_of(table), table)


async def test_what_would_be_ended_is_always_asked_about_and_nothing_is_done():
    table = FakeTable(load(50, "backup"), load(51, "backup"))
    prospect = await foresee(actions_on(table), "processes.end", process="backup")
    assert (prospect.effects.wants_preview, prospect.effects.is_final, prospect.effects.ends) == (
        True,
        False,
        ("backup",),
    )
    assert prospect.facts == {"name": "backup", "count": 2, "numbers": [50, 51]}
    assert prospect.undo is None
    assert table.sent == []


async def test_a_process_is_asked_to_end_and_its_children_are_left_to_it():
    table = FakeTable(load(50, "backup"), load(51, "backup", parent=50), load(60, "other"))
    outcome = await act(actions_on(table), "processes.end", process="backup")
    assert (outcome.message, outcome.facts["count"]) == ("processes.end.done", 2)
    assert table.sent == [(50, signal.SIGTERM)]
    assert await outcome.check()


async def test_only_the_number_that_was_said_is_ended():
    table = FakeTable(load(50, "backup"), load(51, "backup"))
    await act(actions_on(table), "processes.end", process="51")
    assert table.sent == [(51, signal.SIGTERM)]


async def test_one_that_stays_is_told_and_not_killed():
    table = FakeTable(load(50, "stubborn"))
    table.ends_on = {signal.SIGKILL}
    with pytest.raises(ActionFailedError, match=r"end\.survived") as failed:
        await act(actions_on(table), "processes.end", process="stubborn")
    assert failed.value.is_partial
    assert failed.value.facts["processes"] == [{"name": "50"}]
    assert table.sent == [(50, signal.SIGTERM)]


async def test_force_is_final_and_reaches_each_of_them():
    table = FakeTable(load(50, "stubborn"), load(51, "stubborn", parent=50))
    actions = actions_on(table)
    assert (await foresee(actions, "processes.kill", process="stubborn")).effects.is_final
    assert action_of(actions, "processes.kill").spec.risk is Risk.IRREVERSIBLE
    assert await (await act(actions, "processes.kill", process="stubborn")).check()
    assert [number for _, number in table.sent] == [signal.SIGKILL, signal.SIGKILL]


async def test_one_that_survives_force_is_told():
    table = FakeTable(load(50, "undead"))
    table.ends_on = set()
    with pytest.raises(ActionFailedError, match=r"kill\.survived"):
        await act(actions_on(table), "processes.kill", process="undead")


async def test_a_stop_half_way_tells_how_many_were_reached():
    table = FakeTable(load(50, "backup"), load(51, "backup"))
    actions = actions_on(table)
    prospect = await foresee(actions, "processes.end", process="backup")
    work = Work(deed=1, prospect=prospect, is_halted=lambda: len(table.sent) == 1)
    with pytest.raises(ActionFailedError) as failed:
        await action_of(actions, "processes.end").act({"process": "backup"}, work)
    assert (failed.value.facts["done"], failed.value.facts["count"], failed.value.code) == (1, 2, "halted")
    assert [pid for pid, _ in table.sent] == [50]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("nothing", "processes.end.unknown"),
        ("99", "processes.end.unknown"),
        ("cron", "processes.end.foreign"),
        ("gnome-shell", "processes.end.protected"),
        ("1", "processes.end.protected"),
        ("python3", "processes.end.several"),
        ("-9", "processes.end.unknown"),
        ("50; reboot", "processes.end.unknown"),
        ("../../etc", "processes.end.unknown"),
    ],
)
@pytest.mark.parametrize("name", ["processes.end", "processes.kill"])
async def test_what_may_not_be_ended_is_told_why(name, words, key):
    table = FakeTable(
        load(1, "init", parent=0, user=0),
        load(10, "cron", user=0),
        load(11, "gnome-shell"),
        load(50, "python3", "a.py"),
        load(51, "python3", "b.py"),
    )
    with pytest.raises(ActionFailedError) as failed:
        await foresee(actions_on(table), name, process=words)
    assert failed.value.key == key
    assert table.sent == []


async def test_what_was_started_anew_is_something_else():
    before = FakeTable(load(50, "backup"))
    first = await foresee(actions_on(before), "processes.end", process="backup")
    second = await foresee(actions_on(FakeTable(load(52, "backup"))), "processes.end", process="backup")
    assert first.effects.fingerprint != second.effects.fingerprint
