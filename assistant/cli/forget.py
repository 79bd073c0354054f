"""`zenus forget`: have what Zenus keeps about its user removed for good."""

import json
from typing import Annotated

import typer

from assistant.app.ask import AskOptions
from assistant.app.ask import forget as run_forget
from assistant.cli.ask import check_result, print_reply
from assistant.cli.report import reported
from assistant.kernel.memory import Scope


def forget(
    scope: Annotated[
        Scope,
        typer.Argument(
            help="history: what was said, answered and done. recordings: sounds. undo: what taking deeds back needs. "
            "log: the log file. all: everything of these."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole turn as one JSON object.")] = False,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    session: Annotated[str, typer.Option(help="Conversation that it belongs to.")] = "main",
) -> None:
    """Forget what Zenus keeps about you, for good. It asks first, and wants the code that it tells.

    Settings, timers, notes, models and commands of your own stay.
    """
    with reported(as_json=as_json):
        result = run_forget(scope.value, AskOptions(session, is_dry_run))
        if as_json:
            typer.echo(json.dumps(result, ensure_ascii=False))
        else:
            print_reply(result)
        check_result(result, is_dry_run=is_dry_run)
