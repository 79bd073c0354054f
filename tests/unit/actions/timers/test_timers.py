import time
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError
from assistant.actions.timers.timers import TimerActions
from assistant.actions.work import Work
from tests.unit.actions.acting import act, action_of, foresee, take_back

pytestmark = pytest.mark.anyio


class Bell:
    def __init__(self):
        self.rings = 0

    def __call__(self):
        self.rings += 1


@pytest.fixture
def bell():
    return Bell()


@pytest.fixture
def timers(timer_store, clock, bell):
    return TimerActions(timer_store, clock, bell)


async def test_a_timer_is_kept_in_utc_and_found_again(timers, timer_store, clock, bell):
    outcome = await act(timers, "timers.start", duration_s=90, label="tea")
    ((_number, kind, label, due),) = timer_store.pending()
    assert (kind, label, due) == ("timer", "tea", clock.now() + timedelta(seconds=90))
    assert due.tzinfo is UTC
    assert outcome.facts["duration_s"] == 90
    assert bell.rings == 1
    assert await outcome.check()


async def test_a_timer_that_the_store_lost_is_not_confirmed(timers, timer_store):
    outcome = await act(timers, "timers.start", duration_s=90)
    assert timer_store.remove(timer_store.pending()[0][0])
    assert not await outcome.check()


async def test_an_alarm_without_a_zone_is_local_time_with_the_offset_of_its_own_day(timers, timer_store, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        await act(timers, "timers.alarm", at="2027-07-01T07:00:00")
        ((_number, _kind, _label, due),) = timer_store.pending()
    finally:
        monkeypatch.undo()
        time.tzset()
    # November is at +1, July at +2.
    assert due == datetime(2027, 7, 1, 5, 0, tzinfo=UTC)


async def test_an_alarm_in_the_past_is_refused(timers, timer_store, clock):
    with pytest.raises(ActionFailedError) as caught:
        await act(timers, "timers.alarm", at=(clock.now() - timedelta(seconds=1)).isoformat())
    assert (caught.value.key, caught.value.code) == ("timers.alarm.past", "time-is-past")
    assert not timer_store.pending()


async def test_the_list_has_the_soonest_first(timers, clock):
    await act(timers, "timers.start", duration_s=600, label="eggs")
    await act(timers, "timers.alarm", at=(clock.now() + timedelta(minutes=5)).isoformat(), label="call mum")
    facts = (await act(timers, "timers.list")).facts
    assert facts["count"] == 2
    assert [timer["label"] for timer in facts["timers"]] == ["call mum", "eggs"]
    assert (facts["next_kind"], facts["next_remaining_s"]) == ("alarm", 300)


async def test_an_empty_list_says_so(timers):
    assert (await act(timers, "timers.list")).message == "timers.list.none"


@pytest.mark.parametrize(
    ("kind", "which", "left", "told"),
    [
        ("timer", "next", ["eggs", "up"], ("timer", 1, "tea")),
        ("timer", "all", ["up"], ("timer", 2, "")),
        ("alarm", "all", ["tea", "eggs"], ("alarm", 1, "up")),
        ("any", "all", [], ("any", 3, "")),
    ],
)
async def test_cancel_removes_what_was_named(timers, timer_store, clock, kind, which, left, told):
    await act(timers, "timers.start", duration_s=60, label="tea")
    await act(timers, "timers.start", duration_s=600, label="eggs")
    await act(timers, "timers.alarm", at=(clock.now() + timedelta(hours=1)).isoformat(), label="up")
    outcome = await act(timers, "timers.cancel", kind=kind, which=which)
    assert [label for _number, _kind, label, _due in timer_store.pending()] == left
    assert (outcome.facts["kind"], outcome.facts["count"], outcome.facts["label"]) == told
    assert len(outcome.effects) == outcome.facts["count"]
    assert await outcome.check()


async def test_a_cancelled_timer_that_is_still_there_is_not_confirmed(timers, timer_store, monkeypatch):
    await act(timers, "timers.start", duration_s=60)
    monkeypatch.setattr(timer_store, "remove", lambda _number: True)
    assert not await (await act(timers, "timers.cancel", kind="timer", which="next")).check()


async def test_with_nothing_to_cancel_nothing_is_claimed(timers):
    outcome = await act(timers, "timers.cancel", kind="alarm", which="all")
    assert (outcome.message, outcome.effects) == ("timers.cancel.none", ())
    assert await outcome.check()


@pytest.mark.parametrize("duration_s", [0, -5, 366 * 24 * 3600 + 1, 10**30])
async def test_absurd_durations_are_refused(timers, duration_s):
    with pytest.raises(ValidationError):
        action_of(timers, "timers.start").validated({"duration_s": duration_s})


@pytest.mark.parametrize("at", ["2026-11-23T07:00:00", "2026-11-23T07:00", "2026-11-23T07:00:00+01:00"])
async def test_an_alarm_takes_iso_text(timers, at):
    assert isinstance(action_of(timers, "timers.alarm").validated({"at": at})["at"], datetime)


async def test_a_timer_is_due_at_the_moment_that_was_reviewed(timers, timer_store, clock):
    entry = action_of(timers, "timers.start")
    prospect = await foresee(timers, "timers.start", duration_s=90)
    clock.pass_s(20)  # a question was answered meanwhile
    await entry.act({"duration_s": 90, "label": ""}, Work(prospect=prospect))
    ((_number, _kind, _label, due),) = timer_store.pending()
    assert due == clock.now() + timedelta(seconds=70)


@pytest.mark.parametrize(
    ("name", "args"),
    [("timers.start", {"duration_s": 90, "label": "tea"}), ("timers.alarm", {"at": "2027-07-01T07:00:00"})],
)
async def test_what_was_set_is_taken_back_and_nothing_else(timers, timer_store, bell, name, args):
    await act(timers, "timers.start", duration_s=600, label="eggs")
    before = timer_store.pending()
    prospect = await foresee(timers, name, **args)
    await act(timers, name, **args)
    rings = bell.rings
    for _ in range(2):  # also when it was taken back before a crash
        assert await take_back(timers, name, prospect)
        assert timer_store.pending() == before
    assert bell.rings > rings


async def test_a_timer_that_cannot_be_removed_is_not_confirmed_as_taken_back(timers, timer_store, monkeypatch):
    prospect = await foresee(timers, "timers.start", duration_s=90)
    await act(timers, "timers.start", duration_s=90)
    monkeypatch.setattr(timer_store, "remove", lambda _number: False)
    assert not await take_back(timers, "timers.start", prospect)


@pytest.mark.parametrize("died_after", ["nothing", "one", "all"])
async def test_cancelled_timers_come_back_however_far_it_came(timers, timer_store, died_after):
    await act(timers, "timers.start", duration_s=60, label="tea")
    await act(timers, "timers.start", duration_s=600, label="eggs")
    before = {row[1:] for row in timer_store.pending()}
    prospect = await foresee(timers, "timers.cancel", kind="timer", which="all")
    count = {"nothing": 0, "one": 1, "all": 2}[died_after]
    for number, *_ in list(timer_store.pending())[:count]:
        timer_store.remove(number)
    for _ in range(2):
        assert await take_back(timers, "timers.cancel", prospect)
        assert {row[1:] for row in timer_store.pending()} == before
        assert len(timer_store.pending()) == 2


async def test_cancelling_nothing_leaves_nothing_to_take_back(timers):
    assert (await foresee(timers, "timers.cancel", kind="any", which="all")).undo is None
