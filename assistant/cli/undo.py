"""`zenus undo`: take back what was done."""

import json
from typing import Annotated

import typer

from assistant.app.ask import AskOptions
from assistant.app.ask import undo as run_undo
from assistant.cli.ask import check_result, print_reply
from assistant.cli.report import reported


def undo(
    count: Annotated[int, typer.Argument(min=1, max=100, help="How many requests to take back.")] = 1,
    since: Annotated[str, typer.Option(help="Take back everything since this local time, as 2026-01-31T10:00.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole turn as one JSON object.")] = False,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    approve_all: Annotated[bool, typer.Option("--yes", help="Do not ask back.")] = False,
    session: Annotated[str, typer.Option(help="Conversation that it belongs to.")] = "main",
) -> None:
    """Take back what the last requests did, exactly; asks before it takes back more than one."""
    with reported(as_json=as_json):
        result = run_undo(AskOptions(session, is_dry_run, approve_all), count=count, since=since)
        if as_json:
            typer.echo(json.dumps(result, ensure_ascii=False))
        else:
            print_reply(result)
        check_result(result, is_dry_run=is_dry_run)
