"""`zenus gui` and `zenus autostart`: the window by itself, and starting with the desktop."""

from enum import StrEnum
from typing import Annotated

import typer

from assistant.cli.report import reported


class OnOff(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


def gui() -> None:
    """Show the window of the running assistant; `zenus run` does so by itself where there is a display."""
    from gui.process import has_display, run_gui

    with reported():
        if not has_display():
            typer.echo("There is no display here to show a window on.")
            return
        raise typer.Exit(run_gui())


def autostart(
    wanted: Annotated[OnOff, typer.Argument(help="Whether Zenus starts when you log in.")],
) -> None:
    """Start Zenus with the desktop, or no longer."""
    from assistant.app.autostart import set_autostart

    with reported():
        path = set_autostart(is_on=wanted is OnOff.ON)
        typer.echo(f"Zenus starts with the desktop: {path}" if wanted is OnOff.ON else "Zenus starts only by hand.")
