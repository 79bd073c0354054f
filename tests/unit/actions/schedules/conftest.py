import time
from collections.abc import Iterator

import pytest

from assistant.kernel.testing.storage import FakeScheduleStore


@pytest.fixture
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def store() -> FakeScheduleStore:
    return FakeScheduleStore()
