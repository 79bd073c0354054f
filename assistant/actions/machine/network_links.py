"""Which network the machine is on: by NetworkManager where it runs, else by the kernel's own tables.

Nothing is sent to find out. Source: NetworkManager D-Bus Reference, proc(5), the kernel's sysfs documents.
"""

import socket
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from assistant.actions.foreign_text import spoken
from assistant.actions.machine.kernel_figures import PROC, SYS_CLASS
from assistant.actions.message_bus.bus import read_all, table
from assistant.actions.message_bus.system_bus import SystemBus
from assistant.kernel.errors import ActionError

SERVICE = "org.freedesktop.NetworkManager"
_PATH = "/org/freedesktop/NetworkManager"
_ACTIVE = f"{SERVICE}.Connection.Active"
_ACCESS_POINT = f"{SERVICE}.AccessPoint"
_CONNECTIVITY = {1: "none", 2: "portal", 3: "limited", 4: "full"}
# Nobody's, so that the kernel takes the way that leads everywhere. Source: RFC 5737, RFC 3849.
_ELSEWHERE = ((socket.AF_INET, "203.0.113.1"), (socket.AF_INET6, "2001:db8::1"))
_DISCARD_PORT = 9
_ROUTE_IS_UP = 0x1


class LinkKind(StrEnum):
    """How the machine reaches others."""

    WIFI = "wifi"
    WIRED = "wired"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """The way to other machines.

    Attributes:
        interface: Its name in the kernel.
        name: Of the wireless network, or of the connection; empty if nothing tells it.
        strength_percent: Of the wireless signal; None if nothing tells it.
        reach: `full`, `limited`, `portal` (it wants a login), `none`; empty if nothing has tried.
    """

    interface: str
    kind: LinkKind
    name: str = ""
    strength_percent: int | None = None
    reach: str = ""


class NetworkLinks:
    """Blocking, some milliseconds."""

    def __init__(self, bus: SystemBus, proc: Path = PROC, sys_class: Path = SYS_CLASS) -> None:
        self._bus = bus
        self._proc = proc
        self._sys_class = sys_class

    def link(self) -> Link | None:
        """Return the way that leads to other machines; None if there is none."""
        interface = self._default_interface()
        if not interface:
            return None
        link = Link(interface, self._kind(interface))
        try:
            return self._as_managed(link)
        except ActionError:
            return link

    def addresses(self) -> list[str]:
        """Return the machine's own addresses on the way to other machines, at most one of each kind."""
        found = [_own_address(family, elsewhere) for family, elsewhere in _ELSEWHERE]
        return [address for address in found if address]

    def _default_interface(self) -> str:
        for line in _lines(self._proc / "net/route")[1:]:
            fields = line.split()
            if fields[1] == "00000000" and fields[7] == "00000000" and int(fields[3], 16) & _ROUTE_IS_UP:
                return fields[0]
        for line in _lines(self._proc / "net/ipv6_route"):
            fields = line.split()
            if set(fields[0]) == {"0"} and fields[1] == "00" and fields[9] != "lo":
                return fields[9]
        return ""

    def _kind(self, interface: str) -> LinkKind:
        folder = self._sys_class / "net" / interface
        if (folder / "wireless").exists() or (folder / "phy80211").exists():
            return LinkKind.WIFI
        # A tunnel has no device behind it.
        return LinkKind.WIRED if (folder / "device").exists() else LinkKind.OTHER

    def _as_managed(self, link: Link) -> Link:
        """Return the link with what NetworkManager knows of it."""
        (state,) = (table(body) for body in self._bus.ask(read_all(SERVICE, _PATH, SERVICE)))
        connection = state.get("PrimaryConnection")
        if not isinstance(connection, str) or connection == "/":
            return link
        reach = state.get("Connectivity")
        link = replace(link, reach=_CONNECTIVITY.get(reach, "") if isinstance(reach, int) else "")
        (active,) = (table(body) for body in self._bus.ask(read_all(SERVICE, connection, _ACTIVE)))
        link = replace(link, name=spoken(str(active.get("Id", ""))))
        access_point = active.get("SpecificObject")
        if link.kind is not LinkKind.WIFI or not isinstance(access_point, str) or access_point == "/":
            return link
        (air,) = (table(body) for body in self._bus.ask(read_all(SERVICE, access_point, _ACCESS_POINT)))
        ssid, strength = air.get("Ssid"), air.get("Strength")
        name = spoken(bytes(ssid).decode("utf-8", "replace")) if isinstance(ssid, bytes | list) else link.name
        return replace(link, name=name, strength_percent=strength if isinstance(strength, int) else None)


def _own_address(family: socket.AddressFamily, elsewhere: str) -> str:
    """Return the address that the machine would send from; empty if there is no way. Nothing is sent."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, _DISCARD_PORT))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
