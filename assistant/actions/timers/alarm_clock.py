"""The alarm clock: a task that announces timers and alarms when they are due.

It trusts nothing for longer than `RECHECK_S`: the wall clock may be set, the machine may have slept, and the store may
be locked for a moment. What fell due while Zenus was not running is announced as missed at the next start. A timer
leaves the store only after its announcement, so it is never lost; one whose announcement failed is tried again.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import anyio

from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.stores import TimerStore

RECHECK_S = 30.0
# Twice the recheck: later than that it did not ring when it should have, whatever the reason.
MISSED_AFTER_S = 60.0

Announce = Callable[[str, str, datetime, bool], Awaitable[None]]

log = logging.getLogger(__name__)


class AlarmClock:
    """Announces what is due.

    Args:
        announce: Called with kind, label, due time and whether it was missed; returns once it has been announced. It
            must not run a turn that waits for this task.
    """

    def __init__(self, store: TimerStore, clock: Clock, announce: Announce) -> None:
        self._store = store
        self._clock = clock
        self._announce = announce
        self._changed = anyio.Event()

    def changed(self) -> None:
        """Look at the store again now. Call it from the loop."""
        self._changed.set()

    async def run(self) -> None:
        """Announce until cancelled."""
        while True:
            self._changed = anyio.Event()
            try:
                wait_s = await self._announce_due()
            except ZenusError as error:
                log.warning("timers cannot be announced: %s", error.code)
                wait_s = RECHECK_S
            with anyio.move_on_after(wait_s):
                await self._changed.wait()

    async def _announce_due(self) -> float:
        """Announce all that is due and return the seconds to sleep."""
        while pending := self._store.pending():
            number, kind, label, due = pending[0]
            late_s = (self._clock.now() - due).total_seconds()
            if late_s < 0:
                return min(RECHECK_S, -late_s)
            await self._announce(kind, label, due, late_s > MISSED_AFTER_S)
            self._store.remove(number)
        return RECHECK_S
