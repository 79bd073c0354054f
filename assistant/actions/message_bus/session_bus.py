"""The session's D-Bus, on which the desktop, media players and notifications answer."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from assistant.actions.message_bus.bus import Bus
from assistant.kernel.errors import ActionError


class SessionBus(Bus):
    """The bus of the session that `environ` describes; where there is none, that is the error `no-bus`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        missing = ActionError("There is no session bus.", code="no-bus", hint="Log in to a desktop.")
        super().__init__(partial(_session_address, dict(environ)), missing)


def _session_address(environ: Mapping[str, str]) -> str:
    """Return the address of the bus; where nothing tells it, systemd's is taken if it is there."""
    if address := environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    socket = Path(environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    return f"unix:path={socket}" if socket.is_socket() else ""
