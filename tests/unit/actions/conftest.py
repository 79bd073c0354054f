"""What the actions' tests share: a clock that is set by hand, and timers that are kept in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.kernel.testing.storage import FakeTimerStore


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.moment = now
        self.mono_s = 100.0

    def monotonic_s(self) -> float:
        return self.mono_s

    def now(self) -> datetime:
        return self.moment.astimezone()

    def pass_s(self, seconds: float) -> None:
        self.mono_s += seconds
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 22, 16, 30, 15, tzinfo=UTC))


@pytest.fixture
def timer_store() -> FakeTimerStore:
    return FakeTimerStore()
