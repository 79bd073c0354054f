"""The hot key on Wayland: the desktop's portal asks the user once which key it may be, and reports that key alone.

A thread with a loop of its own talks to the bus; what it hears comes out as Qt's signals.
Source: XDG Desktop Portal, org.freedesktop.portal.GlobalShortcuts version 1, and Request.
"""

import asyncio
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.hotkey.chord import Chord
from gui.hotkey.key_source import KeySource
from gui.view import words

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

SERVICE, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_APPLICATION, _SHORTCUT, _TOKEN = "zenus", "push-to-talk", "zenus_push_to_talk"
_CALL_LIMIT_S = 5.0
# The user is shown a question.
_ANSWER_LIMIT_S = 300.0


class _RefusedError(Exception):
    """The portal is not there, or has said no."""


class PortalKey(KeySource):
    """Implements `KeySource`."""

    def __init__(self, chord: Chord, parent: QObject) -> None:
        super().__init__(parent)
        self._chord = chord
        self._loop = asyncio.new_event_loop()
        self._closed = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="global shortcuts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the key back."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._closed.set)
            self._thread.join(_CALL_LIMIT_S)

    # ------------------------------------------------------------------------------------------------- in its thread

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._watch())
        except Exception:  # noqa: BLE001  the library raises a dozen kinds, its own and the system's
            if not self._closed.is_set():
                self.failed.emit(words.KEY_IMPOSSIBLE, words.KEY_IMPOSSIBLE_HINT)
        finally:
            self._loop.close()

    async def _watch(self) -> None:
        from dbus_fast.aio import MessageBus

        bus = await MessageBus().connect()
        portal = _Portal(bus)
        bus.add_message_handler(self._hear)
        try:
            await portal.listen_to(SHORTCUTS)
            await portal.introduce()
            session = await portal.create_session()
            await portal.bind(session, self._chord.trigger)
            await self._closed.wait()
        finally:
            bus.disconnect()

    def _hear(self, message: "Message") -> None:
        if message.interface == SHORTCUTS and message.body[1:2] == [_SHORTCUT]:
            if message.member == "Activated":
                self.pressed.emit()
            elif message.member == "Deactivated":
                self.released.emit()


class _Portal:
    """The portal's calls, each of which is answered twice: that it was taken, and later how it ended."""

    def __init__(self, bus: "MessageBus") -> None:
        self._bus = bus
        self._calls = 0

    async def listen_to(self, interface: str, path: str = PATH) -> None:
        """Have the signals of an object delivered."""
        rule = f"type='signal',sender='{SERVICE}',interface='{interface}',path='{path}'"
        await self._call("org.freedesktop.DBus", "AddMatch", "s", [rule], "/org/freedesktop/DBus")

    async def introduce(self) -> None:
        """Say who asks, so that the user is told; portals that can tell by themselves have no such call."""
        try:
            await self._call(_REGISTRY, "Register", "sa{sv}", [_APPLICATION, {}])
        except _RefusedError:
            return

    async def create_session(self) -> str:
        """Return the handle of a session."""
        results = await self._request("CreateSession", "a{sv}", [], {"session_handle_token": _TOKEN})
        return str(results.get("session_handle", ""))

    async def bind(self, session: str, trigger: str) -> None:
        """Have the key reported; the portal asks the user unless it did so before."""
        from dbus_fast import Variant

        wanted = {"description": Variant("s", words.KEY_MEANING), "preferred_trigger": Variant("s", trigger)}
        await self._request("BindShortcuts", "oa(sa{sv})sa{sv}", [session, [[_SHORTCUT, wanted]], ""], {})

    async def _request(
        self, member: str, signature: str, body: list[object], options: Mapping[str, str]
    ) -> Mapping[str, object]:
        """Call a method that ends with a response, and return what that holds."""
        from dbus_fast import Message, Variant
        from dbus_fast.unpack import unpack_variants

        self._calls += 1
        token = f"{_TOKEN}_{self._calls}"
        path = f"{PATH}/request/{str(self._bus.unique_name)[1:].replace('.', '_')}/{token}"
        answered: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()

        def hear(message: Message) -> None:
            if message.path == path and message.member == "Response" and not answered.done():
                answered.set_result(message.body)

        self._bus.add_message_handler(hear)
        try:
            await self.listen_to(_REQUEST, path)
            given = {name: Variant("s", value) for name, value in {**options, "handle_token": token}.items()}
            await self._call(SHORTCUTS, member, signature, [*body, given])
            code, results = await asyncio.wait_for(answered, _ANSWER_LIMIT_S)
        finally:
            self._bus.remove_message_handler(hear)
        if code != 0:
            raise _RefusedError
        unpacked: Mapping[str, object] = unpack_variants(results)
        return unpacked

    async def _call(
        self, interface: str, member: str, signature: str, body: list[object], path: str = PATH
    ) -> list[object]:
        from dbus_fast import Message, MessageType

        destination = interface if path != PATH else SERVICE
        message = Message(
            destination=destination, path=path, interface=interface, member=member, signature=signature, body=body
        )
        reply = await asyncio.wait_for(self._bus.call(message), _CALL_LIMIT_S)
        if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
            raise _RefusedError
        return list(reply.body)
