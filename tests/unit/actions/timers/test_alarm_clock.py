from datetime import UTC, datetime, timedelta

import pytest
import trio
import trio.testing

from assistant.actions.timers.alarm_clock import MISSED_AFTER_S, RECHECK_S, AlarmClock
from assistant.kernel.errors import AudioError, StoreError
from assistant.kernel.testing.storage import FakeTimerStore

START = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


class TrioWallClock:
    """Wall time that follows trio's virtual clock, and can be set."""

    def __init__(self):
        self.offset = timedelta()

    def monotonic_s(self):
        return trio.current_time()

    def now(self):
        return START + self.offset + timedelta(seconds=trio.current_time())


class Listener:
    """Remembers what was announced and when."""

    def __init__(self):
        self.heard = []
        self.error = None

    async def __call__(self, kind, label, due, is_missed):
        if self.error:
            raise self.error
        self.heard.append((trio.current_time(), kind, label, is_missed))


@pytest.fixture
def store():
    return FakeTimerStore()


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def wall():
    return TrioWallClock()


def due_in(seconds):
    return START + timedelta(seconds=seconds)


def run_for(seconds, alarm_clock, meanwhile=None):
    """Run the alarm clock on virtual time."""

    async def main():
        with trio.move_on_after(seconds):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(alarm_clock.run)
                if meanwhile:
                    nursery.start_soon(meanwhile)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))


def test_each_is_announced_when_it_is_due_and_then_forgotten(store, wall, listener):
    store.add("timer", "tea", due_in(100))
    store.add("alarm", "up", due_in(40.5))
    run_for(200, AlarmClock(store, wall, listener))
    assert listener.heard == [
        (pytest.approx(40.5), "alarm", "up", False),
        (pytest.approx(100), "timer", "tea", False),
    ]
    assert not store.pending()


def test_one_that_is_added_meanwhile_wakes_the_clock(store, wall, listener):
    alarm_clock = AlarmClock(store, wall, listener)

    async def add():
        await trio.sleep(5)
        store.add("timer", "tea", due_in(7))
        alarm_clock.changed()

    run_for(20, alarm_clock, add)
    assert [time_s for time_s, *_rest in listener.heard] == [pytest.approx(7)]


def test_one_that_is_cancelled_meanwhile_is_silent(store, wall, listener):
    number = store.add("timer", "tea", due_in(10))
    alarm_clock = AlarmClock(store, wall, listener)

    async def cancel():
        await trio.sleep(5)
        store.remove(number)
        alarm_clock.changed()

    run_for(60, alarm_clock, cancel)
    assert listener.heard == []


def test_what_fell_due_while_zenus_was_off_is_announced_as_missed(store, wall, listener):
    store.add("timer", "tea", due_in(-3600))
    store.add("timer", "just now", due_in(-2))
    run_for(1, AlarmClock(store, wall, listener))
    assert [(label, is_missed) for _t, _k, label, is_missed in listener.heard] == [("tea", True), ("just now", False)]


@pytest.mark.parametrize("jump_s", [3600, 75])
def test_a_clock_set_forward_or_a_machine_that_slept_is_noticed_within_the_recheck(store, wall, listener, jump_s):
    store.add("alarm", "up", due_in(70))

    async def jump():
        await trio.sleep(1)
        wall.offset = timedelta(seconds=jump_s)

    run_for(120, AlarmClock(store, wall, listener), jump)
    ((time_s, _kind, _label, is_missed),) = listener.heard
    assert time_s <= RECHECK_S + 1
    assert is_missed is (jump_s + time_s - 70 > MISSED_AFTER_S)


def test_a_clock_set_back_does_not_lose_an_alarm(store, wall, listener):
    store.add("alarm", "up", due_in(70))

    async def jump():
        await trio.sleep(1)
        wall.offset = -timedelta(seconds=600)

    run_for(1000, AlarmClock(store, wall, listener), jump)
    assert [time_s for time_s, *_rest in listener.heard] == [pytest.approx(670)]


def test_one_whose_announcement_failed_is_kept_and_tried_again(store, wall, listener):
    store.add("timer", "tea", due_in(10))
    listener.error = AudioError("No speaker.", code="no-speaker")

    async def repair():
        await trio.sleep(20)
        assert store.pending()
        listener.error = None

    run_for(60, AlarmClock(store, wall, listener), repair)
    assert [time_s for time_s, *_rest in listener.heard] == [pytest.approx(10 + RECHECK_S)]
    assert not store.pending()


def test_a_store_that_is_locked_for_a_moment_does_not_end_the_clock(store, wall, listener, monkeypatch):
    store.add("timer", "tea", due_in(10))
    pending = store.pending

    def locked():
        raise StoreError("Locked.", code="store-locked")

    monkeypatch.setattr(store, "pending", locked)

    async def unlock():
        await trio.sleep(5)
        monkeypatch.setattr(store, "pending", pending)

    run_for(60, AlarmClock(store, wall, listener), unlock)
    assert [time_s for time_s, *_rest in listener.heard] == [pytest.approx(RECHECK_S)]


def test_one_that_shutdown_interrupts_is_kept_for_the_next_start(store, wall):
    store.add("timer", "tea", due_in(5))

    async def endless(_kind, _label, _due, _is_missed):
        await trio.sleep_forever()

    run_for(10, AlarmClock(store, wall, endless))
    assert store.pending()
