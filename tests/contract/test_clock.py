"""What every `Clock` must do: the machine's own, and those that tests move by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.kernel.clock import Clock, SystemClock
from tests.unit.actions.conftest import SetClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(params=[SystemClock, lambda: SetClock(NOON)], ids=["system", "set"])
def clock(request: pytest.FixtureRequest) -> Clock:
    make: Callable[[], Clock] = request.param
    return make()


def test_monotonic_time_never_goes_back(clock: Clock) -> None:
    seconds = [clock.monotonic_s() for _ in range(1000)]
    assert seconds == sorted(seconds) and isinstance(seconds[0], float)


def test_wall_time_knows_its_zone(clock: Clock) -> None:
    assert clock.now().utcoffset() == clock.now().astimezone().utcoffset()
    assert abs(clock.now() - clock.now().astimezone(UTC)) < timedelta(seconds=1)


def test_both_go_on_together() -> None:
    clock = SetClock(NOON)
    began_s, began = clock.monotonic_s(), clock.now()
    clock.pass_s(90.0)
    assert clock.monotonic_s() - began_s == 90.0
    assert clock.now() - began == timedelta(seconds=90)
