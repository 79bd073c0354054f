"""Timers in the real store, announced by the real clock, also after a restart."""

from datetime import timedelta

import anyio
import pytest

from assistant.actions.timers.alarm_clock import AlarmClock
from assistant.actions.timers.timers import TimerActions
from assistant.kernel.clock import SystemClock
from assistant.store.database import Database
from assistant.store.timers import SqliteTimerStore

pytestmark = pytest.mark.anyio


class Ear:
    """Waits for one announcement."""

    def __init__(self):
        self.heard = []
        self.event = anyio.Event()

    async def __call__(self, kind, label, due, is_missed):
        self.heard.append((kind, label, is_missed))
        self.event.set()


@pytest.mark.slow
async def test_a_timer_rings_on_time_and_is_gone(tmp_path, do):
    clock, ear = SystemClock(), Ear()
    with Database(tmp_path / "zenus.db") as database:
        store = SqliteTimerStore(database)
        alarm_clock = AlarmClock(store, clock, ear)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(alarm_clock.run)
            started_s = clock.monotonic_s()
            result, text = await do(
                TimerActions(store, clock, alarm_clock.changed), "timers.start", duration_s=1, label="tea"
            )
            assert (result.is_verified, text) == (True, "The timer is set for 1 second: tea.")
            with anyio.fail_after(10):
                await ear.event.wait()
            assert 0.99 <= clock.monotonic_s() - started_s < 1.5
            tasks.cancel_scope.cancel()
        assert ear.heard == [("timer", "tea", False)]
        assert not store.pending()


async def test_what_was_set_before_a_restart_is_known_and_announced_after_it(tmp_path, do):
    clock, ear = SystemClock(), Ear()
    with Database(tmp_path / "zenus.db") as database:
        timers = TimerActions(SqliteTimerStore(database), clock, lambda: None)
        alarm = clock.now() + timedelta(days=3)
        result, _text = await do(timers, "timers.alarm", at=alarm.replace(tzinfo=None).isoformat(), label="dentist")
        assert result.is_verified
        SqliteTimerStore(database).add("timer", "tea", clock.now() - timedelta(hours=1))
    with Database(tmp_path / "zenus.db") as database:
        store = SqliteTimerStore(database)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(AlarmClock(store, clock, ear).run)
            with anyio.fail_after(10):
                await ear.event.wait()
            tasks.cancel_scope.cancel()
        assert ear.heard == [("timer", "tea", True)]
        timers = TimerActions(store, clock, lambda: None)
        _result, text = await do(timers, "timers.list")
        assert text.startswith(f"The alarm is set for {alarm:%A}, ")
        assert text.endswith(": dentist.")
        result, text = await do(timers, "timers.cancel", kind="any", which="all")
        assert (result.is_verified, text) == (True, "The alarm is cancelled: dentist.")
        assert not store.pending()
