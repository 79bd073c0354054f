"""`zenus help`: what can be said, all of it or what a search finds."""

import json
from itertools import groupby
from typing import Annotated

import typer

from assistant.cli.report import reported


def show_help(
    search: Annotated[
        list[str] | None, typer.Argument(help="A topic, or words to look for; nothing for all topics.")
    ] = None,
    is_full: Annotated[bool, typer.Option("--all", help="Also all other ways to say it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Show what can be said to Zenus, in your language, by topic."""
    with reported(as_json=as_json):
        from assistant.app.sayings import find_sayings
        from assistant.kernel.errors import ZenusError

        words = " ".join(search or ())
        found = find_sayings(words, with_patterns=is_full)
        if not found:
            raise ZenusError(
                f"Nothing that can be said has to do with {words!r}.",
                code="nothing-found",
                hint="Try it without the words: zenus help",
            )
        if as_json:
            for saying in found:
                typer.echo(json.dumps(saying.as_facts(), ensure_ascii=False))
            return
        for title, group in groupby(found, lambda saying: saying.title):
            typer.echo(f"{title[:1].upper()}{title[1:]}")
            for saying in group:
                typer.echo(f"    {saying.say}")
