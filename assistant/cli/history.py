"""`zenus history`: the latest turns, each with its words, deeds, reply and stage timings."""

import json
from typing import Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.types import ActionResult, TurnRecord


def history(
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many turns to show.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, oldest turn first.")] = False,
    session: Annotated[str | None, typer.Option("--session", help="Only the turns of this session.")] = None,
) -> None:
    """Show the latest turns: what was said, what was done, the answer, and where the time went."""
    with reported(as_json=as_json):
        from assistant.config.paths import database_file
        from assistant.store.database import Database
        from assistant.store.history import SqliteHistory

        with Database(database_file()) as database:
            records = SqliteHistory(database).latest(count, session)
        if as_json:
            from assistant.app.contract import turn_result

            typer.echo(json.dumps([turn_result(record) for record in records]))
        else:
            typer.echo("\n\n".join(map(turn_as_text, records)) or "There are no turns yet.")


def turn_as_text(record: TurnRecord) -> str:
    """Return a turn as a few lines for people; the time is theirs."""
    at = record.at_utc.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    lines = [f"#{record.turn}  {at}  {record.utterance.modality}, {record.session}: {record.utterance.text}"]
    lines += [f"    asked: {a.question} → {'yes' if a.granted else 'no'} ({a.by})" for a in record.approvals]
    lines += [f"    did: {_deed(result)}" for result in record.results]
    lines.append(f"    reply: {record.reply.text}{_unheard(record)}")
    if record.timings_ms:
        lines.append("    took: " + ", ".join(f"{stage} {ms:.0f} ms" for stage, ms in record.timings_ms.items()))
    return "\n".join(lines)


def _deed(result: ActionResult) -> str:
    if not result.ok:
        return f"{result.action}: failed ({result.error_code or 'no code'})"
    outcome = "verified" if result.is_verified else "not verified"
    return "; ".join([f"{result.action}: {outcome}", *result.effects])


def _unheard(record: TurnRecord) -> str:
    if record.spoken is None or record.spoken.is_complete:
        return ""
    return f" (heard: {record.spoken.text})" if record.spoken.text else " (not heard)"
