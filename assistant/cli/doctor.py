"""`zenus doctor`: look for problems."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.report import reported


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a finding.")] = False) -> None:
    """Look for problems and say how to mend them; exits with 1 if Zenus cannot do its main job."""
    is_able = True
    with reported(as_json=as_json):
        from assistant.app.doctor import findings

        for finding in findings():
            is_able = is_able and (finding.is_well or not finding.is_needed)
            if as_json:
                typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
                continue
            mark = "ok     " if finding.is_well else "PROBLEM" if finding.is_needed else "missing"
            typer.echo(f"{mark}  {finding.name}: {finding.detail}")
            if finding.fix:
                typer.echo(f"         -> {finding.fix}")
    if not is_able:
        raise typer.Exit(1)
