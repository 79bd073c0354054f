"""Tells the bus how far long deeds have come, from whichever thread they run in."""

import time

from anyio.from_thread import run_sync

from assistant.kernel.bus import EventBus
from assistant.kernel.events import Progressed

# Often enough to be seen to move, seldom enough to cost nothing.
_INTERVAL_S = 0.2


class ProgressTeller:
    """Publishes progress now and then; called from threads that the loop has started."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._told_s = time.monotonic()

    def __call__(self, action: str, done: int, total: int) -> None:
        """Publish, unless something was published a moment ago."""
        now_s = time.monotonic()
        if now_s - self._told_s < _INTERVAL_S:
            return
        self._told_s = now_s
        run_sync(self._bus.publish, Progressed(action=action, done=done, total=total))
