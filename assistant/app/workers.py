"""Threads for engines: one worker a model, so that a model is never entered twice at once."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")
P = ParamSpec("P")


class ThreadWorker:
    """Runs blocking calls in a thread, one at a time. A call that was abandoned still occupies it until it returns."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(1)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `call` returns."""
        return await anyio.to_thread.run_sync(
            partial(call, *args, **kwargs), limiter=self._limiter, abandon_on_cancel=True
        )
