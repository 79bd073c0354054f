"""Two file systems for each test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.actions.filesystem.scenarios import Grounds

_MEMORY = Path("/dev/shm")


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on another file system than `tmp_path`."""
    if not _MEMORY.is_dir() or _MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system")
    folder = Path(tempfile.mkdtemp(dir=_MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def grounds(tmp_path: Path, stick: Path) -> Callable[[object], Grounds]:
    """Return a function that gives fresh grounds for each key."""

    def make(key: object = "") -> Grounds:
        return Grounds(tmp_path / f"world{key}", stick / f"stick{key}", tmp_path / f"saved{key}")

    return make
