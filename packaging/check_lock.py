"""Checks the lock files; exit status 1 with a sentence for each thing that is wrong. Needs uv and a registry.

- they say what `packaging/lock.sh` would write from pyproject.toml;
- pyproject.toml, resolved afresh, has a solution on Linux for every Python that Zenus supports;
- in none of these is openwakeword older than 0.6, which a resolver would take to satisfy Python 3.12 and later.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("lock.txt", "lock-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13")
# glibc of Ubuntu 22.04; PySide6 6.12 needs 2.34.
PLATFORM = "x86_64-manylinux_2_35"
FIRST_WITHOUT_OPENWAKEWORD = (3, 12)
OLDEST_OPENWAKEWORD = (0, 6)


def main() -> int:
    """Return the exit status."""
    with ThreadPoolExecutor() as pool:  # The resolver mostly waits for the registry.
        resolutions = pool.map(lambda python: list(check_resolution(python)), PYTHONS)
        findings = [*check_current(), *check_pins(), *chain.from_iterable(resolutions)]
    for finding in findings:
        print(f"check_lock: {finding}", file=sys.stderr)  # noqa: T201
    if not findings:
        print(f"lock files: current, and Python {', '.join(PYTHONS)} resolve")  # noqa: T201
    return 1 if findings else 0


def check_current() -> Iterator[str]:
    """Yield a finding for each lock file that `lock.sh` would change."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copy(ROOT / "pyproject.toml", copy)
        shutil.copytree(ROOT / "packaging", copy / "packaging")
        result = run(["sh", "packaging/lock.sh"], copy)
        if result.returncode:
            yield f"packaging/lock.sh fails:\n{result.stderr}"
            return
        for lock in LOCKS:
            if (copy / "packaging" / lock).read_bytes() != (ROOT / "packaging" / lock).read_bytes():
                yield f"packaging/{lock} does not fit pyproject.toml; run `make lock`"


def check_pins() -> Iterator[str]:
    """Yield a finding for each openwakeword in the lock files that is too old or meant for too new a Python."""
    for lock in LOCKS:
        for version, marker in openwakewords((ROOT / "packaging" / lock).read_text(encoding="utf-8")):
            if version < OLDEST_OPENWAKEWORD:
                yield f"packaging/{lock} has an openwakeword older than 0.6"
            if "python_full_version < '3.12'" not in marker:
                yield f"packaging/{lock} has an openwakeword for Python 3.12 and later"


def check_resolution(python: str) -> Iterator[str]:
    """Yield what is wrong with the dependencies as a resolver finds them today for `python`."""
    target = ["--python-version", python, "--python-platform", PLATFORM]
    groups = ["--group", "build", "--group", "dev"]
    command = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", *target, *groups, "pyproject.toml"]
    result = run(command, ROOT)
    if result.returncode:
        yield f"the dependencies have no solution for Python {python}:\n{result.stderr}"
        return
    found = [version for version, _ in openwakewords(result.stdout)]
    is_expected = tuple(map(int, python.split("."))) < FIRST_WITHOUT_OPENWAKEWORD
    if bool(found) != is_expected or any(version < OLDEST_OPENWAKEWORD for version in found):
        yield f"Python {python} resolves to openwakeword {found or 'missing'}"


def openwakewords(requirements: str) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield version and marker of each pin of openwakeword."""
    for match in re.finditer(r"^openwakeword==([\d.]+)(.*)$", requirements, re.MULTILINE):
        yield tuple(map(int, match[1].split("."))), match[2]


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run `command` in `folder` with this environment's own uv first on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
