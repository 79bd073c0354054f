"""`zenus why`: how a turn came to what it did."""

import json
from typing import Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import UsageError


def why(
    turn: Annotated[int, typer.Argument(help="Number of the turn, as in zenus history; 0 is the last one.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain a turn: what was heard, who understood it, what the gate computed, what was checked afterwards."""
    with reported(as_json=as_json):
        from assistant.config.loading import load_settings
        from assistant.config.paths import database_file
        from assistant.dialog.reply import ReplyComposer
        from assistant.dialog.why import explanation, is_about_turns
        from assistant.store.database import Database
        from assistant.store.history import SqliteHistory

        with Database(database_file()) as database:
            history = SqliteHistory(database)
            latest = [record for record in history.latest(20) if not is_about_turns(record)][-1:]
            record = history.get(turn) if turn else next(iter(latest), None)
        if record is None:
            raise UsageError("There is no such turn.", code="no-such-turn", hint="See: zenus history")
        facts = explanation(record)
        if as_json:
            typer.echo(json.dumps({**facts, "trace": record.trace}, ensure_ascii=False))
            return
        reply = ReplyComposer(load_settings().assistant.language).message("dialog.why", facts)
        typer.echo(reply.text)
        for row in reply.card.rows:
            typer.echo("  " + "  ".join(cell for cell in row if cell))
