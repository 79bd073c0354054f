"""Services of systemd over D-Bus: those of the system and those of the user.

Source: org.freedesktop.systemd1(5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.actions.foreign_text import spoken
from assistant.actions.message_bus.bus import Answer, Bus, BusCall, read_all, table
from assistant.kernel.errors import ActionError

SERVICE = "org.freedesktop.systemd1"
PATH = "/org/freedesktop/systemd1"
MANAGER = "org.freedesktop.systemd1.Manager"
_UNIT = "org.freedesktop.systemd1.Unit"
ENDING = ".service"
# What waits for another order, which a start and a stop replace.
_MODE = "replace"
# Polkit, the bus's own rules, and a password that was not given.
_REFUSALS = ("AccessDenied", "InteractiveAuthorizationRequired", "NotAuthorized", "AuthFailed")


class Verb(StrEnum):
    """What can be ordered."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"

    @property
    def method(self) -> str:
        """Name of the manager's method."""
        return f"{self.value.capitalize()}Unit"


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it is now.

    Attributes:
        name: Without `.service`.
        is_system: It belongs to the system, not to the user.
        active: `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`.
        sub: The same, closer: `running`, `exited`, `dead` …
        path: Of its object; empty while it is not loaded.
        is_waiting: An order to it is not carried out yet.
    """

    name: str
    is_system: bool
    description: str = ""
    active: str = "inactive"
    sub: str = "dead"
    path: str = ""
    is_waiting: bool = False

    @property
    def is_active(self) -> bool:
        """Whether it runs, or has done what it is there for."""
        return self.active in ("active", "reloading")

    @property
    def is_settled(self) -> bool:
        """Whether nothing is going on with it."""
        return not self.is_waiting and self.active not in ("activating", "deactivating", "reloading")


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """More of a service.

    Attributes:
        entered_us: When it became active, microseconds since 1970; 0 if it never did.
        file_state: `enabled`, `disabled`, `static` …; empty if it has no file.
    """

    entered_us: int = 0
    file_state: str = ""


class Systemd:
    """The managers of the system and of the user. Blocking.

    Every method raises `ActionError` `no-systemd` where neither answers.
    """

    def __init__(self, system: Bus, user: Bus) -> None:
        self._buses = {True: system, False: user}

    def services(self) -> list[Service]:
        """Return all services that are loaded or have a file, those of the system first."""
        return self._from_each("ListUnitsByPatterns", [], installed=True)

    def failed(self) -> list[Service]:
        """Return the services that ended with an error."""
        return self._from_each("ListUnitsByPatterns", ["failed"], installed=False)

    def service(self, name: str, is_system: bool) -> Service | None:
        """Return one service as it is now; None if there is none of that name."""
        call = BusCall(SERVICE, PATH, MANAGER, "ListUnitsByNames", "as", ([f"{name}{ENDING}"],))
        rows = _rows(self._bus(is_system).ask(call)[0])
        return next((_service(row, is_system) for row in rows if row[2] != "not-found"), None)

    def details(self, service: Service) -> ServiceDetails:
        """Return more of a service that is loaded."""
        if not service.path:
            return ServiceDetails()
        (body,) = self._bus(service.is_system).ask(read_all(SERVICE, service.path, _UNIT))
        known = table(body)
        entered_us, state = known.get("ActiveEnterTimestamp"), known.get("UnitFileState")
        return ServiceDetails(entered_us if isinstance(entered_us, int) else 0, state if isinstance(state, str) else "")

    def order(self, service: Service, verb: Verb) -> str:
        """Order something; return why it was not taken: `refused`, another error's name, or nothing.

        The system may ask the user for a password meanwhile.
        """
        arguments = (f"{service.name}{ENDING}", _MODE)
        call = BusCall(SERVICE, PATH, MANAGER, verb.method, "ss", arguments, may_ask=True)
        answer: Answer = self._bus(service.is_system).answers(call)[0]
        if answer.body is not None:
            return ""
        return "refused" if answer.error.endswith(_REFUSALS) else answer.error or "no-answer"

    def _bus(self, is_system: bool) -> Bus:
        return self._buses[is_system]

    def _from_each(self, member: str, states: Sequence[str], *, installed: bool) -> list[Service]:
        found: dict[tuple[bool, str], Service] = {}
        answered = False
        for is_system, bus in self._buses.items():
            pattern = ["*" + ENDING]
            calls = [BusCall(SERVICE, PATH, MANAGER, member, "asas", (list(states), pattern))]
            if installed:
                calls.append(BusCall(SERVICE, PATH, MANAGER, "ListUnitFilesByPatterns", "asas", ([], pattern)))
            try:
                answers = bus.ask(*calls)
            except ActionError:
                continue
            answered = answered or answers[0] is not None
            loaded = [_service(row, is_system) for row in _rows(answers[0]) if row[2] != "not-found"]
            files = [_from_file(row, is_system) for row in (_rows(answers[1]) if installed else ())]
            for service in (*loaded, *files):
                found.setdefault((is_system, service.name), service)
        if not answered:
            raise ActionError("There is no systemd.", code="no-systemd", hint="Services are managed otherwise here.")
        # What stands for many, such as getty@, is none itself.
        return [service for service in found.values() if not service.name.endswith("@")]


def _rows(body: Sequence[object] | None) -> Sequence[Sequence[object]]:
    rows = body[0] if body else None
    return [row for row in rows if isinstance(row, list | tuple)] if isinstance(rows, list) else []


def _service(row: Sequence[object], is_system: bool) -> Service:
    name, description, _load, active, sub, _following, path, job = row[:8]
    return Service(
        name=str(name).removesuffix(ENDING),
        is_system=is_system,
        description=spoken(str(description)),
        active=str(active),
        sub=str(sub),
        path=str(path),
        is_waiting=bool(job),
    )


def _from_file(row: Sequence[object], is_system: bool) -> Service:
    return Service(str(row[0]).rpartition("/")[2].removesuffix(ENDING), is_system)
