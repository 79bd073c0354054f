"""Time that jumps whenever everybody waits, but stands still while a thread works."""

import math
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from unittest import mock

import trio
import trio.testing

T = TypeVar("T")
_RUNNING: ContextVar[trio.testing.MockClock] = ContextVar("running")


class VirtualClock:
    """The clock of `run_on_virtual_time`, and a day that goes by with it. Any thread may ask it.

    Args:
        later_s: How much of the day is over at the beginning.
    """

    def __init__(self, later_s: float = 0.0, start: datetime = datetime(2026, 11, 22, 17, 42, tzinfo=UTC)) -> None:
        self._start = start + timedelta(seconds=later_s)

    def monotonic_s(self) -> float:
        return _RUNNING.get().current_time()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic_s())


class PatientThreads:
    """Holds a clock while threads work: to trio a thread is nobody, and an hour would pass while a file is written."""

    def __init__(self, clock: trio.testing.MockClock) -> None:
        self._clock = clock
        self._count = 0

    async def run_sync(self, call: Callable[..., T], *args: Any, **options: Any) -> T:
        """Do what `trio.to_thread.run_sync` does, and let no time pass until it is done."""
        self._count += 1
        self._clock.autojump_threshold = math.inf
        try:
            return await trio.to_thread.run_sync(call, *args, **options)
        finally:
            self._count -= 1
            if not self._count:
                self._clock.autojump_threshold = 0.0


def run_on_virtual_time(body: Callable[..., Awaitable[T]], *args: object) -> T:
    """Run an async function from 0 seconds on and return what it returns."""
    clock = trio.testing.MockClock(autojump_threshold=0.0)
    before = _RUNNING.set(clock)
    try:
        with mock.patch("anyio._backends._trio.run_sync", PatientThreads(clock).run_sync):
            return trio.run(body, *args, clock=clock)
    finally:
        _RUNNING.reset(before)
