"""`zenus rates`: exchange rates of the European Central Bank, fetched when the user says so."""

import json
from typing import Annotated

import typer

from assistant.cli.report import reported

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Fetch and show exchange rates.")


@app.command("fetch")
def fetch() -> None:
    """Fetch the reference rates of the day from the European Central Bank."""
    with reported():
        from assistant.app.rates import fetch_rates
        from assistant.config.paths import rates_file

        rates = fetch_rates(rates_file())
        typer.echo(f"{len(rates.per_euro)} currencies, {rates.source}, {rates.day.isoformat()}.")


@app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Show the rates that were fetched last: what a euro was worth, and when."""
    with reported(as_json=as_json):
        from assistant.actions.calculation.rates import RatesFile
        from assistant.config.paths import rates_file

        rates = RatesFile(rates_file()).read()
        if as_json:
            found = {code: str(rate) for code, rate in rates.per_euro.items()} if rates else {}
            day = rates.day.isoformat() if rates else ""
            typer.echo(json.dumps({"source": rates.source if rates else "", "date": day, "per_euro": found}))
        elif rates is None:
            typer.echo("There are none yet. Run: zenus rates fetch")
        else:
            typer.echo(f"{rates.source}, {rates.day.isoformat()}: one euro is")
            for code, rate in sorted(rates.per_euro.items()):
                typer.echo(f"  {rate} {code}")
