"""The packages of Debian and Ubuntu, asked and changed through apt's own programs.

Arguments are lists, and names stand behind `--`, so that a name can never be an option or a command. What apt is told
to do was simulated before. Source: apt-get(8), apt-cache(8), apt-config(8).
"""

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.actions.file_search import joined
from assistant.actions.machine.apt_output import read_changes, read_essential, read_found, read_policy, read_problem
from assistant.actions.machine.apt_run import AptRun
from assistant.actions.machine.package_source import Changes, Found, Order, Package, Ran
from assistant.kernel.errors import ActionError

# A slow disk and a cache that has to be made anew.
CALL_LIMIT_S = 60.0
# Source: Debian Policy 5.6.7; an architecture may follow.
NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?")
_STAMP = Path("/var/lib/apt/periodic/update-success-stamp")
# As many letters as the names of nearly all other packages do not begin with.
_PREFIX_CHARS = 2


class Apt:
    """apt as `environ` has it. Blocking, up to some seconds a call; implements `PackageSource`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        # What apt prints is read, so that it must not be translated.
        self._environ = {**environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}

    def resolve(self, words: str) -> str:
        """Return the name of the package that is called so, however it is spelled; empty if there is none."""
        said = words.strip().lower().replace(" ", "-")
        wanted = joined(words)
        if NAME.fullmatch(said) and said in self._names(said):
            return said
        return (
            next((name for name in self._names(wanted[:_PREFIX_CHARS]) if joined(name) == wanted), "") if wanted else ""
        )

    def package(self, name: str) -> Package:
        """Return a package."""
        found = read_policy(self._ask("apt-cache", "policy", "--", name)[1], name)
        state = self._ask("dpkg-query", "-W", "-f", "${db:Status-Status}", "--", name)[1]
        return replace(found, keeps_settings=state == "config-files")

    def search(self, words: Sequence[str]) -> list[Found]:
        """Return the packages that have to do with all words, the likeliest first."""
        wanted = [word for word in map(str.lower, words) if re.search(r"\w", word)]
        if not wanted:
            return []
        patterns = [re.escape(word) for word in wanted]
        return read_found(self._ask("apt-cache", "search", "--", *patterns)[1], wanted)

    def simulate(self, order: Order, names: Sequence[str] = ()) -> Changes:
        """Return what an order would do."""
        is_done, printed = self._ask("apt-get", "-s", order.value, "--", *names)
        if not is_done:
            return Changes(problem=read_problem(printed) or "apt-get failed")
        uris = self._ask("apt-get", "-y", "--print-uris", order.value, "--", *names)[1] if "Inst " in printed else ""
        return read_changes(printed, uris)

    def essential(self, names: Sequence[str]) -> list[str]:
        """Return those of the packages that the distribution calls essential."""
        if not names:
            return []
        return read_essential(self._ask("apt-cache", "show", "--no-all-versions", "--", *names)[1])

    def lists_age_s(self) -> float | None:
        """Return how old the lists of packages are; None if nothing tells.

        The lists carry the time at which they were published; only their folders tell when they were fetched.
        """
        said = self._ask("apt-config", "shell", "FOLDER", "Dir::State::lists/d")[1].partition("=")[2]
        folder = Path(*shlex.split(said)[:1])
        own = [] if "APT_CONFIG" in self._environ else [_STAMP]
        times = [path.stat().st_mtime for path in (folder, folder / "partial", *own) if path.exists()]
        return max(0.0, time.time() - max(times)) if times else None

    def may_change(self) -> bool:
        """Return whether this user may change packages here, perhaps after typing a password."""
        return self._authority() is not None

    def line(self, order: Order, names: Sequence[str] = ()) -> str:
        """Return what somebody would type for an order."""
        return shlex.join(["sudo", "apt", order.value, *names])

    def run(
        self,
        order: Order,
        names: Sequence[str],
        progress: Callable[[int, int], None],
        is_halted: Callable[[], bool],
    ) -> Ran:
        """Carry an order out; it cannot be stopped any more once packages are being touched."""
        authority = self._authority()
        assert authority is not None, "may_change was not asked"
        # What asks for a password for each program fetches and installs in one.
        is_split = order in (Order.INSTALL, Order.UPGRADE) and "pkexec" not in authority
        return AptRun(self._environ, authority, progress, is_halted).carry_out(order, names, is_split=is_split)

    def _names(self, beginning: str) -> list[str]:
        return self._ask("apt-cache", "pkgnames", "--", beginning)[1].split()

    def _authority(self) -> tuple[str, ...] | None:
        """Return what must stand before a command that changes packages; None if nothing lets this user."""
        self._program("apt-get")
        if os.geteuid() == 0:
            return ()
        if shutil.which("sudo", path=self._environ.get("PATH")) and self._ask("sudo", "-n", "true")[0]:
            return ("sudo", "-n")
        has_desktop = self._environ.get("DISPLAY") or self._environ.get("WAYLAND_DISPLAY")
        return ("pkexec",) if has_desktop and shutil.which("pkexec", path=self._environ.get("PATH")) else None

    def _ask(self, program: str, *arguments: str) -> tuple[bool, str]:
        """Return whether a program ended well, and all that it printed."""
        done = subprocess.run(
            [self._program(program), *arguments],
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=CALL_LIMIT_S,
            check=False,
        )
        return done.returncode == 0, done.stdout.decode(errors="replace")

    def _program(self, name: str) -> str:
        found = shutil.which(name, path=self._environ.get("PATH"))
        if found is None:
            raise ActionError("There is no apt.", code="no-apt", hint="I know the packages of Debian and Ubuntu alone.")
        return found
