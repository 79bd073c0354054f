"""`zenus audit`: the log of everything that was done, asked and refused."""

import json
from typing import Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import ActionError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Check the log of what was done.")


@app.callback()
def _audit() -> None:
    """Check the log of what was done."""


@app.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Check that no entry was changed, taken out or moved; exits with 1 if one was."""
    with reported(as_json=as_json):
        from assistant.config.paths import audit_head_file, database_file
        from assistant.kernel.clock import SystemClock
        from assistant.store.database import Database
        from assistant.store.journal import SqliteJournal

        with Database(database_file()) as database:
            report = SqliteJournal(database, SystemClock(), audit_head_file()).audit()
        findings = [{"entry": finding.entry, "problem": finding.problem} for finding in report.findings]
        if as_json:
            typer.echo(json.dumps({"entries": report.entry_count, "findings": findings}))
        else:
            typer.echo(f"{report.entry_count} entries.")
            for finding in report.findings:
                typer.echo(f"Entry {finding.entry}: {finding.problem}.")
        if findings:
            raise ActionError(
                f"The audit log is damaged in {len(findings)} places.",
                code="audit-damaged",
                hint="Somebody or something else than Zenus has written to it.",
            )
