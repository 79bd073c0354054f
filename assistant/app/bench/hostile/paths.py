"""Paths that were bent: by `..`, links, doubled and trailing slashes, other spellings, variables, NUL and length."""

import os
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

from assistant.app.bench.hostile.playground import ODD_NAMES, Playground

_PLACES = ("/etc/passwd", "/", "/proc/self/cwd", "/dev/null", "/root", "/srv", "/boot", "/usr/bin/env", "/var/lib")
_CONFUSED = str.maketrans({"a": "\u0430", "e": "\u0435", "o": "\u043e", "/": "\u2215", ".": "\u2024", "s": "\u0455"})
_MARKS = ("\u202e", "\u200b", "\u200f", "\u2066", "\ufeff", "\n", "\r", "\t", "\0", "\x1b[2K", "\ud800", "\udcff")
_WILD = ("*", "?", "[a-z]*", "**", "{a,b}", "!(x)")
_BEFORE = ("~", "$HOME", "${HOME}", "~root", "%HOME%", "file://", "./", "../", "", "//", "/proc/self/root")

Bend = Callable[[Random, str], str]


class HostilePaths:
    """Bends the paths of a playground. Cheap: some microseconds a path."""

    def __init__(self, playground: Playground) -> None:
        self._home = str(playground.home)
        self._all = (*playground.paths, str(playground.home), *_PLACES)
        self._folders = playground.folders
        self._bends: Sequence[Bend] = (
            _up_and_down,
            _doubled,
            _trailed,
            _dotted,
            _marked,
            _respelt,
            _confused,
            _wild,
            self._below_another,
            self._out_again,
            self._prefixed,
            _longer,
            _cut,
            _cased,
        )

    def path(self, rng: Random) -> str:
        """Return a path: at times as it is, mostly bent once to four times."""
        path = rng.choice(self._all)
        # Half of them geometrically more: one bend finds most mistakes, several find the rest.
        while rng.random() < 0.6:
            path = rng.choice(self._bends)(rng, path)
        return path

    def _below_another(self, rng: Random, path: str) -> str:
        return f"{rng.choice(self._all)}/{path.rpartition('/')[2]}"

    def _out_again(self, rng: Random, path: str) -> str:
        folder = rng.choice(self._folders)
        way = os.path.relpath(path, folder) if path and "\0" not in path else path
        return f"{folder}/{way}"

    def _prefixed(self, rng: Random, path: str) -> str:
        before = rng.choice(_BEFORE)
        return before + (path.removeprefix(self._home) if rng.random() < 0.5 else path)


def _up_and_down(rng: Random, path: str) -> str:
    parts = path.split("/")
    place = rng.randrange(len(parts) + 1)
    up = [rng.choice((*ODD_NAMES, "x")), ".."] if rng.random() < 0.3 else [".."] * rng.randint(1, 3)
    return "/".join(parts[:place] + up + parts[place:])


def _doubled(rng: Random, path: str) -> str:
    return path.replace("/", "/" * rng.randint(2, 4), rng.randint(1, 5))


def _trailed(rng: Random, path: str) -> str:
    return path + rng.choice(("/", "//", "/.", "/./", "/..", "/../", " ", "."))


def _dotted(rng: Random, path: str) -> str:
    return path.replace("/", "/./", rng.randint(1, 3))


def _marked(rng: Random, path: str) -> str:
    place = rng.randrange(len(path) + 1)
    return path[:place] + rng.choice(_MARKS) + path[place:]


def _respelt(rng: Random, path: str) -> str:
    try:
        return unicodedata.normalize(rng.choice(("NFC", "NFD", "NFKC", "NFKD")), path)
    except UnicodeError:
        return path


def _confused(rng: Random, path: str) -> str:
    place = rng.randrange(len(path) + 1)
    return path[:place] + path[place:].translate(_CONFUSED)


def _wild(rng: Random, path: str) -> str:
    return f"{path.rpartition('/')[0]}/{rng.choice(_WILD)}"


def _longer(rng: Random, path: str) -> str:
    if rng.random() < 0.005:  # longer than the kernel takes; slow to look at, and therefore rare
        return f"{path}/{'n/' * 2_100}"
    return path + "/" + rng.choice(("n" * 256, "../" * 20 + "etc", "./" * 30))


def _cut(rng: Random, path: str) -> str:
    return path[: rng.randrange(len(path) + 1)]


def _cased(rng: Random, path: str) -> str:
    return path.upper() if rng.random() < 0.5 else path.title()
