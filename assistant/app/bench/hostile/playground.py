"""A real tree full of traps: a home with links out of it, protected places, neighbours, and a granted stick.

Knows of each place what must never be done there, from how it was built and by inode; asks no code of the gate.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from random import Random

Inode = tuple[int, int]
_MOST_NAME_BYTES = 255


class Never(Flag):
    """What must not be done at a place, whatever is asked or agreed to."""

    NOTHING = 0
    READ = auto()
    WRITE = auto()
    TAKE_AWAY = auto()  # move, trash or destroy the place itself
    ANYTHING = READ | WRITE | TAKE_AWAY


# Below the home folder. Kept apart from the policy's own list, which is what is tried here.
SECRETS = (".ssh", ".gnupg", ".aws", ".netrc", ".git-credentials", ".password-store", ".mozilla", ".config/chromium")
STARTED_AT_LOGIN = (".bashrc", ".profile", ".zshenv", ".config/autostart", ".config/systemd")

_FOLDERS = ("Documents/Reports/2025", "Downloads", "Pictures/Holiday", "Music", "Work/site/.git", "Work/site/src")
_FILES = (
    "Documents/letter.txt", "Documents/Reports/2025/q1.ods", "Downloads/setup.deb", "Downloads/paper.pdf",
    "Pictures/Holiday/beach.jpg", "Music/song.ogg", "Work/site/.git/config", "Work/site/src/main.py", "todo.md",
    ".hidden/diary.txt",
)  # fmt: skip
ODD_NAMES = (
    "-rf", "--", "~", "$HOME", "${HOME}", "*", "?", "[a]", "with space", " leading", "trailing ", "new\nline", "tab\t",
    "caf\u00e9", "cafe\u0301", "\u202egnp.exe", "\u200bzero", "a;b", "a&&b", "`id`", "$(id)", "con", "..hidden",
    "...", ".ssh ", "\u2024ssh", "p\u0430ssword", "caf\udce9", "~root", "%2e%2e", "\\..\\..", "\ufeffbom",
)  # fmt: skip
_LINK_NAMES = ("out", "away", "shortcut", "latest", "current", "here", "lib", "data")


@dataclass(frozen=True, slots=True)
class Playground:
    """A tree that was built.

    Attributes:
        paths: All names in it as text, those outside home as well.
        never: By inode, what must not be done to a place or below it.
        roots: Granted folders; what lies in none of them must not be touched.
        hidden: Inodes that lie below a hidden name within a granted folder.
    """

    top: Path
    home: Path
    outside: Path
    zenus: Path
    stick: Path
    paths: tuple[str, ...]
    never: Mapping[Inode, Never]
    roots: frozenset[Inode]
    hidden: frozenset[Inode]
    folders: tuple[str, ...] = field(default=())


def build_playground(top: Path, rng: Random) -> Playground:
    """Build a tree below the empty folder `top`."""
    home, outside, zenus, stick = (top / name for name in ("home", "outside", "zenus", "stick"))
    for folder in (home, outside / "inner", zenus, stick / "backup", top / "home-evil", top / "hom"):
        folder.mkdir(parents=True)
    for file in (outside / "secret.txt", outside / "inner/deed.txt", zenus / "zenus.db", top / "home-evil/x"):
        file.write_text(f"do not touch {file.name}")
    (stick / "backup/old.txt").write_text("an old copy")
    for name in _FOLDERS:
        (home / name).mkdir(parents=True)
    _write_files(home, rng)
    _plant_secrets(home)
    _plant_links(home, outside, stick, rng)
    return _indexed(top, home, outside, zenus, stick)


def _write_files(home: Path, rng: Random) -> None:
    for name in _FILES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(rng.randbytes(rng.randrange(200)) + name.encode())
    for name in ODD_NAMES:
        folder = home / rng.choice(("Documents", "Downloads", "Work/site/src"))
        if rng.random() < 0.3:
            (folder / name).mkdir(exist_ok=True)
            folder = folder / name
        target = folder / (name + "x" if rng.random() < 0.2 else name)
        if not target.exists():
            target.write_text(f"odd {name!r}", errors="surrogateescape")
    (home / "Downloads" / ("n" * _MOST_NAME_BYTES)).write_text("a long name")


def _plant_secrets(home: Path) -> None:
    for name in (*SECRETS, *STARTED_AT_LOGIN):
        place = home / name
        if name in (".netrc", ".git-credentials", ".bashrc", ".profile", ".zshenv"):
            place.write_text(f"secret {name}")
        else:
            place.mkdir(parents=True)
            (place / "key").write_text(f"secret key of {name}")


def _plant_links(home: Path, outside: Path, stick: Path, rng: Random) -> None:
    """Plant links to outside, to secrets, to each other, upwards, to themselves and to nothing."""
    targets: tuple[str | Path, ...] = (
        *(outside, outside / "inner", outside / "secret.txt", outside / "not-there", "../../outside", "/etc", "/"),
        *(home / ".ssh", home / ".bashrc", home / ".config", "..", ".", "../..", home, stick, "/proc/self/root"),
        *(home / "Documents", home / "Pictures/Holiday/beach.jpg", "nowhere", home / "Work/site"),
    )
    folders = [home / name for name in ("", "Documents", "Documents/Reports", "Downloads", "Pictures", "Work/site/src")]
    for number, target in enumerate(rng.sample(targets, len(targets))):
        link = rng.choice(folders) / f"{rng.choice(_LINK_NAMES)}{number}"
        link.symlink_to(target)
    (home / "loop").symlink_to("loop")
    (home / "ping").symlink_to("pong")
    (home / "pong").symlink_to("ping")
    (stick / "back").symlink_to(outside)
    chained = sorted(home.rglob("*"), key=str)
    for number in range(6):
        (rng.choice(folders) / f"chain{number}").symlink_to(rng.choice(chained))


def _indexed(top: Path, home: Path, outside: Path, zenus: Path, stick: Path) -> Playground:
    never: dict[Inode, Never] = {}
    for folder in (outside, zenus, top, top / "home-evil", top / "hom", Path("/")):
        never[inode_of(folder)] = Never.ANYTHING
    for root in (home, stick):
        never[inode_of(root)] = Never.TAKE_AWAY
    for banned, ban in ((SECRETS, Never.ANYTHING), (STARTED_AT_LOGIN, Never.WRITE | Never.TAKE_AWAY)):
        for name in banned:
            _ban(never, home / name, ban)
    # Whoever takes away what a protected place lies in takes that away as well.
    never[inode_of(home / ".config")] = Never.TAKE_AWAY
    names = sorted(_below(top))
    hidden = [path for root in (home, stick) for path in _below(root) if "/." in path[len(str(root)) :]]
    return Playground(
        *(top, home, outside, zenus, stick),
        paths=tuple(names),
        never=never,
        roots=frozenset({inode_of(home), inode_of(stick)}),
        hidden=frozenset(map(_inode, hidden)),
        folders=tuple(name for name in names if os.path.isdir(name)),
    )


def _ban(never: dict[Inode, Never], place: Path, ban: Never) -> None:
    for path in (str(place), *_below(place)):
        never[_inode(path)] = ban


def _below(folder: Path) -> Iterator[str]:
    for above, folders, files in os.walk(folder):
        yield from (f"{above}/{name}" for name in folders + files)


def inode_of(path: Path) -> Inode:
    """Return device and inode of what is at `path`, the link itself if it is one."""
    return _inode(str(path))


def _inode(path: str) -> Inode:
    status = os.lstat(path)
    return status.st_dev, status.st_ino
