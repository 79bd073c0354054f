"""What a manager of the system's packages tells and does: the port behind which each of them may stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Order(StrEnum):
    """What can be done with packages. `PURGE` removes their settings as well."""

    INSTALL = "install"
    REMOVE = "remove"
    PURGE = "purge"
    UPGRADE = "upgrade"
    REFRESH = "update"


@dataclass(frozen=True, slots=True)
class Package:
    """A package.

    Attributes:
        installed: Its version here; empty if it is not installed.
        candidate: The version that would be installed; empty if there is none.
        keeps_settings: It was removed, and its settings were not.
    """

    name: str
    installed: str = ""
    candidate: str = ""
    keeps_settings: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A package as a search found it."""

    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What an order would do, from a run that is only simulated.

    Attributes:
        installs, upgrades, removes: Names of packages; no package is in two of them.
        versions: The version that each will have.
        security: Those of the upgrades that close holes.
        download_bytes: What would be fetched.
        problem: Why the order cannot be carried out, in the manager's own words; empty if it can.
    """

    installs: tuple[str, ...] = ()
    upgrades: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    security: tuple[str, ...] = ()
    download_bytes: int = 0
    problem: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it would be already."""
        return not (self.installs or self.upgrades or self.removes)

    @property
    def fingerprint(self) -> str:
        """Changes when any package or version does."""
        return ";".join((*(f"{name}={version}" for name, version in self.versions), "-", *self.removes))


class End(StrEnum):
    """How a run ended. `HALTED`: before any package was touched."""

    DONE = "done"
    FAILED = "failed"
    HALTED = "halted"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended, and what the manager said last of why; its words are not ours."""

    end: End
    said: str = ""


class PackageSource(Protocol):
    """A manager of packages. Blocking; every method raises `ActionError` `no-apt` where there is none."""

    def resolve(self, words: str) -> str:
        """Return the name of the package that is called so, however it is spelled; empty if there is none."""
        ...

    def package(self, name: str) -> Package:
        """Return a package."""
        ...

    def search(self, words: Sequence[str]) -> list[Found]:
        """Return the packages that have to do with all words, the likeliest first."""
        ...

    def simulate(self, order: Order, names: Sequence[str] = ()) -> Changes:
        """Return what an order would do."""
        ...

    def essential(self, names: Sequence[str]) -> list[str]:
        """Return those of the packages that the distribution calls essential."""
        ...

    def lists_age_s(self) -> float | None:
        """Return how old the lists of packages are; None if nothing tells."""
        ...

    def may_change(self) -> bool:
        """Return whether this user may change packages here, perhaps after typing a password."""
        ...

    def line(self, order: Order, names: Sequence[str] = ()) -> str:
        """Return what somebody would type for an order."""
        ...

    def run(
        self,
        order: Order,
        names: Sequence[str],
        progress: Callable[[int, int], None],
        is_halted: Callable[[], bool],
    ) -> Ran:
        """Carry an order out; it cannot be stopped any more once packages are being touched."""
        ...
