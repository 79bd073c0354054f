"""Installing, removing and updating packages, each after a question that names what a simulated run would do.

What the distribution, the desktop or the machine stands on is never removed, neither by name nor along with something
else. What was installed can be removed again; what was removed or updated cannot be brought back as it was.
"""

from collections.abc import Sequence
from functools import partial
from typing import cast

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.foreign_text import spoken
from assistant.actions.machine.package_source import Changes, End, Order, Package, PackageSource, Ran
from assistant.actions.machine.packages import ERRORS, MOST_LISTED, PackageName, find_package
from assistant.actions.machine.protection import kept_packages
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue, Risk

# A large program over a slow line, and the longest that a question is foreseen for.
TIMEOUT_S = 3_600.0
MOST_SPOKEN = 4

_ENDS = {
    "packages.impossible": {"name", "said"},
    "packages.no_rights": {"name", "line"},
    "packages.halted": {"name"},
    "packages.busy": {"name"},
    "packages.unreachable": {"name"},
    "packages.refused": {"name"},
    "packages.failed": {"name", "said"},
}
_KEYS = {
    End.HALTED: "packages.halted",
    End.BUSY: "packages.busy",
    End.UNREACHABLE: "packages.unreachable",
    End.REFUSED: "packages.refused",
    End.FAILED: "packages.failed",
}
_CODES = {End.HALTED: "halted", End.BUSY: "packages-busy", End.UNREACHABLE: "no-network", End.REFUSED: "no-permission"}
_FORESEEN = {"name", "version", "others", "first", "more_count", "removes", "download_bytes"}


