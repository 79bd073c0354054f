"""Looking packages up: is one there, which version, what is there for a purpose, and what should be updated."""

import re
from typing import Annotated

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.foreign_text import spoken
from assistant.actions.machine.package_source import Order, Package, PackageSource
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, JsonValue, Risk

MAX_NAME_CHARS = 100
MOST_LISTED = 20
MOST_SPOKEN = 3
# Distributions bring out corrections of holes within days.
OLD_S = 7 * 86_400
_DAY_S = 86_400
TIMEOUT_S = 90.0

PackageName = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS, pattern=r"^.*\w.*$")]
ERRORS = frozenset({"no-apt"})


class PackageActions:
    """Asks the manager of packages."""

    def __init__(self, source: PackageSource) -> None:
        self._source = source

    @action(
        "packages.info",
        capabilities={"packages.read"},
        risk=Risk.READ_ONLY,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.info.unknown": {"name"},
            "packages.info.done": {"name", "installed", "candidate", "is_newest"},
        },
        errors=ERRORS,
    )
    async def info(self, package: PackageName) -> Outcome:
        """Tell whether a package is installed, and which version."""
        found = await find_package(self._source, package)
        if found is None:
            return Outcome("packages.info.unknown", {"name": package})
        facts: Facts = {
            "name": found.name,
            "installed": found.installed,
            "candidate": found.candidate,
            "is_newest": found.installed == found.candidate,
        }
        return Outcome("packages.info.done", facts)

    @action(
        "packages.search",
        capabilities={"packages.read"},
        risk=Risk.READ_ONLY,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.search.none": {"purpose"},
            "packages.search.done": {"purpose", "count", "first", "name", "summary", "packages"},
        },
        errors=ERRORS,
    )
    async def search(self, purpose: PackageName) -> Outcome:
        """Tell which packages there are for a purpose."""
        words = re.findall(r"[\w.+-]+", purpose)
        found = await run_sync(self._source.search, words, abandon_on_cancel=True)
        if not found:
            return Outcome("packages.search.none", {"purpose": purpose})
        rows: list[JsonValue] = [{"name": each.name, "summary": spoken(each.summary)} for each in found[:MOST_LISTED]]
        first: JsonValue = [each.name for each in found[:MOST_SPOKEN]]
        facts: Facts = {"purpose": purpose, "count": len(found), "first": first, "packages": rows}
        return Outcome("packages.search.done", {**facts, "name": found[0].name, "summary": spoken(found[0].summary)})

    @action(
        "packages.updates",
        capabilities={"packages.read"},
        risk=Risk.READ_ONLY,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.updates.none": {"lists_days"},
            "packages.updates.done": {"count", "security_count", "first", "lists_days", "packages"},
        },
        errors=ERRORS,
    )
    async def updates(self) -> Outcome:
        """Tell which packages can be updated."""
        changes = await run_sync(self._source.simulate, Order.UPGRADE, abandon_on_cancel=True)
        days = await self._lists_days()
        if not changes.upgrades:
            return Outcome("packages.updates.none", {"lists_days": days})
        versions = dict(changes.versions)
        # What closes holes comes first.
        names = [*changes.security, *(name for name in changes.upgrades if name not in changes.security)]
        rows: list[JsonValue] = [{"name": name, "version": versions.get(name, "")} for name in names[:MOST_LISTED]]
        first: JsonValue = list(names[:MOST_SPOKEN])
        facts: Facts = {"count": len(names), "security_count": len(changes.security), "first": first, "packages": rows}
        return Outcome("packages.updates.done", {**facts, "lists_days": days})

    async def _lists_days(self) -> int:
        """Return how many days old the lists of packages are, if they are too old to be trusted; else 0."""
        age_s = await run_sync(self._source.lists_age_s, abandon_on_cancel=True)
        return int(age_s // _DAY_S) if age_s is not None and age_s > OLD_S else 0


async def find_package(source: PackageSource, words: str) -> Package | None:
    """Return the package that `words` mean; None if none is called so, here or where packages come from."""
    name = await run_sync(source.resolve, words, abandon_on_cancel=True)
    found = await run_sync(source.package, name, abandon_on_cancel=True) if name else None
    return found if found and (found.installed or found.candidate) else None
