"""Telling which services run, which failed, and how one of them is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Protocol

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.machine.service_names import meant
from assistant.actions.machine.systemd import Service, ServiceDetails, Verb
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.kernel.types import Facts, JsonValue, Risk

MOST_LISTED = 100
MOST_SPOKEN = 5
MOST_CHOICES = 5
MAX_NAME_CHARS = 100

ServiceName = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS, pattern=r"^.*\w.*$")]

ERRORS = frozenset({"no-systemd"})
NAMELESS = {"services.unknown": {"name"}, "services.several": {"name", "choices", "argument"}}


class ServiceManager(Protocol):
    """Manages services. Blocking; raises `ActionError` `no-systemd` where there is none."""

    def services(self) -> list[Service]:
        """Return all services."""
        ...

    def failed(self) -> list[Service]:
        """Return the services that ended with an error."""
        ...

    def service(self, name: str, is_system: bool) -> Service | None:
        """Return one service as it is now."""
        ...

    def details(self, service: Service) -> ServiceDetails:
        """Return more of a service."""
        ...

    def order(self, service: Service, verb: Verb) -> str:
        """Order something; return why it was not taken."""
        ...


class ServiceActions:
    """Reads services."""

    def __init__(self, manager: ServiceManager) -> None:
        self._manager = manager

    @action(
        "services.status",
        capabilities={"services.read"},
        risk=Risk.READ_ONLY,
        timeout_s=8.0,
        messages={
            **NAMELESS,
            "services.status.done": {"name", "description", "state", "is_active", "is_system", "since", "is_enabled"},
        },
        errors=ERRORS,
    )
    async def status(self, service: ServiceName) -> Outcome:
        """Tell how a service is."""
        found = await find_service(self._manager, service)
        details = await run_sync(self._manager.details, found)
        is_known = found.is_active and details.entered_us
        since = datetime.fromtimestamp(details.entered_us / 1e6, UTC).astimezone().isoformat() if is_known else ""
        facts: Facts = {
            "name": found.name,
            "description": found.description,
            "state": found.active,
            "is_active": found.is_active,
            "is_system": found.is_system,
            "since": since,
            "is_enabled": details.file_state == "enabled",
        }
        return Outcome("services.status.done", facts)

    @action(
        "services.failed",
        capabilities={"services.read"},
        risk=Risk.READ_ONLY,
        timeout_s=8.0,
        messages={"services.failed.none": (), "services.failed.done": {"count", "first", "services"}},
        errors=ERRORS,
    )
    async def failed(self) -> Outcome:
        """Tell which services have failed."""
        found = await run_sync(self._manager.failed, abandon_on_cancel=True)
        return Outcome("services.failed.done", _listing(found)) if found else Outcome("services.failed.none")

    @action(
        "services.list",
        capabilities={"services.read"},
        risk=Risk.READ_ONLY,
        timeout_s=8.0,
        messages={"services.list.done": {"count", "first", "services"}},
        errors=ERRORS,
    )
    async def list(self) -> Outcome:
        """Tell which services run."""
        found = await run_sync(self._manager.services, abandon_on_cancel=True)
        return Outcome("services.list.done", _listing([service for service in found if service.sub == "running"]))


async def find_service(manager: ServiceManager, words: str) -> Service:
    """Return the service that `words` mean, as it is now.

    Raises:
        ActionFailedError: None, or more than one, is called so.
    """
    found = meant(words, await run_sync(manager.services, abandon_on_cancel=True))
    if len(found) > 1:
        choices: JsonValue = [service.name for service in found[:MOST_CHOICES]]
        facts: Facts = {"name": words, "choices": choices, "argument": "service"}
        raise ActionFailedError("services.several", code="service-ambiguous", facts=facts)
    now = await run_sync(manager.service, found[0].name, found[0].is_system) if found else None
    if now is None:
        raise ActionFailedError("services.unknown", code="service-unknown", facts={"name": words})
    return now


def _listing(services: Sequence[Service]) -> Facts:
    rows: list[JsonValue] = [
        {"name": service.name, "description": service.description, "state": service.sub}
        for service in services[:MOST_LISTED]
    ]
    first: JsonValue = [service.name for service in services[:MOST_SPOKEN]]
    return {"count": len(services), "first": first, "services": rows}
