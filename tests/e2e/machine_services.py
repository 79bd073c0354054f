# ruff: noqa: F722, F821, N802  # D-Bus signatures and names
"""A small machine on a bus: systemd, logind, NetworkManager, and GNOME's settings daemon; each keeps its state.

`python machine_services.py FOLDER NAME…` serves under these names, on the bus of `DBUS_SESSION_BUS_ADDRESS`, until it
is ended; it prints "ready" once it is there.
`FOLDER/class/backlight` is where the login service writes brightness, as the kernel would take it, and
`FOLDER/services.json` holds the states of services: what is there when it starts, and what came of it.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from dbus_fast import BusType, DBusError, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property, method

SYSTEMD = "/org/freedesktop/systemd1"
# These never start; and to these nobody is let.
BROKEN, LOCKED = "broken", "locked"
STATES = {
    "nginx": "active",
    "cups": "inactive",
    "broken": "inactive",
    "locked": "active",
    "dbus": "active",
    "NetworkManager": "active",
    "postgresql@15-main": "active",
    "postgresql@13-old": "inactive",
    "crashed": "failed",
}


class Unit(ServiceInterface):
    def __init__(self, name, state):
        super().__init__("org.freedesktop.systemd1.Unit")
        self.unit_name, self.state = name, state
        self.entered_us = time.time_ns() // 1000

    def row(self):
        sub = {"active": "running", "failed": "failed"}.get(self.state, "dead")
        path = unit_path(self.unit_name)
        return [
            f"{self.unit_name}.service",
            f"The {self.unit_name} server",
            "loaded",
            self.state,
            sub,
            "",
            path,
            0,
            "",
            "/",
        ]

    @dbus_property(access=PropertyAccess.READ)
    def ActiveEnterTimestamp(self) -> "t":
        return self.entered_us

    @dbus_property(access=PropertyAccess.READ)
    def UnitFileState(self) -> "s":
        return "enabled"


class Manager(ServiceInterface):
    def __init__(self, units, file):
        super().__init__("org.freedesktop.systemd1.Manager")
        self.units, self.file = {unit.unit_name: unit for unit in units}, file

    @method()
    def ListUnitsByPatterns(self, states: "as", _patterns: "as") -> "a(ssssssouso)":
        return [unit.row() for unit in self.units.values() if not states or unit.state in states]

    @method()
    def ListUnitsByNames(self, names: "as") -> "a(ssssssouso)":
        return [self.units[name].row() for each in names if (name := each.removesuffix(".service")) in self.units]

    @method()
    def ListUnitFilesByPatterns(self, _states: "as", _patterns: "as") -> "a(ss)":
        return [[f"/lib/systemd/system/{name}.service", "enabled"] for name in (*self.units, "getty@")]

    @method()
    def StartUnit(self, name: "s", _mode: "s") -> "o":
        return self.turn(name, "active")

    @method()
    def StopUnit(self, name: "s", _mode: "s") -> "o":
        return self.turn(name, "inactive")

    @method()
    def RestartUnit(self, name: "s", _mode: "s") -> "o":
        return self.turn(name, "active")

    def turn(self, name, state):
        unit = self.units[name.removesuffix(".service")]
        if unit.unit_name == LOCKED:
            raise DBusError("org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", "no")
        unit.state = "failed" if unit.unit_name == BROKEN and state == "active" else state
        unit.entered_us += 1
        self.save()
        return f"{SYSTEMD}/job/1"

    def save(self):
        self.file.write_text(json.dumps({name: unit.state for name, unit in self.units.items()}))


class LoginManager(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.login1.Manager")

    @method()
    def ListSessions(self) -> "a(susso)":
        return [["1", 1000, "ada", "seat0", "/s/1"], ["2", 1000, "ada", "", "/s/2"], ["3", 1001, "bob", "", "/s/3"]]


class LoginSession(ServiceInterface):
    def __init__(self, folder):
        super().__init__("org.freedesktop.login1.Session")
        self.folder = folder

    @method()
    def SetBrightness(self, subsystem: "s", name: "s", value: "u"):
        (self.folder / "class" / subsystem / name / "brightness").write_text(f"{value}\n")


class PowerScreen(ServiceInterface):
    def __init__(self):
        super().__init__("org.gnome.SettingsDaemon.Power.Screen")
        self.percent = 40

    @dbus_property()
    def Brightness(self) -> "i":
        return self.percent

    @Brightness.setter
    def Brightness(self, percent: "i"):
        self.percent = percent


class Network(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.NetworkManager")

    @dbus_property(access=PropertyAccess.READ)
    def PrimaryConnection(self) -> "o":
        return "/org/freedesktop/NetworkManager/ActiveConnection/1"

    @dbus_property(access=PropertyAccess.READ)
    def Connectivity(self) -> "u":
        return 2


class ActiveConnection(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.NetworkManager.Connection.Active")

    @dbus_property(access=PropertyAccess.READ)
    def Id(self) -> "s":
        return "Guest Network"

    @dbus_property(access=PropertyAccess.READ)
    def SpecificObject(self) -> "o":
        return "/org/freedesktop/NetworkManager/AccessPoint/7"


class AccessPoint(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.NetworkManager.AccessPoint")

    @dbus_property(access=PropertyAccess.READ)
    def Ssid(self) -> "ay":
        return "Café".encode()

    @dbus_property(access=PropertyAccess.READ)
    def Strength(self) -> "y":
        return 63


def unit_path(name):
    return f"{SYSTEMD}/unit/{''.join(c if c.isalnum() else f'_{ord(c):02x}' for c in name)}_2eservice"


async def serve(folder):
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    file = folder / "services.json"
    units = [Unit(name, state) for name, state in STATES.items()]
    manager = Manager(units, file)
    manager.save()
    network = "/org/freedesktop/NetworkManager"
    objects = {
        SYSTEMD: manager,
        "/org/freedesktop/login1": LoginManager(),
        "/org/freedesktop/login1/session/auto": LoginSession(folder),
        "/org/gnome/SettingsDaemon/Power": PowerScreen(),
        network: Network(),
        f"{network}/ActiveConnection/1": ActiveConnection(),
        f"{network}/AccessPoint/7": AccessPoint(),
        **{unit_path(unit.unit_name): unit for unit in units},
    }
    for path, interface in objects.items():
        bus.export(path, interface)
    for name in sys.argv[2:]:
        await bus.request_name(name)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