class PackageChangeActions:
    """Changes what is installed."""

    def __init__(self, source: PackageSource) -> None:
        self._source = source

    # -------------------------------------------------------------------------------------------------------- install

    async def _foresee_install(self, package: PackageName) -> Prospect:
        found = await self._known(package)
        if found.installed and found.installed == found.candidate:
            facts: Facts = {"name": found.name, "version": found.installed}
            raise ActionFailedError("packages.install.already", code="nothing-to-do", facts=facts)
        changes = await self._simulated(Order.INSTALL, (found.name,))
        undo: Facts | None = None
        # What is there already, or kept its settings, would not come back as it was.
        if not changes.upgrades and not changes.removes and not await self._keep_settings(changes.installs):
            undo = {"installed": list(changes.installs)}
        facts = {"is_update": bool(found.installed)}
        return _prospect(found.name, changes, facts, undo)

    async def _undo_install(self, deed: Deed, work: Work) -> bool:
        names = cast(Sequence[str], (deed.undo or {})["installed"])
        there = [name for name in names if (await run_sync(self._source.package, name)).installed]
        if there:
            await self._carry_out(Order.PURGE, there, deed.facts["name"], work)
        return not any([(await run_sync(self._source.package, name)).installed for name in names])

    async def _review_install(self, deed: Deed) -> Sequence[Obstacle]:
        names = cast(Sequence[str], (deed.undo or {})["installed"])
        changes = await run_sync(self._source.simulate, Order.PURGE, names)
        others = [name for name in changes.removes if name not in names]
        # Something that was installed since needs what would go.
        return tuple(Obstacle("changed-since", name) for name in others)

    @action(
        "packages.install",
        capabilities={"packages.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.install.done": {"name", "version", "count", "is_update"},
            "packages.install.already": {"name", "version"},
            "packages.unknown": {"name"},
            "packages.kept": {"name", "kept"},
            **_ENDS,
        },
        errors=ERRORS,
        effects=_foresee_install,
        foresees={*_FORESEEN, "is_update"},
        undo=_undo_install,
        undo_review=_review_install,
    )
    async def install(self, work: Work, package: PackageName) -> Outcome:
        """Install a package, or update it."""
        changes = cast(Changes, work.prospect.resolved)
        name = str(work.prospect.facts["name"])
        await self._carry_out(Order.INSTALL, (name,), name, work)
        facts: Facts = {**work.prospect.facts, "count": len(changes.installs) + len(changes.upgrades)}
        return Outcome("packages.install.done", facts, ("packages were installed",), self._check(changes))

    # --------------------------------------------------------------------------------------------------------- remove

    async def _foresee_remove(self, package: PackageName) -> Prospect:
        found = await self._known(package)
        if not found.installed:
            raise ActionFailedError("packages.remove.absent", code="nothing-to-do", facts={"name": found.name})
        return _prospect(found.name, await self._simulated(Order.REMOVE, (found.name,)), {}, None)

    @action(
        "packages.remove",
        capabilities={"packages.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.remove.done": {"name", "count"},
            "packages.remove.absent": {"name"},
            "packages.unknown": {"name"},
            "packages.kept": {"name", "kept"},
            **_ENDS,
        },
        errors=ERRORS,
        effects=_foresee_remove,
        foresees=_FORESEEN,
    )
    async def remove(self, work: Work, package: PackageName) -> Outcome:
        """Remove a package; its settings stay."""
        changes = cast(Changes, work.prospect.resolved)
        name = str(work.prospect.facts["name"])
        await self._carry_out(Order.REMOVE, (name,), name, work)
        facts: Facts = {"name": name, "count": len(changes.removes)}
        return Outcome("packages.remove.done", facts, ("packages were removed",), self._check(changes))

    # -------------------------------------------------------------------------------------------------------- upgrade

    async def _foresee_upgrade(self) -> Prospect:
        changes = await self._simulated(Order.UPGRADE, ())
        if not changes.upgrades:
            raise ActionFailedError("packages.upgrade.nothing", code="nothing-to-do")
        facts: Facts = {"count": len(changes.upgrades), "security_count": len(changes.security)}
        return _prospect("", changes, facts, None)

    @action(
        "packages.upgrade",
        capabilities={"packages.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={
            "packages.upgrade.done": {"count"},
            "packages.upgrade.nothing": (),
            "packages.kept": {"name", "kept"},
            **_ENDS,
        },
        errors=ERRORS,
        effects=_foresee_upgrade,
        foresees={"count", "security_count", "first", "more_count", "download_bytes"},
    )
    async def upgrade(self, work: Work) -> Outcome:
        """Install all updates that remove nothing."""
        changes = cast(Changes, work.prospect.resolved)
        await self._carry_out(Order.UPGRADE, (), "", work)
        facts: Facts = {"count": len(changes.upgrades)}
        return Outcome("packages.upgrade.done", facts, ("packages were updated",), self._check(changes))

    # -------------------------------------------------------------------------------------------------------- refresh

    async def _foresee_refresh(self) -> Prospect:
        await self._require_rights(Order.REFRESH, ())
        return Prospect(Effects(uses_network=True))

    @action(
        "packages.refresh",
        capabilities={"packages.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=600.0,
        messages={"packages.refresh.done": (), **_ENDS},
        errors=ERRORS,
        effects=_foresee_refresh,
    )
    async def refresh(self, work: Work) -> Outcome:
        """Fetch the lists of packages anew."""
        before_s = await run_sync(self._source.lists_age_s)
        await self._carry_out(Order.REFRESH, (), "", work)

        async def check() -> bool:
            after_s = await run_sync(self._source.lists_age_s)
            return after_s is not None and (before_s is None or after_s <= before_s)

        return Outcome("packages.refresh.done", {}, ("the lists of packages were fetched",), check)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _known(self, words: str) -> Package:
        found = await find_package(self._source, words)
        if found is None:
            raise ActionFailedError("packages.unknown", code="package-unknown", facts={"name": words})
        return found

    async def _simulated(self, order: Order, names: Sequence[str]) -> Changes:
        """Return what an order would do.

        Raises:
            ActionFailedError: It is impossible, would remove what must stay, or nothing lets this user do it.
        """
        name = names[0] if names else ""
        changes = await run_sync(self._source.simulate, order, names, abandon_on_cancel=True)
        if changes.problem:
            facts: Facts = {"name": name, "said": spoken(changes.problem)}
            raise ActionFailedError("packages.impossible", code="packages-impossible", facts=facts)
        essential = await run_sync(self._source.essential, changes.removes, abandon_on_cancel=True)
        kept = list(dict.fromkeys([*essential, *kept_packages(changes.removes)]))
        if kept:
            facts = {"name": name, "kept": list(kept[:MOST_SPOKEN])}
            raise ActionFailedError("packages.kept", code="package-kept", facts=facts)
        if not changes.is_nothing:
            await self._require_rights(order, names)
        return changes

    async def _require_rights(self, order: Order, names: Sequence[str]) -> None:
        if not await run_sync(self._source.may_change, abandon_on_cancel=True):
            facts: Facts = {"name": names[0] if names else "", "line": self._source.line(order, names)}
            raise ActionFailedError("packages.no_rights", code="no-permission", facts=facts)

    async def _keep_settings(self, names: Sequence[str]) -> bool:
        return any([(await run_sync(self._source.package, name)).keeps_settings for name in names])

    async def _carry_out(self, order: Order, names: Sequence[str], name: object, work: Work) -> None:
        run = partial(self._source.run, order, names, work.progress, work.is_halted)
        ran: Ran = await run_sync(run)
        if ran.end is not End.DONE:
            facts: Facts = {"name": str(name), "said": spoken(ran.said)}
            code = _CODES.get(ran.end, "packages-failed")
            # Only a run that failed may have touched a package.
            raise ActionFailedError(_KEYS[ran.end], code=code, facts=facts, is_partial=ran.end is End.FAILED)

    def _check(self, changes: Changes) -> Check:
        async def check() -> bool:
            wanted = {**dict(changes.versions), **dict.fromkeys(changes.removes, "")}
            for name, version in wanted.items():
                if (await run_sync(self._source.package, name)).installed != version:
                    return False
            return True

        return check


def _prospect(name: str, changes: Changes, facts: Facts, undo: Facts | None) -> Prospect:
    gained = [*changes.installs, *changes.upgrades]
    others = [each for each in (*gained, *changes.removes) if each != name]
    removes: JsonValue = [each for each in changes.removes if each != name][:MOST_LISTED]
    listed: JsonValue = others[:MOST_LISTED]
    first: JsonValue = others[:MOST_SPOKEN]
    effects = Effects(
        uses_network=bool(gained),
        # What goes along was not asked for by name.
        is_final=bool(removes),
        wants_preview=True,
        fingerprint=changes.fingerprint,
    )
    own: Facts = {
        "name": name,
        "version": dict(changes.versions).get(name, ""),
        "others": listed,
        "first": first,
        "more_count": max(0, len(others) - MOST_SPOKEN),
        "removes": removes,
        "download_bytes": changes.download_bytes,
    }
    return Prospect(effects, {**own, **facts}, undo, changes)
