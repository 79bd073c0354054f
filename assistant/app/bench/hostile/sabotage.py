"""Somebody who changes the world between the question and the deed, or while the deed is done."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from assistant.actions.filesystem.syscalls import exchange
from assistant.app.bench.hostile.playground import Playground

Sabotage = Callable[[Random, Playground, Path], None]


def _moved_aside(ground: Playground, path: Path) -> None:
    """Take what is at `path` away without losing it."""
    path.rename(ground.home / "Documents" / f"aside-{os.urandom(6).hex()}")


def swap_for_link(rng: Random, ground: Playground, path: Path) -> None:
    """Put a link in its place, to something that must not be touched."""
    _moved_aside(ground, path)
    path.symlink_to(rng.choice((ground.outside / "secret.txt", ground.outside / "inner", ground.home / ".ssh/key")))


def swap_for_hard_link(_rng: Random, ground: Playground, path: Path) -> None:
    """Put another name of a file outside in its place."""
    _moved_aside(ground, path)
    path.hardlink_to(ground.outside / "secret.txt")


def swap_folder_for_link(rng: Random, ground: Playground, path: Path) -> None:
    """Put a link in the place of the folder that it lies in."""
    if is_inside(ground, path.parent) and "/." not in str(path.parent):
        _moved_aside(ground, path.parent)
        path.parent.symlink_to(rng.choice((ground.outside / "inner", ground.outside, ground.home / ".ssh")))


def rewrite(_rng: Random, _ground: Playground, path: Path) -> None:
    """Change what the file holds."""
    if path.is_file() and not path.is_symlink():
        with path.open("ab") as file:
            file.write(b"changed since")


def swap_for_folder(_rng: Random, ground: Playground, path: Path) -> None:
    """Put a folder with something in it in its place."""
    _moved_aside(ground, path)
    path.mkdir()
    (path / "precious.txt").write_text("precious")


def swap_for_pipe(_rng: Random, ground: Playground, path: Path) -> None:
    """Put a pipe in its place, which lets whoever opens it wait for ever."""
    _moved_aside(ground, path)
    os.mkfifo(path)


def take_away(_rng: Random, ground: Playground, path: Path) -> None:
    """Take it away."""
    _moved_aside(ground, path)


def leave(_rng: Random, _ground: Playground, _path: Path) -> None:
    """Do nothing."""


SABOTAGES: Sequence[Sabotage] = (
    swap_for_link,
    swap_for_link,
    swap_for_hard_link,
    swap_folder_for_link,
    swap_folder_for_link,
    rewrite,
    swap_for_folder,
    swap_for_pipe,
    take_away,
    leave,
)


def is_inside(ground: Playground, path: Path) -> bool:
    """Return whether a path lies below a granted folder, so that somebody else may change what is there."""
    return ground.home in path.parents or ground.stick in path.parents


def sabotage(rng: Random, ground: Playground, path: Path) -> str:
    """Change something about `path` in a random way, as far as that is possible; return which."""
    chosen = rng.choice(SABOTAGES) if is_inside(ground, path) else leave
    with suppress(OSError, ValueError):
        chosen(rng, ground, path)
    return chosen.__name__


@contextmanager
def flickering(folder: Path, decoy_to: Path) -> Iterator[None]:
    """Let a folder and a link to elsewhere change places all the time; in the end the folder has its name again."""
    decoy = folder.with_name(f".flicker-{os.urandom(6).hex()}")
    decoy.symlink_to(decoy_to)
    stop = threading.Event()
    fd = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    thread = threading.Thread(target=_flicker, args=(fd, folder.name, decoy.name, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        os.close(fd)
        decoy.unlink(missing_ok=True)


def _flicker(fd: int, name: str, decoy: str, stop: threading.Event) -> None:
    is_swapped = False
    while not stop.is_set() or is_swapped:
        with suppress(OSError):
            is_swapped ^= exchange(fd, name, decoy)
