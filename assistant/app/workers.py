"""Threads for engines: one worker a model, so that a model is never entered twice at once."""

import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")
P = ParamSpec("P")


class ThreadWorker:
    """Runs blocking calls in a thread, one at a time. A call that was abandoned still occupies it until it returns."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(1)
        # On asyncio the limiter is free as soon as a wait is abandoned, while its call still runs.
        self._lock = threading.Lock()

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `call` returns. A call that is abandoned before its turn has come is never begun."""
        is_wanted = True

        def alone() -> T:
            with self._lock:
                if not is_wanted:
                    raise RuntimeError("abandoned")  # Nobody waits for this, or hears of it.
                return call(*args, **kwargs)

        try:
            return await anyio.to_thread.run_sync(alone, limiter=self._limiter, abandon_on_cancel=True)
        finally:
            is_wanted = False
