"""New files that appear whole or not at all, under a name that nothing else has."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

MAX_NAME_TRIES = 1000


def write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write `content` to a file in `folder` and return its path; `name` gets a number where it is taken.

    Raises:
        OSError: It could not be written; nothing is left behind.
    """
    return make_new(folder, name, lambda path: _write(path, content))


def make_new(folder: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write a file and give it a free name in `folder`, which is made if it is missing.

    A hard link is the one way to give a file a name that fails where the name is taken, so nothing is ever overwritten.

    Raises:
        OSError: It could not be written; nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".zenus-", dir=folder) as scratch:
        draft = Path(scratch) / name
        fill(draft)
        for path in _names(folder, name):
            try:
                os.link(draft, path)
            except FileExistsError:
                continue
            return path
    raise FileExistsError(name)


def _names(folder: Path, name: str) -> Iterator[Path]:
    path = folder / name
    yield path
    for number in range(2, MAX_NAME_TRIES):
        yield path.with_stem(f"{path.stem} ({number})")


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
