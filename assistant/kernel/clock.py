"""Time: monotonic seconds for measuring, aware wall time for people and storage."""

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The two clocks that code may read."""

    def monotonic_s(self) -> float:
        """Return seconds that never go back; only differences mean anything."""
        ...

    def now(self) -> datetime:
        """Return the wall time in the user's time zone, aware."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def monotonic_s(self) -> float:
        """Return `time.monotonic()`."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the local wall time, aware."""
        return datetime.now().astimezone()
