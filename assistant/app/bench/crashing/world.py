"""The world of one sequence: a home and a stick on another disk, full of whatever file systems can hold."""

import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

_NAMES = (
    "letter",
    "r\u00e9sum\u00e9",
    "photo 1",
    "data",
    "Makefile",
    "a.b.c",
    "-x",
    "new\nline",
    "caf\udce9",
    "song",
    "log",
)
_ENDS = (".txt", ".jpg", ".pdf", "", ".tar.gz", ".md")
_MODES = (0o644, 0o600, 0o755, 0o400, 0o666, 0o4755)
_FOLDER_MODES = (0o755, 0o700, 0o775, 0o1777)
_SIZES = (0, 1, 17, 1_000, 4_096, 70_000)
_BIG_BYTES = 3 << 20


@dataclass(frozen=True, slots=True)
class World:
    """Folders of one sequence.

    Attributes:
        state: Where Zenus keeps its own: journal, saved originals.
    """

    home: Path
    stick: Path
    state: Path

    @property
    def tops(self) -> tuple[Path, Path]:
        """What must be as it was in the end."""
        return self.home, self.stick


def build_world(rng: Random, root: Path, stick_root: Path) -> World:
    """Build a world in two folders that do not exist; they may lie on different file systems."""
    world = World(root / "home", stick_root / "stick", root / "zenus")
    world.state.mkdir(parents=True, mode=0o700)
    for top, folders, files in ((world.home, 5, 14), (world.stick, 2, 4)):
        top.mkdir(parents=True)
        _fill(rng, top, folders, files)
    if rng.random() < 0.5:
        (world.home / ".local/share/Trash").mkdir(parents=True, mode=0o700)
    _settle(rng, world)
    return world


def _fill(rng: Random, top: Path, folder_count: int, file_count: int) -> None:
    folders = [top]
    for number in range(rng.randint(1, folder_count)):
        folder = rng.choice(folders) / f"{rng.choice(('Documents', 'Pictures', 'Work', 'old stuff'))}{number}"
        folder.mkdir()
        folders.append(folder)
    for number in range(rng.randint(1, file_count)):
        folder = rng.choice(folders)
        _make(rng, folder / f"{rng.choice(_NAMES)}{number}{rng.choice(_ENDS)}")


def _make(rng: Random, path: Path) -> None:
    chance = rng.random()
    neighbours = sorted(each for each in path.parent.iterdir() if each.is_file() and not each.is_symlink())
    if chance < 0.08:
        path.symlink_to(rng.choice(("nowhere", "..", "/etc/hostname", *(each.name for each in neighbours))))
    elif chance < 0.14 and neighbours:
        os.link(rng.choice(neighbours), path)
    elif chance < 0.17:
        os.mkfifo(path)
    elif chance < 0.21:
        with path.open("wb") as file:
            file.seek(rng.choice((5_000, 200_000)))
            file.write(b"after a hole")
    else:
        size = _BIG_BYTES if chance > 0.99 else rng.choice(_SIZES)
        path.write_bytes(rng.randbytes(min(size, 70_000)) * max(1, size // 70_000))
        if rng.random() < 0.25:
            os.setxattr(path, "user.comment", rng.randbytes(rng.randint(0, 40)))


def _settle(rng: Random, world: World) -> None:
    """Give everything a mode and a time of its own, the folders last: filling them changes theirs."""
    for top in world.tops:
        for path in [*sorted(top.rglob("*"), reverse=True), top]:
            if path.is_symlink():
                continue
            if path != top and rng.random() < 0.5:
                path.chmod(rng.choice(_FOLDER_MODES if path.is_dir() else _MODES))
            if path.is_dir() and rng.random() < 0.2:
                os.setxattr(path, "user.colour", b"blue")
            seconds = rng.randrange(10**9, 17 * 10**8)
            os.utime(path, ns=(seconds * 10**9, seconds * 10**9 + rng.randrange(10**9)))
