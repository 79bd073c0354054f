"""One typed turn: by the running assistant if there is one, else in this process with the same store."""

from dataclasses import dataclass
from typing import cast

import anyio

from assistant.app.contract import ask_result
from assistant.app.link.client import LinkClient
from assistant.config import paths
from assistant.kernel.errors import InstanceError
from assistant.kernel.types import JsonValue


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How to ask; `is_dry_run` does nothing, `approve_all` answers yes to the gate."""

    session: str
    is_dry_run: bool = False
    approve_all: bool = False


def ask(text: str, options: AskOptions) -> dict[str, JsonValue]:
    """Return the contract's object for one turn.

    Raises:
        ZenusError: Nothing could be asked at all.
    """
    try:
        with LinkClient(paths.socket_file()) as client:
            result = client.call(
                "say_text",
                text=text,
                session=options.session,
                is_dry_run=options.is_dry_run,
                approve_all=options.approve_all,
            )
            return cast(dict[str, JsonValue], result)
    except InstanceError as error:
        if error.code != "not-running":
            raise
    return anyio.run(_ask_here, text, options)


async def _ask_here(text: str, options: AskOptions) -> dict[str, JsonValue]:
    from assistant.app.logs import start_logging
    from assistant.app.wiring import build_core
    from assistant.config.loading import load_settings
    from assistant.dialog.turn import Request, TurnOptions
    from assistant.kernel.bus import EventBus
    from assistant.kernel.clock import SystemClock
    from assistant.kernel.types import Utterance
    from assistant.store.database import Database
    from speech.pipeline.silent import SilentVoice

    settings = load_settings()
    clock = SystemClock()
    log_file = start_logging(paths.log_file(), settings.log.level, log_private=settings.privacy.log_private)
    with log_file, Database(paths.database_file()) as database:
        core = build_core(settings, database, EventBus(clock), clock, SilentVoice())
        turn_options = TurnOptions(
            options.session, is_dry_run=options.is_dry_run, approve_all=options.approve_all, is_spoken=False
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            record = await core.controller.submit(Request(Utterance(text, "typed", core.language), turn_options))
            tasks.cancel_scope.cancel()
    return ask_result(record, core.executor)
