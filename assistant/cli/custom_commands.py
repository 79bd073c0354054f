"""`zenus commands`: phrases of the user's own, brought out to a file and in again."""

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import UsageError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="List, export and import commands of your own.")


@app.command("list")
def list_commands(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False) -> None:
    """List the commands of your own: what is said, and what it stands for."""
    with reported(as_json=as_json):
        commands = _kept()
        if as_json:
            typer.echo(json.dumps(commands, ensure_ascii=False))
            return
        for command in commands:
            typer.echo(f"{command['phrase']}: {command['request']}")
        if not commands:
            typer.echo("There are none yet. Say, for example: when I say good night, mute the sound.")


@app.command("export")
def export_commands(file: Annotated[Path, typer.Argument(help="JSON file to write; it must not exist yet.")]) -> None:
    """Write the commands of your own to a file."""
    with reported():
        commands = _kept()
        try:
            with file.open("x", encoding="utf-8") as opened:
                json.dump(commands, opened, ensure_ascii=False, indent=2)
        except OSError as error:
            raise UsageError(
                f"{str(file)!r} cannot be written: {error.strerror}.", code="file-unwritable", hint="Name another file."
            ) from error
        typer.echo(f"{len(commands)} commands are in {file}.")


@app.command("import")
def import_commands(file: Annotated[Path, typer.Argument(help="JSON file that was exported.")]) -> None:
    """Take over commands from a file; each can be undone, and each step of them is asked about when it is said."""
    with reported():
        from assistant.app.ask import AskOptions, add_command

        for phrase, request in _read(file):
            result = add_command(phrase, request, AskOptions("main"))
            reply = result["reply"]
            assert isinstance(reply, dict)
            typer.echo(reply["text"])


def _kept() -> list[dict[str, str]]:
    from assistant.config.paths import database_file
    from assistant.store.custom_commands import SqliteCustomCommandStore
    from assistant.store.database import Database

    with Database(database_file()) as database:
        commands = SqliteCustomCommandStore(database).all()
    return [{"phrase": command.said, "request": command.request} for command in commands]


def _read(file: Path) -> list[tuple[str, str]]:
    from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

    class Exported(BaseModel):
        """One command in a file."""

        model_config = ConfigDict(extra="forbid")
        phrase: str
        request: str

    try:
        commands = TypeAdapter(list[Exported]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{str(file)!r} holds no exported commands.", code="bad-commands", hint="Write one: zenus commands export"
        ) from error
    return [(command.phrase, command.request) for command in commands]
