"""The system's D-Bus, on which logind, systemd and NetworkManager answer."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from assistant.actions.message_bus.bus import Bus
from assistant.kernel.errors import ActionError

_SOCKET = Path("/run/dbus/system_bus_socket")


class SystemBus(Bus):
    """The bus of the system; where there is none, that is the error `no-system-bus`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        missing = ActionError("There is no system bus.", code="no-system-bus", hint="Start the D-Bus daemon.")
        super().__init__(partial(_address, dict(environ)), missing)


def _address(environ: Mapping[str, str]) -> str:
    """Return the address of the bus. Source: D-Bus Specification, "Well-known Message Bus Instances"."""
    if address := environ.get("DBUS_SYSTEM_BUS_ADDRESS"):
        return address
    return f"unix:path={_SOCKET}" if _SOCKET.is_socket() else ""
