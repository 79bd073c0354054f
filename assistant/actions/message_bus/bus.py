"""D-Bus, asked from a worker thread: each talk is a connection of its own with a time limit on every call.

Programs on the bus may answer late, wrongly or never; that is told by `None`, not by waiting.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from assistant.kernel.errors import ActionError

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

CALL_LIMIT_S = 1.5
CONNECT_LIMIT_S = 2.0
# A password is being typed meanwhile.
AUTHORISATION_LIMIT_S = 120.0
_BUS = "org.freedesktop.DBus"
_PROPERTIES = "org.freedesktop.DBus.Properties"

Body: TypeAlias = Sequence[object]


@dataclass(frozen=True, slots=True)
class BusCall:
    """A method call.

    Attributes:
        service: Whose method it is.
        signature: D-Bus types of `body`.
        may_ask: The desktop may ask the user for a password, and is waited for as long as that takes.
    """

    service: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: Body = ()
    may_ask: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call.

    Attributes:
        body: What was returned, variants unpacked; None for an error or no answer.
        error: The D-Bus name of the error; empty if there was none, or no answer.
    """

    body: Body | None = None
    error: str = ""


def read_all(service: str, path: str, interface: str) -> BusCall:
    """Return the call that reads all properties of an interface."""
    return BusCall(service, path, _PROPERTIES, "GetAll", "s", (interface,))


def read_one(service: str, path: str, interface: str, name: str) -> BusCall:
    """Return the call that reads one property."""
    return BusCall(service, path, _PROPERTIES, "Get", "ss", (interface, name))


def table(body: Body | None) -> Mapping[str, object]:
    """Return the properties that `read_all` was answered with; none for anything else."""
    first = body[0] if body else None
    return first if isinstance(first, dict) else {}


def write_bool(call: BusCall, name: str, value: bool) -> BusCall:
    """Return the call that writes a property of the interface that `call` names."""
    return _write(call, name, "b", value)


def write_int(call: BusCall, name: str, value: int) -> BusCall:
    """Return the call that writes a property of 32 bits, with a sign, of the interface that `call` names."""
    return _write(call, name, "i", value)


def _write(call: BusCall, name: str, signature: str, value: object) -> BusCall:
    from dbus_fast import Variant

    body = (call.interface, name, Variant(signature, value))
    return BusCall(call.service, call.path, _PROPERTIES, "Set", "ssv", body)


class Bus:
    """A message bus. Blocking; any thread without an event loop may call it.

    Args:
        address: Returns where the bus is; empty if there is none.
        missing: The error where there is none.
    """

    def __init__(self, address: Callable[[], str], missing: ActionError) -> None:
        self._address = address
        self._missing = missing

    def ask(self, *calls: BusCall) -> Sequence[Body | None]:
        """Make calls side by side and return what each returns, variants unpacked; None for an error or no answer.

        Raises:
            ActionError: The bus is missing.
        """
        return [answer.body for answer in self.answers(*calls)]

    def answers(self, *calls: BusCall) -> Sequence[Answer]:
        """Make calls side by side and return what came of each.

        Raises:
            ActionError: The bus is missing.
        """
        return asyncio.run(self._ask(calls))

    def services(self) -> frozenset[str]:
        """Return the names that programs own on the bus.

        Raises:
            ActionError: The bus is missing.
        """
        (answer,) = self.ask(BusCall(_BUS, "/org/freedesktop/DBus", _BUS, "ListNames"))
        names = answer[0] if answer else ()
        return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()

    async def _ask(self, calls: Sequence[BusCall]) -> Sequence[Answer]:
        bus = await self._connected()
        try:
            return await asyncio.gather(*(_answer(bus, call) for call in calls))
        finally:
            bus.disconnect()

    async def _connected(self) -> "MessageBus":
        from dbus_fast.aio import MessageBus

        address = self._address()
        if not address:
            raise self._missing
        try:
            return await asyncio.wait_for(MessageBus(bus_address=address).connect(), CONNECT_LIMIT_S)
        except Exception as error:  # the library raises a dozen kinds, its own and the system's
            raise self._missing from error


async def _answer(bus: "MessageBus", call: BusCall) -> Answer:
    from dbus_fast import Message, MessageFlag, MessageType
    from dbus_fast.unpack import unpack_variants

    message = Message(
        destination=call.service,
        path=call.path,
        interface=call.interface,
        member=call.member,
        signature=call.signature,
        body=list(call.body),
        flags=MessageFlag.ALLOW_INTERACTIVE_AUTHORIZATION if call.may_ask else MessageFlag.NONE,
    )
    try:
        reply = await asyncio.wait_for(bus.call(message), AUTHORISATION_LIMIT_S if call.may_ask else CALL_LIMIT_S)
    except TimeoutError:
        return Answer()
    if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
        return Answer(error=reply.error_name or "" if reply else "")
    return Answer([unpack_variants(value) for value in reply.body])
