"""Commands that steer the running assistant over its local socket."""

from typing import Annotated

import typer

from assistant.app.link.client import LinkClient
from assistant.cli.report import reported
from assistant.config.paths import socket_file
from assistant.kernel.errors import InstanceError
from assistant.kernel.types import JsonValue


def stop(
    is_quitting: Annotated[bool, typer.Option("--quit", help="End the assistant altogether.")] = False,
) -> None:
    """Make the running assistant fall silent and drop what is queued."""
    with reported():
        if is_quitting:
            _end()
            typer.echo("Zenus is ending.")
        else:
            typer.echo("Stopped." if _call("interrupt") else "Nothing was going on.")


def mute(is_off: Annotated[bool, typer.Option("--off", help="Use the microphone again.")] = False) -> None:
    """Make the running assistant ignore the microphone."""
    with reported():
        _call("mute", is_muted=not is_off)
        typer.echo("The microphone is used." if is_off else "The microphone is ignored.")


def sleep(is_off: Annotated[bool, typer.Option("--off", help="Answer to the wake phrase again.")] = False) -> None:
    """Make the running assistant ignore the wake phrase, except to be woken."""
    with reported():
        _call("sleep", is_asleep=not is_off)
        typer.echo("Zenus is awake." if is_off else "Zenus is asleep.")


def listen() -> None:
    """Make the running assistant listen now, without the wake phrase."""
    with reported():
        _call("listen")
        typer.echo("Listening.")


def _end() -> None:
    try:
        _call("shutdown")
    except InstanceError as error:
        if error.code != "link-broken":  # It may be gone before it has answered.
            raise


def _call(command: str, **args: JsonValue) -> JsonValue:
    with LinkClient(socket_file()) as client:
        return client.call(command, **args)
