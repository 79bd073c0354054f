"""A window as a screen reader has it: over AT-SPI, from outside, with nothing but names, roles, states and actions.

Source: AT-SPI 2, interfaces org.a11y.Bus, org.a11y.Status and org.a11y.atspi.{Accessible, Action}.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.e2e.desktop import PrivateDesktop

_ACCESSIBLE, _ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
_PROPERTIES = "org.freedesktop.DBus.Properties"
# Bits of the state set that are looked at.
_STATES = {"enabled": 8, "focusable": 11, "focused": 12, "sensitive": 24, "showing": 25, "visible": 30, "checked": 4}
# What a user can do something with.
CONTROLS = frozenset({
    "button", "push button", "check box", "radio button", "toggle button", "combo box", "slider", "spin button",
    "text", "list", "list item", "table", "menu item", "link", "progress bar",
})  # fmt: skip
_LABELLED_BY = 2
_LIMIT_S = 15.0


@dataclass(frozen=True)
class Node:
    """One accessible object."""

    service: str
    path: str
    role: str
    name: str
    description: str
    labels: tuple[str, ...]
    states: frozenset[str]
    children: "list[Node]" = field(default_factory=list, compare=False)

    def walk(self) -> "Iterator[Node]":
        """Yield it and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def told(self) -> str:
        """What a screen reader says it is: its label, or its name."""
        return self.labels[0] if self.labels else self.name

    @property
    def is_control(self) -> bool:
        return self.role in CONTROLS and "showing" in self.states


class ScreenReader:
    """A connection to the accessibility bus of a desktop; use as a context manager."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self._desktop = desktop
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        address = self._desktop.env()["DBUS_SESSION_BUS_ADDRESS"]
        self._session = self._run(_connected(address))
        enabled = ["org.a11y.Status", "IsEnabled", Variant("b", True)]
        self._call(self._session, "org.a11y.Bus", "/org/a11y/bus", _PROPERTIES, "Set", "ssv", enabled)
        (at,) = self._call(self._session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
        self._bus = self._run(_connected(at))
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for bus in (self._bus, self._session):
            bus.disconnect()
        self._run(asyncio.sleep(0))
        self._loop.close()

    def windows(self) -> list[Node]:
        """Return the top-level windows of all programs, with what is in them."""
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        programs = self._children(*root)
        return [self._node(*window) for program in programs for window in self._children(*program)]

    def window(self, name: str) -> Node:
        """Wait for a window of that name that has something in it, and return it."""
        return self._wait(lambda: next((w for w in self.windows() if w.name == name and w.children), None), name)

    def find(self, window: str, name: str, role: str = "") -> Node:
        """Wait for something of that name in a window, and return it."""

        def look() -> Node | None:
            found = (node for each in self.windows() if each.name == window for node in each.walk())
            return next((n for n in found if n.name == name and role in ("", n.role) and "showing" in n.states), None)

        return self._wait(look, f"{name!r} in {window!r}")

    def press(self, window: str, name: str) -> None:
        """Do the first thing that a control of that name offers, once it is there and enabled."""

        def press() -> Node | None:
            controls = (node for each in self.windows() if each.name == window for node in each.walk())
            usable = (node for node in controls if node.is_control and "enabled" in node.states)
            found = next((node for node in usable if node.name == name), None)
            if found is not None:
                self._call(self._bus, found.service, found.path, _ACTION, "DoAction", "i", [0])
            return found

        self._wait(press, f"{name!r} in {window!r}")

    # --------------------------------------------------------------------------------------------------------- inside

    def _node(self, service: str, path: str) -> Node:
        name, description = (
            self._call(self._bus, service, path, _PROPERTIES, "Get", "ss", [_ACCESSIBLE, told])[0].value
            for told in ("Name", "Description")
        )
        (role,) = self._call(self._bus, service, path, _ACCESSIBLE, "GetRoleName")
        (low, high), = self._call(self._bus, service, path, _ACCESSIBLE, "GetState")  # fmt: skip
        bits = low | high << 32
        return Node(
            service,
            path,
            role,
            name,
            description,
            self._labels(service, path) if role == "combo box" else (),
            frozenset(name for name, bit in _STATES.items() if bits >> bit & 1),
            [self._node(*child) for child in self._children(service, path)],
        )

    def _labels(self, service: str, path: str) -> tuple[str, ...]:
        """Return the names of what labels it."""
        (relations,) = self._call(self._bus, service, path, _ACCESSIBLE, "GetRelationSet")
        labels = [target for kind, targets in relations if kind == _LABELLED_BY for target in targets]
        named = (self._call(self._bus, *label, _PROPERTIES, "Get", "ss", [_ACCESSIBLE, "Name"]) for label in labels)
        return tuple(name[0].value for name in named)

    def _children(self, service: str, path: str) -> Sequence[tuple[str, str]]:
        (children,) = self._call(self._bus, service, path, _ACCESSIBLE, "GetChildren")
        return [(child[0], child[1]) for child in children if child[1] != "/org/a11y/atspi/null"]

    def _call(
        self, bus: MessageBus, service: str, path: str, interface: str, member: str, signature: str = "", body: Any = ()
    ) -> Sequence[Any]:
        message = Message(service, path, interface, member, signature=signature, body=list(body))
        reply = self._run(asyncio.wait_for(bus.call(message), _LIMIT_S))
        assert reply is not None and reply.message_type is MessageType.METHOD_RETURN, (
            f"{member}: {reply and reply.body}"
        )
        return reply.body

    def _wait(self, look: Any, what: str) -> Node:
        deadline_s = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline_s:
            try:
                found = look()
            except AssertionError:  # It went away while it was looked at.
                found = None
            if found is not None:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{what} is not to be found: {[w.name for w in self.windows()]}")

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)


async def _connected(address: str) -> MessageBus:
    return await MessageBus(bus_address=address).connect()
