"""Captions: tells, while Zenus speaks, how far the listener has come. Costs nothing when nobody watches."""

from collections.abc import Callable

import anyio

from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.events import Captioned, Spoken, StateChanged
from assistant.kernel.types import SpokenText

_PERIOD_S = 0.1


class Captions:
    """A sink of the event bus that notes whose words are being said, and a task that follows them.

    Args:
        spoken: Returns what has been heard so far of a turn's reply.
    """

    def __init__(self, bus: EventBus, spoken: Callable[[int], SpokenText | None]) -> None:
        self._bus = bus
        self._spoken = spoken
        self._turn = 0
        self._begun = anyio.Event()

    def __call__(self, stamped: Stamped) -> None:
        """Note that a turn begins or ends to speak."""
        event = stamped.event
        if isinstance(event, StateChanged) and event.name == "speaking" and self._bus.has_subscribers:
            self._turn = event.turn
            self._begun.set()
        elif isinstance(event, StateChanged | Spoken):
            self._turn = 0

    async def run(self) -> None:
        """Follow what is said, until cancelled."""
        while True:
            await self._begun.wait()
            self._begun = anyio.Event()
            await self._follow(self._turn)

    async def _follow(self, turn: int) -> None:
        told = ""
        while turn and self._turn == turn:
            spoken = self._spoken(turn)
            if spoken is not None and spoken.text != told:
                told = spoken.text
                self._bus.publish(Captioned(turn=turn, text=told))
            await anyio.sleep(_PERIOD_S)
