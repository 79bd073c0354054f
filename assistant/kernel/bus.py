"""The event bus: one way, typed, bounded per subscriber.

`publish` never waits and never fails. A *sink* is called at once, in order, and must not block; a *subscription* is
read by a task at its own pace and loses its oldest events when it falls behind, which it counts. Fleeting events are
for subscriptions alone.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import anyio

from assistant.kernel.clock import Clock
from assistant.kernel.events import Event

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event and the seconds since the bus was made."""

    t_s: float
    event: Event


class Subscription:
    """A bounded queue of events for one reader; iterate it with `async for`, leave it with `with`."""

    def __init__(self, capacity: int, close: Callable[["Subscription"], None]) -> None:
        self._queue: deque[Stamped] = deque(maxlen=capacity)
        self._arrived = anyio.Event()
        self._close = close
        self.dropped = 0

    def push(self, stamped: Stamped) -> None:
        """Add an event; the oldest goes when the queue is full."""
        if len(self._queue) == self._queue.maxlen:
            self.dropped += 1
        self._queue.append(stamped)
        self._arrived.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Stamped:
        while not self._queue:
            self._arrived = anyio.Event()
            await self._arrived.wait()
        return self._queue.popleft()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close(self)


class EventBus:
    """Hands each event to every sink and subscription. Used from the core's loop only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started_s = clock.monotonic_s()
        self._sinks: list[Callable[[Stamped], None]] = []
        self._subscriptions: list[Subscription] = []

    def publish(self, event: Event) -> None:
        """Stamp `event` and hand it on."""
        stamped = Stamped(self.now_s, event)
        for sink in () if event.is_fleeting else tuple(self._sinks):
            try:
                sink(stamped)
            except Exception:
                # The boundary between the assistant and whoever watches it: a broken watcher is dropped.
                self._sinks.remove(sink)
                log.exception("an event sink failed and was dropped")
        for subscription in self._subscriptions:
            subscription.push(stamped)

    @property
    def has_subscribers(self) -> bool:
        """Whether a fleeting event would reach anybody, so that it is worth computing."""
        return bool(self._subscriptions)

    @property
    def now_s(self) -> float:
        """Seconds since the bus was made: the clock of the events."""
        return self._clock.monotonic_s() - self._started_s

    def add_sink(self, sink: Callable[[Stamped], None]) -> None:
        """Call `sink` with every later event."""
        self._sinks.append(sink)

    def subscribe(self, capacity: int = 1024) -> Subscription:
        """Return a queue that receives every later event, at most `capacity` unread."""
        subscription = Subscription(capacity, self._subscriptions.remove)
        self._subscriptions.append(subscription)
        return subscription
