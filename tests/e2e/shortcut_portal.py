"""A small portal for global shortcuts: prints what is asked of it, and presses the key when it is told to on stdin.

Source: XDG Desktop Portal, org.freedesktop.portal.GlobalShortcuts. `--refuse` lets the user say no.
"""

import asyncio
import sys

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.unpack import unpack_variants

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REFUSED = 1


class Portal:
    def __init__(self, bus: MessageBus, *, is_refusing: bool) -> None:
        self._bus = bus
        self._code = REFUSED if is_refusing else 0
        self._session = ""
        self._shortcut = ""

    def take(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != SHORTCUTS:
            return None
        options = unpack_variants(message.body[-1])
        sender = str(message.sender)[1:].replace(".", "_")
        request = f"{PATH}/request/{sender}/{options['handle_token']}"
        results: dict[str, Variant] = {}
        if message.member == "CreateSession":
            self._session = f"{PATH}/session/{sender}/{options['session_handle_token']}"
            results = {"session_handle": Variant("s", self._session)}
        else:
            session, shortcuts, _, _ = message.body
            assert session == self._session, "another session"
            ((self._shortcut, wanted),) = shortcuts
            print("bound", wanted["preferred_trigger"].value, flush=True)
        # The answer comes first and the response later, as it does where a user is asked.
        asyncio.get_running_loop().call_later(0.05, self._respond, request, results)
        return Message.new_method_return(message, "o", [request])

    def move(self, member: str) -> None:
        self._bus.send(Message.new_signal(PATH, SHORTCUTS, member, "osta{sv}", [self._session, self._shortcut, 1, {}]))

    def _respond(self, request: str, results: dict[str, Variant]) -> None:
        self._bus.send(
            Message.new_signal(request, "org.freedesktop.portal.Request", "Response", "ua{sv}", [self._code, results])
        )


async def main() -> None:
    bus = await MessageBus().connect()
    portal = Portal(bus, is_refusing="--refuse" in sys.argv)
    bus.add_message_handler(portal.take)
    await bus.request_name(NAME)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        portal.move(line.strip())


if __name__ == "__main__":
    asyncio.run(main())
