"""A core of paper: the real socket and bus with nothing behind them, so that a script decides what happens."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from assistant.app.link.recent import RecentEvents
from assistant.app.link.server import LinkServer
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.events import Event
from assistant.kernel.types import Facts, JsonValue

_COMMANDS = (
    *("say_text", "undo", "interrupt", "approve", "mute", "sleep", "listen", "hold", "release", "shutdown"),
    *("examples", "settings"),
)


@dataclass(slots=True)
class PaperCore:
    """What a script holds in its hands. Its methods are called from the script's own thread.

    Attributes:
        calls: The commands that came, with their arguments.
        answers: What these commands answer; the others answer true.
    """

    portal: BlockingPortal
    bus: EventBus
    calls: list[tuple[str, Facts]] = field(default_factory=list)
    answers: dict[str, JsonValue] = field(default_factory=dict)

    def publish(self, *events: Event) -> None:
        """Let something happen."""
        for event in events:
            self.portal.call(self.bus.publish, event)

    @property
    def has_window(self) -> bool:
        """Whether a window has subscribed."""
        return self.bus.has_subscribers

    async def take(self, name: str, args: Facts) -> JsonValue:
        """Note a command and answer it. Called on the loop."""
        self.calls.append((name, args))
        return self.answers.get(name, True)


@contextmanager
def paper_core(socket_file: Path, answers: Mapping[str, JsonValue] | None = None) -> Iterator[PaperCore]:
    """Serve at `socket_file` while the body lasts; commands answer as `answers` says, otherwise true."""
    socket_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    bus = EventBus(SystemClock())
    recent = RecentEvents()
    bus.add_sink(recent)
    with start_blocking_portal() as portal:
        core = PaperCore(portal, bus, answers=dict(answers or {}))
        commands: dict[str, Callable[[Facts], Awaitable[JsonValue]]] = {
            name: partial(core.take, name) for name in (*_COMMANDS, *core.answers)
        }
        server = LinkServer(socket_file, commands, bus, recent)
        stopped = portal.call(anyio.Event)
        serving = portal.start_task_soon(_serve, server, stopped)
        try:
            while not socket_file.exists():
                portal.call(anyio.sleep, 0.005)
            yield core
        finally:
            portal.call(stopped.set)
            serving.result()


async def _serve(server: LinkServer, stopped: anyio.Event) -> None:
    async with anyio.create_task_group() as tasks:
        await tasks.start(server.serve)
        await stopped.wait()
        tasks.cancel_scope.cancel()
