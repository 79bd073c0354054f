"""Makes the policy from a profile, which is data, and from what the user has set."""

import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Literal, TypeAlias

from assistant.kernel.effects import Access
from assistant.safety.policy import PathRule, Policy, Ruling

FOLDER = Path(__file__).with_name("profiles")
ProfileName: TypeAlias = Literal["careful", "standard", "trusting"]
_OWN_FOLDERS = "{zenus}"
_Names = Collection[str]


@dataclass(frozen=True, slots=True)
class Grants:
    """What the user has set: capabilities by what happens when an action needs them, and paths by what is done there.

    A capability that the user lists is taken out of the profile's lists; one that is listed twice counts as the
    stricter. Paths come as (path, allow, ask, deny), each of the three a collection of accesses or groups of them.
    """

    allow: _Names = ()
    ask: _Names = ()
    deny: _Names = ()
    paths: Sequence[tuple[str, _Names, _Names, _Names]] = ()


def build_policy(profile: ProfileName, grants: Grants, home: Path, own_folders: Sequence[Path]) -> Policy:
    """Return the policy of one user on this machine; real paths are looked up here."""
    data = _profile(profile)
    named = {*grants.allow, *grants.ask, *grants.deny}
    return Policy(
        allow=frozenset(grants.allow) | (frozenset(data.allow) - named),
        ask=frozenset(grants.ask) | (frozenset(data.ask) - named),
        deny=frozenset(grants.deny) | (frozenset(data.deny) - named),
        paths=_rules(grants, home, own_folders),
        hidden=Ruling[data.hidden.upper()],
        network=frozenset(data.network),
        ask_above=data.ask_above,
        per_minute=data.per_minute,
    )


@dataclass(frozen=True, slots=True)
class _Profile:
    allow: tuple[str, ...]
    ask: tuple[str, ...]
    deny: tuple[str, ...]
    hidden: str
    network: tuple[str, ...]
    ask_above: Mapping[Access, int]
    per_minute: Mapping[str, int]


@cache
def _profile(name: ProfileName) -> _Profile:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return _Profile(
        tuple(data["allow"]),
        tuple(data["ask"]),
        tuple(data["deny"]),
        data["hidden"],
        tuple(data["network"]),
        {Access(access): limit for access, limit in data["ask_above"].items()},
        data["per_minute"],
    )


@cache
def _shipped_paths() -> tuple[Mapping[str, Sequence[str]], Sequence[Mapping[str, Sequence[str]]]]:
    data = tomllib.loads((FOLDER / "paths.toml").read_text("utf-8"))
    return data["groups"], data["rules"]


def _rules(grants: Grants, home: Path, own_folders: Sequence[Path]) -> tuple[PathRule, ...]:
    groups, shipped = _shipped_paths()
    rows = [(str(row["path"]), row.get("allow", ()), row.get("ask", ()), row.get("deny", ())) for row in shipped]
    rules = []
    for path, allow, ask, deny in [*rows, *grants.paths]:
        accesses = [_accesses(names, groups) for names in (allow, ask, deny)]
        places = [str(folder) for folder in own_folders] if path == _OWN_FOLDERS else [_at_home(path, home)]
        for place in places:
            rules.append(PathRule(os.path.realpath(place), *accesses))
            rules += [PathRule(spelling, deny=accesses[2]) for spelling in _spellings(place) if accesses[2]]
    return tuple(rules)


def _spellings(place: str) -> Collection[str]:
    """Return the paths that lead to a place through links; whoever could move a link there could put another there."""
    parts = PurePath(place).parts
    beginnings = [(PurePath(*parts[:count]), parts[count:]) for count in range(1, len(parts))]
    found = {os.path.join(os.path.realpath(beginning), *rest) for beginning, rest in beginnings}  # noqa: PTH118
    return found - {os.path.realpath(place)}


def _at_home(path: str, home: Path) -> str:
    return str(home) + path[1:] if path == "~" or path.startswith("~/") else path


def _accesses(names: _Names, groups: Mapping[str, Sequence[str]]) -> frozenset[Access]:
    return frozenset(Access(access) for name in names for access in groups.get(name, [name]))
