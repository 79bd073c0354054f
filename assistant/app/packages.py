"""Packages of actions that are installed beside Zenus: found, checked, and left out if anything about them is wrong.

A package adds and never takes: its actions have a domain of their own, its sentences are read after Zenus's, and its
words stand beside Zenus's. One that cannot be used is told about once and changes nothing.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from assistant.actions.outcome import failure_key
from assistant.actions.package import ActionPackage
from assistant.actions.registry import COMMON_ERRORS, Registry
from assistant.app.package_discovery import package_entry_points
from assistant.kernel.capabilities import CAPABILITIES
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ConfigError, ZenusError
from assistant.kernel.ports import NameSource
from assistant.kernel.types import Risk

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from pathlib import Path

    from assistant.dialog.replies.additions import Additions, Needs
    from assistant.understanding.packaged import PackageGrammar

# Steps that no registry knows.
_RESERVED = frozenset({"dialog", "follow"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A package that was left out, and why, as a sentence."""

    package: str
    reason: str


@dataclass(frozen=True, slots=True)
class Host:
    """What packages come to.

    Attributes:
        languages: Languages that are understood.
        language: The language of replies.
        names: Live names by slot.
    """

    languages: Sequence[str]
    language: str
    names: Mapping[str, NameSource]
    clock: Clock


@dataclass(slots=True)
class Packages:
    """What all packages add."""

    names: list[str] = field(default_factory=list)
    grammars: "list[PackageGrammar]" = field(default_factory=list)
    additions: "list[Additions]" = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_packages(registry: Registry, host: Host) -> Packages:
    """Add the actions of every package that is in order to the registry, and return what else they bring.

    Costs about two milliseconds where there are none.
    """
    packages = Packages()
    for entry in package_entry_points():
        name = entry.dist.name if entry.dist else entry.name
        # A package is a stranger's: whatever it raises, and be it the wish to exit, must not end Zenus.
        try:
            _add(entry, registry, host, packages)
            packages.names.append(name)
        except (Exception, SystemExit) as error:  # noqa: BLE001
            packages.problems.append(Problem(name, _reason(error)))
            log.error("the package %s was left out: %s", name, type(error).__name__)
    return packages


def _add(entry: "EntryPoint", registry: Registry, host: Host, packages: Packages) -> None:
    package = _loaded(entry)
    own = Registry(*package.sources)
    _check_names(own, registry)
    grammar = _grammar(package.templates, own, host) if package.templates else None
    additions = _additions(package.replies, own, host) if package.replies else None
    registry.add(*package.sources)
    packages.grammars += [grammar] if grammar else []
    packages.additions += [additions] if additions else []


def _loaded(entry: "EntryPoint") -> ActionPackage:
    found = entry.load()
    package = found if isinstance(found, ActionPackage) else found()
    if not isinstance(package, ActionPackage):
        raise _unfit(f"{entry.value} gives no ActionPackage, but a {type(package).__name__}.")
    return package


def _check_names(own: Registry, registry: Registry) -> None:
    taken = {entry.spec.name.partition(".")[0] for entry in registry} | _RESERVED
    for entry in own:
        domain = entry.spec.name.partition(".")[0]
        if domain in taken:
            raise _unfit(f"Its action {entry.spec.name!r} is in the domain {domain!r}, which belongs to others.")


# --------------------------------------------------------------------------------------------------------- sentences


def _grammar(folder: "Path", own: Registry, host: Host) -> "PackageGrammar | None":
    from assistant.understanding.grammar import GrammarInterpreter
    from assistant.understanding.language import package_language
    from assistant.understanding.packaged import PackageGrammar, problem_with

    load = partial(package_language, folder)
    spoken = [code for code in host.languages if load(code).topics]
    if not spoken:
        return None
    actions = {entry.spec.name for entry in own}
    grammar = PackageGrammar(GrammarInterpreter(spoken, host.names, host.clock, load))
    for code in spoken:
        problem = problem_with(load(code), grammar, actions)
        if problem:
            raise _unfit(problem)
    return grammar


# -------------------------------------------------------------------------------------------------------------- words


def _additions(folder: "Path", own: Registry, host: Host) -> "Additions | None":
    from assistant.dialog.replies.additions import problem_with, read_additions
    from assistant.dialog.replies.templates import load_replies

    file = folder / f"{host.language}.yaml"
    if not file.is_file():
        return None
    additions = read_additions(file)
    problem = problem_with(additions, load_replies(host.language), _needs(own))
    if problem:
        raise _unfit(problem)
    return additions


def _needs(own: Registry) -> "Needs":
    from assistant.dialog.replies.additions import Needs

    common = {failure_key(code) for code in COMMON_ERRORS}
    specs = [entry.spec for entry in own]
    return Needs(
        messages={key: facts for key, facts in own.messages().items() if key not in common},
        deeds={entry.spec.name: entry.declaration.foresees for entry in own if entry.spec.risk is not Risk.READ_ONLY},
        capabilities=frozenset(name for spec in specs for name in spec.capabilities) - CAPABILITIES.keys(),
    )


# ------------------------------------------------------------------------------------------------------------- reasons


def _unfit(reason: str) -> ConfigError:
    return ConfigError(reason, code="package-unfit", hint="Update the package, or remove it.")


def _reason(error: BaseException) -> str:
    if isinstance(error, ZenusError):
        return error.message
    told = f"{type(error).__name__}: {error}".strip(": ")
    return f"It cannot be loaded: {told}."
