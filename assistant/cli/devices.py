"""`zenus devices`: which microphones and speakers there are."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import reported

if TYPE_CHECKING:
    from speech.audio.devices import DeviceInfo


def devices(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List microphones and speakers; the one marked with * is used unless the settings name another."""
    with reported(as_json=as_json):
        from speech.audio.devices import list_devices
        from speech.audio.host import PortAudioHost

        found = list_devices(PortAudioHost())
        if as_json:
            typer.echo(json.dumps([_record(device) for device in found], ensure_ascii=False))
        else:
            for device in found:
                typer.echo(_line(device))


def _record(device: "DeviceInfo") -> dict[str, str | bool | int]:
    return {
        "name": device.name,
        "kind": device.kind,
        "default": device.is_default,
        "rate": device.sample_rate_hz,
        "id": device.identifier,
    }


def _line(device: "DeviceInfo") -> str:
    mark = "*" if device.is_default else " "
    return f"{mark} {device.kind:<10}  {device.name}  ({device.sample_rate_hz} Hz, {device.identifier})"
