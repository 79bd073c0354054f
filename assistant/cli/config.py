"""`zenus config`: show, set and validate the settings."""

import json
from typing import Annotated

import typer

from assistant.cli.report import reported

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Show, set and validate settings.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def show(as_json: AsJson = False) -> None:
    """Print the settings that hold, from the file, the environment and the defaults."""
    with reported(as_json=as_json):
        from assistant.config.loading import load_settings
        from assistant.config.paths import config_file

        values = load_settings().model_dump(mode="json")
        if as_json:
            typer.echo(json.dumps({"file": str(config_file()), "settings": values}, ensure_ascii=False))
            return
        import tomlkit

        typer.echo(f"# {config_file()}\n{tomlkit.dumps(values)}", nl=False)


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="Section and name, such as speech.speed.")],
    value: Annotated[str, typer.Argument(help="The value; commas separate the items of a list.")],
    as_json: AsJson = False,
) -> None:
    """Change one setting in the file and keep the rest of it as it is."""
    with reported(as_json=as_json):
        from assistant.config.editing import set_value
        from assistant.config.paths import config_file

        section, _, name = key.partition(".")
        changed = set_value(config_file(), key, value).model_dump(mode="json")[section][name]
        shown = json.dumps(changed, ensure_ascii=False)
        typer.echo(json.dumps({"key": key, "value": changed}, ensure_ascii=False) if as_json else f"{key} = {shown}")


@app.command()
def validate(as_json: AsJson = False) -> None:
    """Check the settings file and the environment; exit status 2 if something is wrong."""
    with reported(as_json=as_json):
        from assistant.config.loading import load_settings
        from assistant.config.paths import config_file

        load_settings()
        path = config_file()
        if as_json:
            typer.echo(json.dumps({"file": str(path), "exists": path.exists(), "valid": True}, ensure_ascii=False))
        elif path.exists():
            typer.echo(f"The settings in {str(path)!r} are valid.")
        else:
            typer.echo(f"There is no settings file at {str(path)!r}; the defaults hold.")
