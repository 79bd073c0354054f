"""Collaborators that the actions' tests share: a clock that is set by hand, and timers kept in a dictionary."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest


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


class MemoryTimerStore:
    """Keeps timers as `TimerStore` promises."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[str, str, datetime]] = {}
        self._last = 0

    def add(self, kind: str, label: str, due_utc: datetime) -> int:
        self._last += 1
        self.kept[self._last] = (kind, label, due_utc)
        return self._last

    def remove(self, timer: int) -> bool:
        return self.kept.pop(timer, None) is not None

    def pending(self) -> Sequence[tuple[int, str, str, datetime]]:
        rows = [(number, *row) for number, row in self.kept.items()]
        return sorted(rows, key=lambda row: row[3])


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 22, 16, 30, 15, tzinfo=UTC))


@pytest.fixture
def timer_store() -> MemoryTimerStore:
    return MemoryTimerStore()


@pytest.fixture
def timer_store_type() -> Callable[[], MemoryTimerStore]:
    return MemoryTimerStore
