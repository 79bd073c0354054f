"""Chooses what to do next in a world, from what is there now."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import cast

from assistant.app.bench.crashing.world import World
from assistant.kernel.types import Facts, JsonValue, Step

_WORDS = ("milk", "eggs", "\u00fcber", "line\n", "")
_LONG_TEXT = 300_000
_SYSTEM = ".local"  # Nobody works in the trash by hand.
_NOTE_ENDING = ".trashinfo"


def random_step(rng: Random, world: World) -> Step:
    """Return a file deed that may or may not be possible."""
    return rng.choice(_CHOICES)(_Around(rng, world))


def target_of(step: Step) -> Path | None:
    """Return the path that a step names; None if it names none."""
    what = cast(Facts, step.args.get("what") or {})
    path = str(what.get("name") or what.get("folder") or step.args.get("folder") or "")
    return Path(path) if path.startswith("/") else None


class _Around:
    """What is there to choose from."""

    def __init__(self, rng: Random, world: World) -> None:
        self.rng = rng
        self.home = str(world.home)
        self._trash = world.home / ".local/share/Trash/info"
        self._things: list[str] = []
        self._folders = [str(top) for top in world.tops]
        for top in map(str, world.tops):
            for above, folders, files in os.walk(top):
                folders[:] = [name for name in folders if name != _SYSTEM]
                here = [f"{above}/{name}" for name in sorted(folders + files)]
                self._things += here
                self._folders += [path for path in here if os.path.isdir(path) and not os.path.islink(path)]

    def thing(self, ending: str = "", within: str = "") -> str:
        fitting = [path for path in self._things if path.endswith(ending) and path.startswith(within)]
        return self.rng.choice(fitting or self._things or self._folders)

    def folder(self) -> str:
        return self.rng.choice(self._folders)

    def trashed(self) -> str:
        notes = sorted(os.listdir(self._trash)) if self._trash.is_dir() else []
        return self.rng.choice(notes).removesuffix(_NOTE_ENDING) if notes else ""

    def name(self) -> str:
        return f"{self.rng.choice(('new', 'résumé', 'a b'))}{self.rng.randrange(1000)}"

    def text(self) -> str:
        if self.rng.random() < 0.03:
            return "z" * _LONG_TEXT
        return " ".join(self.rng.choice(_WORDS) for _ in range(self.rng.randrange(30)))

    def selection(self, within: str = "") -> Facts:
        """One thing by its path, or all of a folder."""
        if self.rng.random() < 0.2:
            folders = [folder for folder in self._folders if folder.startswith(within)]
            return {"folder": self.rng.choice(folders), "every": True, "kind": self.rng.choice(("any", "file"))}
        return {"name": self.thing(within=within)}


def _step(action: str, **args: JsonValue) -> Step:
    return Step(action, args)


def _rename(around: _Around) -> Step:
    return _step("files.rename", what={"name": around.thing()}, name=around.name())


def _move(around: _Around) -> Step:
    return _step("files.move", what=around.selection(), to=around.folder())


def _copy(around: _Around) -> Step:
    return _step("files.copy", what=around.selection(), to=around.folder())


def _create(around: _Around) -> Step:
    return _step("files.create", name=around.name(), folder=around.folder(), text=around.text())


def _create_folder(around: _Around) -> Step:
    return _step("folders.create", name=around.name(), folder=around.folder())


def _write(around: _Around) -> Step:
    action = around.rng.choice(("files.write", "files.append"))
    return _step(action, what={"name": around.thing()}, text=around.text())


def _trash(around: _Around) -> Step:
    # A disk of its own has its trash at its top, which is not ours to fill.
    return _step("files.trash", what=around.selection(within=around.home))


def _restore(around: _Around) -> Step:
    return _step("files.restore", name=around.trashed())


def _organise(around: _Around) -> Step:
    return _step("files.organise", folder=around.folder(), by=around.rng.choice(("kind", "month", "year")))


def _zip(around: _Around) -> Step:
    return _step("files.zip", what=around.selection(), name=around.name())


def _unzip(around: _Around) -> Step:
    return _step("files.unzip", what={"name": around.thing(".zip")}, to=around.folder())


_CHOICES: Sequence[Callable[[_Around], Step]] = (
    *(_rename, _rename, _move, _move, _move, _copy, _copy, _create, _create_folder),
    *(_write, _write, _write, _trash, _trash, _restore, _organise, _zip, _unzip),
)
