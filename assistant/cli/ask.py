"""`zenus ask`: one typed request."""

import json
from typing import Annotated, cast

import typer

from assistant.app.ask import AskOptions, waits_unheard
from assistant.app.ask import ask as run_ask
from assistant.cli.report import reported
from assistant.kernel.errors import ActionError, UsageError
from assistant.kernel.types import JsonValue


def ask(
    text: Annotated[str, typer.Argument(help="What you would say.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole turn as one JSON object.")] = False,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    approve_all: Annotated[
        bool, typer.Option("--yes", help="Say yes to what is asked back, unless it cannot be undone.")
    ] = False,
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
            print_reply(result)
        if waits_unheard(result):
            typer.echo("Zenus is not running. It keeps this, and tells you when it runs: zenus run.", err=True)
        check_result(result, is_dry_run=is_dry_run)


def print_reply(result: dict[str, JsonValue]) -> None:
    """Print the answer of a turn and its card."""
    reply = cast(dict[str, JsonValue], result["reply"])
    card = cast(dict[str, JsonValue], reply["card"])
    typer.echo(reply["text"])
    for row in cast(list[list[str]], card["rows"]):
        typer.echo("  " + "  ".join(row))


def check_result(result: dict[str, JsonValue], *, is_dry_run: bool) -> None:
    """Raise if the request was not understood, was refused, or something of it failed.

    Raises:
        ActionError: With the code of the first step that failed, `not-understood` or `not-done`.
    """
    results = cast(list[dict[str, JsonValue]], result["results"])
    reply = cast(dict[str, JsonValue], result["reply"])
    failed = next((entry for entry in results if not entry["ok"]), None)
    if failed:
        raise ActionError(f"{failed['action']} failed.", code=str(failed["error"]))
    if result["source"] is None and not reply["expects_answer"]:
        raise ActionError("The request was not understood.", code="not-understood", hint='Try: zenus ask "help"')
    if not results and result["steps"] and not reply["expects_answer"] and not is_dry_run:
        raise ActionError("The request was not done.", code="not-done")
