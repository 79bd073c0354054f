"""The login service over D-Bus: who is logged in, and the brightness of the seat's screen.

Source: org.freedesktop.login1(5).
"""

from typing import Literal, TypeAlias

from assistant.actions.message_bus.bus import BusCall
from assistant.actions.message_bus.system_bus import SystemBus
from assistant.kernel.errors import ActionError

SERVICE = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SESSION = "org.freedesktop.login1.Session"
# The caller's own session, or else the one that its user sees.
_OWN_SESSION = f"{_PATH}/session/auto"
_USER = 2

Subsystem: TypeAlias = Literal["backlight", "leds"]


class Logind:
    """Blocking; without the service, or a bus to reach it, there is no answer."""

    def __init__(self, bus: SystemBus) -> None:
        self._bus = bus

    def users(self) -> list[str] | None:
        """Return the names of those who are logged in, each once; None if there is no such service."""
        try:
            (answer,) = self._bus.ask(BusCall(SERVICE, _PATH, _MANAGER, "ListSessions"))
        except ActionError:
            return None
        rows = answer[0] if answer else None
        if not isinstance(rows, list):
            return None
        return list(dict.fromkeys(str(row[_USER]) for row in rows if len(row) > _USER))

    def set_brightness(self, subsystem: Subsystem, name: str, value: int) -> bool:
        """Set the brightness of a device of the seat; return whether the service took it."""
        call = BusCall(SERVICE, _OWN_SESSION, _SESSION, "SetBrightness", "ssu", (subsystem, name, value))
        try:
            return self._bus.ask(call)[0] is not None
        except ActionError:
            return False
