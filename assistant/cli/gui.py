"""`zenus gui`, `zenus settings` and `zenus autostart`: the window, its settings, and starting with the desktop."""

from enum import StrEnum
from typing import Annotated

import typer

from assistant.app.link.client import LinkClient
from assistant.cli.report import reported
from assistant.config.paths import socket_file


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


class Page(StrEnum):
    """A page of the settings window."""

    VOICE = "voice"
    UNDERSTANDING = "understanding"
    APPEARANCE = "appearance"
    SAFETY = "safety"
    HISTORY = "history"
    PRIVACY = "privacy"


def settings(page: Annotated[Page, typer.Argument(help="The page to open.")] = Page.VOICE) -> None:
    """Open the settings window of the running assistant."""
    with reported(), LinkClient(socket_file()) as client:
        client.call("show_settings", page=page.value)
        typer.echo("The settings are open.")


def autostart(
    wanted: Annotated[OnOff, typer.Argument(help="Whether Zenus starts when you log in.")],
) -> None:
    """Start Zenus with the desktop, or no longer."""
    from assistant.app.autostart import set_autostart

    with reported():
        path = set_autostart(is_on=wanted is OnOff.ON)
        typer.echo(f"Zenus starts with the desktop: {path}" if wanted is OnOff.ON else "Zenus starts only by hand.")
