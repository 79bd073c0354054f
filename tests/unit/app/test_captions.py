"""Captions are told while somebody speaks and somebody watches."""

from collections.abc import Callable

import anyio

from assistant.app.captions import Captions
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.events import StateChanged
from assistant.kernel.types import SpokenText


def told(on_virtual_time: Callable[..., None], *, is_watched: bool) -> list[str]:
    texts: list[str] = []

    async def body() -> None:
        bus = EventBus(SystemClock())
        heard = iter(["", "The", "The", "The time", "The time is"])
        captions = Captions(bus, lambda _turn: SpokenText(next(heard, "The time is"), is_complete=False))
        bus.add_sink(captions)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(captions.run)
            subscription = bus.subscribe() if is_watched else None
            bus.publish(StateChanged(name="speaking", turn=4))
            await anyio.sleep(1.0)
            bus.publish(StateChanged(name="idle", turn=4))
            await anyio.sleep(1.0)
            tasks.cancel_scope.cancel()
        if subscription is not None:
            with anyio.move_on_after(0.1):
                async for stamped in subscription:
                    texts.extend([getattr(stamped.event, "text", "")] * (stamped.event.type == "caption"))

    on_virtual_time(body)
    return texts


def test_each_word_is_told_once(on_virtual_time: Callable[..., None]) -> None:
    assert told(on_virtual_time, is_watched=True) == ["The", "The time", "The time is"]


def test_nothing_is_told_when_nobody_watches(on_virtual_time: Callable[..., None]) -> None:
    assert told(on_virtual_time, is_watched=False) == []
