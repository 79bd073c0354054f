"""Which microphones and speakers there are, and which one is meant by a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.kernel.errors import AudioError
from speech.audio.host import Kind, PortAudioHost, PortDevice
from speech.audio.pulse import PulseNode, pulse_nodes

T = TypeVar("T")

# PortAudio's names for the way to the audio server, best first.
_SERVER_DEVICES = ("pulse", "pipewire", "default")


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device as people know it. `identifier` is the name that the system gives it."""

    name: str
    kind: Kind
    is_default: bool
    sample_rate_hz: int
    identifier: str


@dataclass(frozen=True, slots=True)
class Location:
    """How to reach a device: PortAudio's index, and the server's node behind it, None if no server is in between."""

    name: str
    port_index: int
    node: PulseNode | None


def list_devices(host: PortAudioHost) -> list[DeviceInfo]:
    """Return all microphones, then all speakers, the default of each first. Monitors of speakers are left out.

    Raises:
        AudioError: `no-audio-server` if there is nothing at all, or `portaudio-missing`.
    """
    kinds: tuple[Kind, ...] = ("microphone", "speaker")
    found = [device for kind in kinds for device in _devices(host, kind)]
    if not found and pulse_nodes("speaker") is None:
        raise _no_server()
    return found


def locate(host: PortAudioHost, kind: Kind, name: str = "") -> Location:
    """Find the device whose name contains `name`, in any case of letters; the default one if `name` is empty.

    Raises:
        AudioError: `no-microphone`, `no-speaker`, `no-audio-server` or `portaudio-missing`.
    """
    nodes = pulse_nodes(kind)
    if nodes is not None:
        node = _named([(node, (node.description, node.name)) for node in nodes], name)
        port = _server_port(host, kind)
        if node is not None and port is not None:
            return Location(node.description, port.index, node)
    if nodes is None or name:
        found = _port(host, kind, name, is_direct=nodes is not None)
        if found is None and host.rescan():
            found = _port(host, kind, name, is_direct=nodes is not None)
        if found is not None:
            return Location(found.name, found.index, None)
        if nodes is None and not _ports(host, kind):
            raise _no_server()
    raise _no_device(kind, name)


def _port(host: PortAudioHost, kind: Kind, name: str, *, is_direct: bool) -> PortDevice | None:
    """Find a device in PortAudio's own list; `is_direct` leaves out the ways to the server, which was asked already."""
    ports = [port for port in _ports(host, kind) if not (is_direct and port.name in _SERVER_DEVICES)]
    return _named([(port, (port.name,)) for port in ports], name)


def _devices(host: PortAudioHost, kind: Kind) -> list[DeviceInfo]:
    nodes = pulse_nodes(kind)
    if nodes is not None:
        return [DeviceInfo(n.description, kind, n.is_default, n.sample_rate_hz, n.name) for n in nodes]
    return [
        DeviceInfo(port.name, kind, _is_default(port, kind), port.sample_rate_hz, port.name)
        for port in _ports(host, kind)
    ]


def _ports(host: PortAudioHost, kind: Kind) -> list[PortDevice]:
    ports = [port for port in host.devices() if (port.channels_in if kind == "microphone" else port.channels_out)]
    return sorted(ports, key=lambda port: not _is_default(port, kind))


def _is_default(port: PortDevice, kind: Kind) -> bool:
    return port.is_default_in if kind == "microphone" else port.is_default_out


def _server_port(host: PortAudioHost, kind: Kind) -> PortDevice | None:
    """Return PortAudio's device that leads to the server; its list is read anew if it was made without the server."""
    for is_fresh in (False, True):
        if is_fresh and not host.rescan():
            return None
        ports = {port.name: port for port in _ports(host, kind)}
        for name in _SERVER_DEVICES:
            if name in ports:
                return ports[name]
    return None


def _named(candidates: Sequence[tuple[T, Sequence[str]]], name: str) -> T | None:
    wanted = name.casefold()
    return next((it for it, names in candidates if any(wanted in n.casefold() for n in names)), None)


def _no_device(kind: Kind, name: str) -> AudioError:
    called = f" called {name!r}" if name else ""
    return AudioError(
        f"There is no {kind}{called}.",
        code=f"no-{kind}",
        hint=f"I can't {'hear you' if kind == 'microphone' else 'be heard'}: connect a {kind}"
        + (", or choose another one." if name else "."),
    )


def _no_server() -> AudioError:
    return AudioError(
        "No sound system is running, and no sound card was found.",
        code="no-audio-server",
        hint="Start PipeWire or PulseAudio, or connect a sound card.",
    )
