"""Which service is meant by its spoken name, as a pure function."""

from collections.abc import Sequence

from assistant.actions.file_search import joined
from assistant.actions.machine.systemd import Service


def meant(words: str, services: Sequence[Service]) -> list[Service]:
    """Return the services that `words` may mean: one of that very name, or else those whose names begin so.

    A daemon is often called by its protocol, "ssh" for sshd, and of the same name the one that runs is meant.
    """
    wanted = joined(words)
    if not wanted:
        return []
    exact = [service for service in services if joined(service.name) == wanted]
    exact = exact or [service for service in services if joined(service.name) == f"{wanted}d"]
    found: dict[str, Service] = {}
    for service in exact or [service for service in services if joined(service.name).startswith(wanted)]:
        known = found.setdefault(service.name, service)
        found[service.name] = max(known, service, key=lambda each: (each.is_active, each.is_system))
    return list(found.values())
