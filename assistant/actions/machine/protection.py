"""Which services and packages the machine and the session stand on; read from `protected.toml`."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("protected.toml")


def is_service_kept(name: str) -> bool:
    """Return whether a service, named without its ending, is never to be stopped."""
    return _is_any(name, _listed()["services"]["never"])


def is_service_connecting(name: str) -> bool:
    """Return whether a user may be cut off when this service stops."""
    return _is_any(name, _listed()["services"]["connecting"])


def kept_packages(names: Iterable[str]) -> list[str]:
    """Return those of the packages that are never to be removed."""
    return [name for name in names if _is_any(name, _listed()["packages"]["never"])]


def _is_any(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def _listed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(_FILE.read_text("utf-8"))
