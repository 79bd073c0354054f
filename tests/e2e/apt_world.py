"""A root of its own for the real apt and dpkg, with a small collection of packages, so that nothing here is touched."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = (
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/sources.list.d",
    "etc/apt/trusted.gpg.d",
    "var/lib/apt/lists/partial",
    "var/cache/apt/archives/partial",
    "var/lib/dpkg/info",
    "var/lib/dpkg/updates",
    "var/lib/dpkg/triggers",
    "var/log/apt",
)
_CONFIG = """
Dir "{root}/";
Dir::State::status "{root}/var/lib/dpkg/status";
Dir::Bin::dpkg "/usr/bin/dpkg";
Dir::Bin::methods "/usr/lib/apt/methods/";
DPkg::Options {{ "--root={root}"; "--force-not-root"; "--force-bad-path"; "--log={root}/var/log/dpkg.log"; }};
APT::Sandbox::User "";
"""


@dataclass(frozen=True, slots=True)
class AptWorld:
    """Packages below one folder: `repo` offers them, and `root` is where they are installed."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def env(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return an environment in which apt knows this world alone."""
        return {
            **env,
            "APT_CONFIG": str(self.folder / "apt.conf"),
            "DPKG_ADMINDIR": str(self.root / "var/lib/dpkg"),
        }

    def build(self) -> None:
        """Make an empty root."""
        for name in _FOLDERS:
            (self.root / name).mkdir(parents=True)
        (self.folder / "repo").mkdir()
        for name in ("status", "available"):
            (self.root / "var/lib/dpkg" / name).touch()
        (self.folder / "apt.conf").write_text(_CONFIG.format(root=self.root))
        sources = f"deb [trusted=yes] file:{self.folder}/repo ./\n"
        (self.root / "etc/apt/sources.list").write_text(sources)

    def offer(self, name: str, version: str, summary: str, *, script: str = "", **fields: str) -> None:
        """Put a package into the collection; `fields` are further ones of its control file."""
        package = self.folder / f"{name}-{version}"
        (package / "DEBIAN").mkdir(parents=True)
        (package / f"usr/share/{name}").mkdir(parents=True)
        (package / f"usr/share/{name}/version").write_text(version)
        lines = {
            "Package": name,
            "Version": version,
            "Architecture": "all",
            "Maintainer": "Test <test@example.org>",
            "Description": summary,
            **fields,
        }
        (package / "DEBIAN/control").write_text("".join(f"{key}: {value}\n" for key, value in lines.items()))
        if script:
            (package / "DEBIAN/postinst").write_text(script)
            (package / "DEBIAN/postinst").chmod(0o755)
        target = self.folder / f"repo/{name}_{version}_all.deb"
        _call("dpkg-deb", "--build", "--root-owner-group", str(package), str(target))

    def publish(self) -> None:
        """Let apt know what is offered now."""
        listed = _call("dpkg-scanpackages", "--multiversion", ".", cwd=self.folder / "repo")
        (self.folder / "repo/Packages").write_bytes(listed)
        _call("apt-get", "update", env=self.env(os.environ))

    def installed(self) -> dict[str, str]:
        """Return what dpkg says is installed, with versions."""
        printed = _call(
            "dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n", env=self.env(os.environ)
        )
        rows = [line.split() for line in printed.decode().splitlines()]
        return {row[0]: row[1] for row in rows if len(row) == 3 and row[2] == "installed"}


def _call(*command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> bytes:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=True).stdout
