"""Two file systems for each test."""

import os
import shutil
import subprocess
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


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return the top of a small disk of its own, which takes 1 MiB."""
    yield from mounted(tmp_path / "disk", "tmpfs", "size=1m")


def mounted(folder: Path, kind: str, options: str, source: str = "zenus-test") -> Iterator[Path]:
    """Mount a file system for a test, where this may be done."""
    folder.mkdir()
    command = ["mount", "-t", kind, "-o", options, source, str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
