"""The event bus: never waits, never fails, and counts what a slow reader lost."""

from collections.abc import Callable

import anyio
import pytest

from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.events import SpeechStarted

Run = Callable[..., None]


class SetClock:
    def __init__(self) -> None:
        self.mono_s = 100.0

    def monotonic_s(self) -> float:
        return self.mono_s


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def turn(number: int) -> SpeechStarted:
    return SpeechStarted(turn=number)


def test_a_sink_gets_each_event_at_once_with_the_seconds_since_the_bus_was_made(clock: SetClock) -> None:
    bus, got = EventBus(clock), []
    bus.add_sink(got.append)
    bus.publish(turn(1))
    clock.mono_s += 2.5
    bus.publish(turn(2))
    assert got == [Stamped(0.0, turn(1)), Stamped(2.5, turn(2))]


def test_a_broken_sink_is_dropped_and_the_others_hear_on(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    bus, calls, got = EventBus(clock), [], []

    def broken(stamped: Stamped) -> None:
        calls.append(stamped)
        raise OSError("disk full")

    bus.add_sink(broken)
    bus.add_sink(got.append)
    bus.publish(turn(1))
    bus.publish(turn(2))
    assert len(calls) == 1 and len(got) == 2
    assert [record.message for record in caplog.records] == ["an event sink failed and was dropped"]


def test_a_subscription_gets_later_events_in_order(clock: SetClock, on_virtual_time: Run) -> None:
    async def body() -> None:
        bus = EventBus(clock)
        bus.publish(turn(1))
        with bus.subscribe() as events:
            for number in (2, 3):
                bus.publish(turn(number))
            assert [(await anext(events)).event.turn for _ in range(2)] == [2, 3]

    on_virtual_time(body)


def test_a_reader_waits_for_the_next_event(clock: SetClock, on_virtual_time: Run) -> None:
    async def body() -> None:
        bus, got = EventBus(clock), []

        async def read() -> None:
            with bus.subscribe() as events:
                async for stamped in events:
                    got.append((anyio.current_time(), stamped.event.turn))

        began_s = anyio.current_time()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read)
            for number in (1, 2):
                await anyio.sleep(5)
                bus.publish(turn(number))
            await anyio.sleep(1)
            tasks.cancel_scope.cancel()
        assert got == [(began_s + 5, 1), (began_s + 10, 2)]

    on_virtual_time(body)


def test_a_slow_reader_loses_the_oldest_and_it_is_counted(clock: SetClock, on_virtual_time: Run) -> None:
    async def body() -> None:
        bus = EventBus(clock)
        with bus.subscribe(capacity=3) as slow, bus.subscribe(capacity=10) as quick:
            for number in range(5):
                bus.publish(turn(number))
            assert [(await anext(slow)).event.turn for _ in range(3)] == [2, 3, 4]
            assert (slow.dropped, quick.dropped) == (2, 0)
            assert [(await anext(quick)).event.turn for _ in range(5)] == [0, 1, 2, 3, 4]

    on_virtual_time(body)


def test_who_has_left_gets_nothing_more(clock: SetClock) -> None:
    bus = EventBus(clock)
    with bus.subscribe(capacity=1) as left, bus.subscribe(capacity=1) as also_left:
        pass
    for number in range(3):
        bus.publish(turn(number))
    assert left.dropped == also_left.dropped == 0
