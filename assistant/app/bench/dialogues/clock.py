"""A clock that begins on the same afternoon in every run, goes on as the machine's does, and can be put forward."""

import time
from datetime import datetime, timedelta

# A Wednesday.
_BEGIN = datetime(2025, 11, 19, 17, 30)


class SteppedClock:
    """Wall time and monotonic time, each with what has been passed over. Implements `Clock`."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._passed_s = 0.0

    def monotonic_s(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic() + self._passed_s

    def now(self) -> datetime:
        """Return the wall time, in the local time zone."""
        return (_BEGIN + timedelta(seconds=self.monotonic_s() - self._began_s)).astimezone()

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self._passed_s += seconds

    def begin_again(self) -> None:
        """Go back to the beginning; monotonic time goes on."""
        self._began_s = self.monotonic_s()
