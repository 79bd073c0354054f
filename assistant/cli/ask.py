"""`zenus ask`: one typed request."""

import json
from typing import Annotated, cast

import typer

from assistant.app.ask import AskOptions
from assistant.app.ask import ask as run_ask
from assistant.cli.report import reported
from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue


def ask(
    text: Annotated[str, typer.Argument(help="What you would say.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole turn as one JSON object.")] = False,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    approve_all: Annotated[bool, typer.Option("--yes", help="Say yes to whatever is asked back.")] = False,
    session: Annotated[str, typer.Option(help="Conversation that it belongs to.")] = "main",
) -> None:
    """Run one typed request, in the running assistant if there is one."""
    with reported(as_json=as_json):
        if not text.strip():
            raise UsageError("There is nothing to ask.", code="empty-request", hint='Try: zenus ask "what time is it"')
        result = run_ask(text, AskOptions(session, is_dry_run, approve_all))
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        _print_reply(result)
    if not _is_success(result):
        raise typer.Exit(1)


def _print_reply(result: dict[str, JsonValue]) -> None:
    reply = cast(dict[str, JsonValue], result["reply"])
    card = cast(dict[str, JsonValue], reply["card"])
    typer.echo(reply["text"])
    for row in cast(list[list[str]], card["rows"]):
        typer.echo("  " + "  ".join(row))


def _is_success(result: dict[str, JsonValue]) -> bool:
    """Return whether the request was understood and nothing of it failed."""
    results = cast(list[dict[str, JsonValue]], result["results"])
    return result["source"] is not None and all(entry["ok"] for entry in results)
