"""The policy: what is allowed, asked about or denied, as plain values, and how one path or capability is judged by it.

Deny wins over ask, ask over allow, and what nothing allows is denied. Paths are compared as real paths, part by part.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from assistant.kernel.effects import Access


class Ruling(IntEnum):
    """From harmless to final, so that the strictest of several is their maximum."""

    ALLOW = 0
    ASK = 1
    DENY = 2


@dataclass(frozen=True, slots=True)
class PathRule:
    """What may be done to a path and everything below it.

    Attributes:
        path: Absolute real path.
    """

    path: str
    allow: frozenset[Access] = frozenset()
    ask: frozenset[Access] = frozenset()
    deny: frozenset[Access] = frozenset()
    _within: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_within", self.path.rstrip("/") + "/")

    def holds(self, path: str) -> bool:
        """Return whether `path` is this rule's path or lies below it."""
        return path.startswith(self._within) or path == self.path

    def lies_in(self, path: str) -> bool:
        """Return whether this rule's path lies below `path`."""
        return self.path.startswith(path.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the gate goes by.

    Attributes:
        allow, ask, deny: Capabilities.
        paths: Rules for paths; the longest that allows or asks decides, any that denies denies.
        hidden: Ruling for changing what lies in a hidden file or folder, below the path that is allowed.
        network: Capabilities that may send something to another machine without a question.
        ask_above: How many files may be touched in a way before it is asked about.
        per_minute: How many deeds a capability may do within a minute.
    """

    allow: frozenset[str]
    ask: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    paths: tuple[PathRule, ...] = ()
    hidden: Ruling = Ruling.ASK
    network: frozenset[str] = frozenset()
    ask_above: Mapping[Access, int] = field(default_factory=dict)
    per_minute: Mapping[str, int] = field(default_factory=dict)
    _named: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every path that a rule is about, or that lies above one.
        named = {part for rule in self.paths for part in _with_folders_above(rule.path)}
        object.__setattr__(self, "_named", frozenset(named))

    def of_capability(self, capability: str) -> Ruling:
        """Return the ruling for one capability."""
        if capability in self.deny:
            return Ruling.DENY
        if capability in self.ask:
            return Ruling.ASK
        return Ruling.ALLOW if capability in self.allow else Ruling.DENY

    def of_paths(self, touched: Iterable[tuple[Access, str]]) -> Iterator[Ruling]:
        """Yield the ruling for each (access, real path), quickly also where a folder holds very many of them.

        Whatever no rule is about, and holds nothing that one is about, is ruled like everything else in its folder.
        """
        rulings: dict[tuple[Access, str, bool], Ruling] = {}
        for access, path in touched:
            folder, _, name = path.rpartition("/")
            if not folder or path in self._named:
                yield self.of_path(access, path)
                continue
            key = (access, folder, name.startswith("."))
            if key not in rulings:
                rulings[key] = self.of_path(access, path)
            yield rulings[key]

    def of_path(self, access: Access, path: str) -> Ruling:
        """Return the ruling for touching one real path, and with a folder all that lies in it."""
        if any(access in rule.deny and (rule.holds(path) or rule.lies_in(path)) for rule in self.paths):
            return Ruling.DENY
        rules = [rule for rule in self.paths if rule.holds(path) and access in rule.allow | rule.ask]
        if not rules:
            return Ruling.DENY
        nearest = max((rule.path for rule in rules), key=len)
        if path == nearest and access is not Access.READ:
            return Ruling.DENY  # The folder that is granted is itself not to be moved, replaced or removed.
        if any(access in rule.ask and (rule.path == nearest or rule.lies_in(path)) for rule in self.paths):
            return Ruling.ASK
        if access is not Access.READ and "/." in path[len(nearest.rstrip("/")) :]:
            return self.hidden
        return Ruling.ALLOW


def _with_folders_above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
