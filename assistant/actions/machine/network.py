"""Telling whether and how the machine is connected, and under which address others on its network reach it."""

from typing import Protocol

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.machine.network_links import Link
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, JsonValue, Risk


class Links(Protocol):
    """Knows the network. Blocking."""

    def link(self) -> Link | None:
        """Return the way that leads to other machines; None if there is none."""
        ...

    def addresses(self) -> list[str]:
        """Return the machine's own addresses on it."""
        ...


class NetworkActions:
    """Reads the state of the network; nothing is sent, so that the address in the wide world stays unknown."""

    def __init__(self, links: Links) -> None:
        self._links = links

    @action(
        "system.network",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={
            "system.network.none": (),
            "system.network.done": {"kind", "name", "interface", "strength_percent", "reach"},
        },
    )
    async def network(self) -> Outcome:
        """Tell whether and how the computer is connected."""
        link = await run_sync(self._links.link, abandon_on_cancel=True)
        if link is None:
            return Outcome("system.network.none")
        facts: Facts = {
            "kind": link.kind.value,
            "name": link.name,
            "interface": link.interface,
            "strength_percent": link.strength_percent,
            "reach": link.reach,
        }
        return Outcome("system.network.done", facts)

    @action(
        "system.address",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={"system.network.none": (), "system.address.done": {"address", "addresses"}},
    )
    async def address(self) -> Outcome:
        """Tell the computer's address on its local network."""
        found = await run_sync(self._links.addresses, abandon_on_cancel=True)
        if not found:
            return Outcome("system.network.none")
        listed: JsonValue = list(found)
        return Outcome("system.address.done", {"address": found[0], "addresses": listed})
