"""A computer that does at once what it is told: processes, services, packages and screen, none of them real."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from signal import Signals

from assistant.actions.apps.process_table import ProcessLoad
from assistant.actions.apps.running_apps import Process
from assistant.actions.machine.network_links import Link, LinkKind
from assistant.actions.machine.package_source import Changes, End, Found, Order, Package, Ran
from assistant.actions.machine.screen_brightness import Level
from assistant.actions.machine.systemd import Service, ServiceDetails, Verb
from assistant.app.machine import Machine

_MIB = 2**20
# Program, arguments, memory in MiB, and clock ticks of processor time from one look to the next.
_PROCESSES = (("firefox", (), 900, 30), ("python3", ("train.py",), 600, 45), ("backup", (), 40, 2))
_SERVICES = {"nginx": "active", "cups": "inactive", "ssh": "active", "backup": "failed"}
# Name, what it does, and the version that is installed.
_PACKAGES = (
    ("gimp", "a program for drawing", ""),
    ("krita", "a program for painting", "5.1"),
    ("vlc", "plays films", "3.0"),
)
_NEWEST = {"gimp": "2.10", "krita": "5.2", "vlc": "3.0"}
_STATES = {Verb.START: "active", Verb.STOP: "inactive", Verb.RESTART: "active"}
_STARTED_US = 1_700_000_000_000_000


def rehearsed_machine() -> Machine:
    """Return a fresh computer for one conversation."""
    return Machine(
        processes=RehearsedProcesses(),
        sessions=RehearsedSessions(),
        links=RehearsedLinks(),
        brightness=RehearsedBrightness(),
        night_light=RehearsedNightLight(),
        services=RehearsedServices(),
        packages=RehearsedPackages(),
    )


class RehearsedProcesses:
    """A few processes of this user's, which end when they are asked to."""

    def __init__(self) -> None:
        self._loads = [
            ProcessLoad(Process(7000 + n, 1, 1, f"/usr/bin/{name}", (name, *rest)), os.getuid(), mib * _MIB, ticks)
            for n, (name, rest, mib, ticks) in enumerate(_PROCESSES)
        ]
        self._looks = 0

    def loads(self) -> Sequence[ProcessLoad]:
        """Return them, busier by the same at each look."""
        self._looks += 1
        return [replace(load, busy_ticks=load.busy_ticks * self._looks) for load in self._loads]

    def lives(self, process: Process) -> bool:
        """Return whether one runs still."""
        return any(load.process == process for load in self._loads)

    def send(self, process: Process, number: Signals) -> bool:
        """End one, whatever the signal."""
        self._loads = [load for load in self._loads if load.process != process]
        return True


class RehearsedSessions:
    """One user is logged in."""

    def users(self) -> list[str] | None:
        """Return the name."""
        return ["user"]


class RehearsedLinks:
    """A wireless network that leads everywhere."""

    def link(self) -> Link | None:
        """Return it."""
        return Link("wlan0", LinkKind.WIFI, "Home", 70, "full")

    def addresses(self) -> list[str]:
        """Return one address."""
        return ["192.168.1.20"]


class RehearsedBrightness:
    """A screen at half its brightness."""

    def __init__(self) -> None:
        self._value = 50

    def level(self, source: str = "") -> Level | None:
        """Return the level."""
        return Level("rehearsed", self._value, 100)

    def set(self, source: str, value: int) -> None:
        """Change it."""
        self._value = value


class RehearsedNightLight:
    """A night light that is off."""

    def __init__(self) -> None:
        self._is_on = False

    def is_on(self) -> bool | None:
        """Return whether it is on."""
        return self._is_on

    def set(self, is_on: bool) -> None:
        """Switch it."""
        self._is_on = is_on


class RehearsedServices:
    """A few services, which do what they are told."""

    def __init__(self) -> None:
        self._services = {name: Service(name, True, name, state, _sub(state)) for name, state in _SERVICES.items()}
        self._orders = 0

    def services(self) -> list[Service]:
        """Return them."""
        return list(self._services.values())

    def failed(self) -> list[Service]:
        """Return those that failed."""
        return [service for service in self._services.values() if service.active == "failed"]

    def service(self, name: str, is_system: bool) -> Service | None:
        """Return one."""
        return self._services.get(name)

    def details(self, service: Service) -> ServiceDetails:
        """Return since when one runs."""
        return ServiceDetails(_STARTED_US + self._orders, "enabled")

    def order(self, service: Service, verb: Verb) -> str:
        """Carry an order out."""
        self._orders += 1
        state = _STATES[verb]
        self._services[service.name] = replace(service, active=state, sub=_sub(state))
        return ""


class RehearsedPackages:
    """A few packages, which stand on nothing and on which nothing stands."""

    def __init__(self) -> None:
        self._installed = {name: version for name, _, version in _PACKAGES}

    def resolve(self, words: str) -> str:
        """Return the package of that name."""
        return words if words in self._installed else ""

    def package(self, name: str) -> Package:
        """Return a package."""
        return Package(name, self._installed[name], _NEWEST[name])

    def search(self, words: Sequence[str]) -> list[Found]:
        """Return the packages with all these words."""
        texts = {Found(name, summary): f"{name} {summary}" for name, summary, _ in _PACKAGES}
        return [found for found, text in texts.items() if all(word.lower() in text for word in words)]

    def simulate(self, order: Order, names: Sequence[str] = ()) -> Changes:
        """Return what an order would do."""
        if order in (Order.REMOVE, Order.PURGE):
            return Changes(removes=tuple(names))
        old = [name for name, version in self._installed.items() if version and version != _NEWEST[name]]
        upgrades = tuple(name for name in names or old if self._installed[name])
        installs = tuple(name for name in names if not self._installed[name])
        return Changes(installs, upgrades, versions=tuple((name, _NEWEST[name]) for name in (*installs, *upgrades)))

    def essential(self, names: Sequence[str]) -> list[str]:
        """Return nothing: nothing here is essential."""
        return []

    def lists_age_s(self) -> float | None:
        """Return that the lists are fresh."""
        return 60.0

    def may_change(self) -> bool:
        """Return that this user may."""
        return True

    def line(self, order: Order, names: Sequence[str] = ()) -> str:
        """Return what somebody would type."""
        return " ".join(["sudo apt", order.value, *names])

    def run(
        self,
        order: Order,
        names: Sequence[str],
        progress: Callable[[int, int], None],
        is_halted: Callable[[], bool],
    ) -> Ran:
        """Carry an order out."""
        changes = self.simulate(order, names)
        self._installed |= dict(changes.versions) | dict.fromkeys(changes.removes, "")
        return Ran(End.DONE)


def _sub(state: str) -> str:
    return {"active": "running", "failed": "failed"}.get(state, "dead")
