"""Fakes and builders for the gate: a file system of words, and steps that were already foreseen."""

from collections.abc import Collection, Mapping, Sequence

from assistant.kernel.effects import NO_EFFECTS, Access, Effects, Prospect, Touch, touching
from assistant.kernel.types import ActionSpec, Facts, Risk, Step
from assistant.kernel.verdict import Foreseen


class FakeSurroundings:
    """Knows links, repositories and open files by name.

    Args:
        links: Where each linked path leads to; a path below a link is led along.
        repositories: Paths that count as version controlled.
        opened: Paths that another program has open.
    """

    def __init__(
        self,
        links: Mapping[str, str] | None = None,
        repositories: Collection[str] = (),
        opened: Collection[str] = (),
    ) -> None:
        self._links = links or {}
        self._repositories = set(repositories)
        self._opened = set(opened)

    async def real_paths(self, paths: Sequence[str], follow: Sequence[bool]) -> Sequence[str]:
        """Return each path with its links resolved; its last name stays where `follow` is false."""
        return [self._real(path, follow=is_followed) for path, is_followed in zip(paths, follow, strict=True)]

    async def version_controlled(self, paths: Sequence[str]) -> bool:
        """Return whether one of them was named as a repository."""
        return not self._repositories.isdisjoint(paths)

    async def open_elsewhere(self, paths: Sequence[str]) -> bool:
        """Return whether one of them was named as open."""
        return not self._opened.isdisjoint(paths)

    def _real(self, path: str, *, follow: bool) -> str:
        folder, _, name = path.rpartition("/")
        real = f"{self._real(folder, follow=True)}/{name}" if folder else path
        return self._links.get(real, real) if follow else real


def spec_of(name: str, *capabilities: str, risk: Risk = Risk.REVERSIBLE) -> ActionSpec:
    """Return what a catalogue would know of an action that needs these capabilities."""
    return ActionSpec(name, f"Do {name}.", frozenset(capabilities), risk, 5.0)


def foreseen(  # each names one property of the step, and all have defaults
    name: str = "files.trash",
    *capabilities: str,
    args: Facts | None = None,
    effects: Effects = NO_EFFECTS,
    undo: Facts | None = None,
    risk: Risk = Risk.REVERSIBLE,
) -> Foreseen:
    """Return a step whose targets are resolved; its facts are its arguments."""
    args = args or {}
    return Foreseen(Step(name, args), spec_of(name, *capabilities, risk=risk), Prospect(effects, args, undo))


def touched(access: Access, *paths: str, file_count: int = 0, fingerprint: str = "") -> Effects:
    """Return the effects of touching these paths in one way; as many files as paths if no count is given."""
    touches: tuple[Touch, ...] = touching(access, paths)
    return Effects(touches, file_count=file_count or len(paths), fingerprint=fingerprint)
