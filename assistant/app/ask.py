"""One typed turn: by the running assistant if there is one, else in this process with the same store."""

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import anyio

from assistant.app.contract import ask_result
from assistant.app.link.client import LinkClient
from assistant.config import paths
from assistant.kernel.errors import InstanceError
from assistant.kernel.types import JsonValue

if TYPE_CHECKING:
    from assistant.app.wiring import Core
    from assistant.dialog.turn import Request


_LATER = frozenset({"timers.start", "timers.alarm", "schedules.remind", "schedules.do"})


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How to ask; `is_dry_run` does nothing, `approve_all` answers yes to the gate where a yes is enough."""

    session: str
    is_dry_run: bool = False
    approve_all: bool = False

    def as_args(self) -> dict[str, JsonValue]:
        """Return the options as arguments of a command of the local socket."""
        return {"session": self.session, "is_dry_run": self.is_dry_run, "approve_all": self.approve_all}


def ask(text: str, options: AskOptions) -> dict[str, JsonValue]:
    """Return the contract's object for one turn.

    Raises:
        ZenusError: Nothing could be asked at all.
    """
    return _asked("say_text", {"text": text}, options)


def waits_unheard(result: Mapping[str, JsonValue]) -> bool:
    """Return whether a turn has set something going at a later time, and no Zenus runs that could bring it about."""
    results = cast("Sequence[Mapping[str, JsonValue]]", result["results"])
    return any(entry["ok"] and entry["action"] in _LATER for entry in results) and not _is_running()


def _is_running() -> bool:
    try:
        with LinkClient(paths.socket_file()):
            return True
    except InstanceError:
        return False


def undo(options: AskOptions, *, count: int = 1, since: str = "") -> dict[str, JsonValue]:
    """Take back what the last so many requests did, or everything since a local ISO time; return the turn's object.

    Raises:
        ZenusError: Nothing could be asked at all.
    """
    return _asked("undo", {"count": count, "since": since}, options)


def add_command(phrase: str, request: str, options: AskOptions) -> dict[str, JsonValue]:
    """Keep a phrase that stands for a request; return the turn's object.

    Raises:
        ZenusError: Nothing could be asked at all.
    """
    return _asked("add_command", {"phrase": phrase, "request": request}, options)


def forget(scope: str, options: AskOptions) -> dict[str, JsonValue]:
    """Have what is kept about the user forgotten, after the question that goes with it; return the turn's object.

    Raises:
        ZenusError: Nothing could be asked at all.
    """
    return _asked("forget", {"scope": scope}, options)


def _asked(command: str, args: Mapping[str, JsonValue], options: AskOptions) -> dict[str, JsonValue]:
    try:
        with LinkClient(paths.socket_file()) as client:
            return cast(dict[str, JsonValue], client.call(command, **args, **options.as_args()))
    except InstanceError as error:
        if error.code != "not-running":
            raise
    return anyio.run(_ask_here, command, args, options)


async def _ask_here(command: str, args: Mapping[str, JsonValue], options: AskOptions) -> dict[str, JsonValue]:
    from assistant.app.logs import start_logging
    from assistant.app.requests import typed_request
    from assistant.app.wiring import build_core
    from assistant.config.loading import load_settings
    from assistant.kernel.bus import EventBus
    from assistant.kernel.clock import SystemClock
    from assistant.store.database import Database
    from speech.pipeline.silent import SilentVoice

    settings = load_settings()
    clock = SystemClock()
    log_file = start_logging(paths.log_file(), settings.log.level, log_private=settings.privacy.log_private)
    with log_file, Database(paths.database_file()) as database:
        core = build_core(settings, database, EventBus(clock), clock, SilentVoice())
        await core.keeper.recover()
        request = typed_request(command, {**args, **options.as_args()}, core.language)
        return await _turn(core, request)


async def _turn(core: "Core", request: "Request") -> dict[str, JsonValue]:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(core.controller.run)
        tasks.start_soon(_halt_on_interrupt, core)
        record = await core.controller.submit(request)
        tasks.cancel_scope.cancel()
    return ask_result(record, core.executor)


async def _halt_on_interrupt(core: "Core") -> None:
    """Ctrl+C stops what is being done; the record of how far it came is still written and told."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _number in signals:
            core.controller.halt("signal")
