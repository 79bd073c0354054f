import time
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError
from assistant.actions.registry import Registry
from assistant.actions.timers import TimerActions

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
    outcome = await timers.start(90, "tea")
    ((_number, kind, label, due),) = timer_store.pending()
    assert (kind, label, due) == ("timer", "tea", clock.now() + timedelta(seconds=90))
    assert due.tzinfo is UTC
    assert outcome.facts["duration_s"] == 90
    assert bell.rings == 1
    assert await outcome.check()


async def test_a_timer_that_the_store_lost_is_not_confirmed(timers, timer_store):
    outcome = await timers.start(90)
    assert timer_store.remove(timer_store.pending()[0][0])
    assert not await outcome.check()


async def test_an_alarm_without_a_zone_is_local_time_with_the_offset_of_its_own_day(timers, timer_store, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        await timers.alarm(datetime(2027, 7, 1, 7, 0))
        ((_number, _kind, _label, due),) = timer_store.pending()
    finally:
        monkeypatch.undo()
        time.tzset()
    # November is at +1, July at +2.
    assert due == datetime(2027, 7, 1, 5, 0, tzinfo=UTC)


async def test_an_alarm_in_the_past_is_refused(timers, timer_store, clock):
    with pytest.raises(ActionFailedError) as caught:
        await timers.alarm(clock.now() - timedelta(seconds=1))
    assert (caught.value.key, caught.value.code) == ("timers.alarm.past", "time-is-past")
    assert not timer_store.pending()


async def test_the_list_has_the_soonest_first(timers, clock):
    await timers.start(600, "eggs")
    await timers.alarm(clock.now() + timedelta(minutes=5), "call mum")
    facts = (await timers.list()).facts
    assert facts["count"] == 2
    assert [timer["label"] for timer in facts["timers"]] == ["call mum", "eggs"]
    assert (facts["next_kind"], facts["next_remaining_s"]) == ("alarm", 300)


async def test_an_empty_list_says_so(timers):
    assert (await timers.list()).message == "timers.list.none"


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
    await timers.start(60, "tea")
    await timers.start(600, "eggs")
    await timers.alarm(clock.now() + timedelta(hours=1), "up")
    outcome = await timers.cancel(kind, which)
    assert [label for _number, _kind, label, _due in timer_store.pending()] == left
    assert (outcome.facts["kind"], outcome.facts["count"], outcome.facts["label"]) == told
    assert len(outcome.effects) == outcome.facts["count"]
    assert await outcome.check()


async def test_a_cancelled_timer_that_is_still_there_is_not_confirmed(timers, timer_store, monkeypatch):
    await timers.start(60)
    monkeypatch.setattr(timer_store, "remove", lambda _number: True)
    assert not await (await timers.cancel("timer", "next")).check()


async def test_with_nothing_to_cancel_nothing_is_claimed(timers):
    outcome = await timers.cancel("alarm", "all")
    assert (outcome.message, outcome.effects) == ("timers.cancel.none", ())
    assert await outcome.check()


@pytest.mark.parametrize("duration_s", [0, -5, 366 * 24 * 3600 + 1, 10**30])
async def test_absurd_durations_are_refused(timers, duration_s):
    with pytest.raises(ValidationError):
        Registry(timers).get("timers.start").validated({"duration_s": duration_s})


@pytest.mark.parametrize("at", ["2026-11-23T07:00:00", "2026-11-23T07:00", "2026-11-23T07:00:00+01:00"])
async def test_an_alarm_takes_iso_text(timers, at):
    assert isinstance(Registry(timers).get("timers.alarm").validated({"at": at})["at"], datetime)
