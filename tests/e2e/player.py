"""A small media player that speaks MPRIS: it plays nothing, but tells and does what a player would.

`python player.py NAME STATUS` runs until it is ended; it prints "ready" once it is on the bus.
"""

import asyncio
import sys

from dbus_fast import BusType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property, method

TRACKS = [("First Song", "Ada"), ("Second\x1b[2J Song\nwith a line", "Bob"), ("Third Song", "")]
LENGTH_US = 200_000_000


class Root(ServiceInterface):
    def __init__(self, name):
        super().__init__("org.mpris.MediaPlayer2")
        self.identity = name

    @dbus_property(access=PropertyAccess.READ)
    def Identity(self) -> "s":  # noqa: F821, N802  # D-Bus signatures and names
        return self.identity


class Player(ServiceInterface):
    def __init__(self, status):
        super().__init__("org.mpris.MediaPlayer2.Player")
        self.status, self.track, self.position_us = status, 0, 50_000_000

    @dbus_property(access=PropertyAccess.READ)
    def PlaybackStatus(self) -> "s":  # noqa: F821, N802
        return self.status

    @dbus_property(access=PropertyAccess.READ)
    def Position(self) -> "x":  # noqa: F821, N802
        return self.position_us

    @dbus_property(access=PropertyAccess.READ)
    def CanGoNext(self) -> "b":  # noqa: F821, N802
        return self.track + 1 < len(TRACKS)

    @dbus_property(access=PropertyAccess.READ)
    def Metadata(self) -> "a{sv}":  # noqa: F722, N802
        title, artist = TRACKS[self.track]
        return {
            "mpris:trackid": Variant("o", f"/track/{self.track}"),
            "mpris:length": Variant("x", LENGTH_US),
            "xesam:title": Variant("s", title),
            "xesam:artist": Variant("as", [artist]),
        }

    @method()
    def Play(self):  # noqa: N802
        self.status = "Playing"

    @method()
    def Pause(self):  # noqa: N802
        self.status = "Paused"

    @method()
    def Stop(self):  # noqa: N802
        self.status = "Stopped"

    @method()
    def Next(self):  # noqa: N802
        self.track, self.position_us = self.track + 1, 0

    @method()
    def Previous(self):  # noqa: N802
        self.track, self.position_us = max(0, self.track - 1), 0

    @method()
    def SetPosition(self, track: "o", position: "x"):  # noqa: F821, N802
        if track == f"/track/{self.track}":
            self.position_us = position


async def main(name, status):
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    bus.export("/org/mpris/MediaPlayer2", Root(name))
    bus.export("/org/mpris/MediaPlayer2", Player(status))
    await bus.request_name(f"org.mpris.MediaPlayer2.{name.replace(' ', '')}")
    print("ready", flush=True)
    await bus.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
