"""Runs git, so that a repository of somebody else's cannot make it run anything.

Whatever in a repository's own settings names a program is switched off: hooks, monitors, pagers, editors, signatures,
external diffs, transports. Filters cannot be switched off without changing what is kept, so that a repository whose own
settings name one is not worked in. What git itself refuses, such as a repository of another user, stays refused.

Source: git(1), git-config(1), gitattributes(5).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 20.0
LARGEST_BYTES = 8_000_000
_QUIET = (
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.pager", "cat"),
    ("core.editor", "false"),
    ("core.sshCommand", "false"),
    ("core.askPass", ""),
    ("credential.helper", ""),
    ("core.alternateRefsCommand", "false"),
    ("safe.bareRepository", "explicit"),
    ("log.showSignature", "false"),
    ("commit.gpgSign", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
    ("diff.ignoreSubmodules", "all"),
    ("color.ui", "false"),
    ("core.quotePath", "false"),
    ("advice.detachedHead", "false"),
)
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    # Nothing is fetched, not even what a partial clone left out.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
}
_FILTER = re.compile(r"filter\..*\.(?:clean|smudge|process)", re.IGNORECASE | re.DOTALL)
_OWN_SCOPES = frozenset({"local", "worktree", "command"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said.

    Attributes:
        status: Its exit status; -1 if it was stopped after its time.
        error: What it complained of.
    """

    status: int
    output: str
    error: str

    @property
    def lines(self) -> Sequence[str]:
        """The output, line by line."""
        return self.output.splitlines()

    @property
    def fields(self) -> Sequence[str]:
        """The output, cut at its zero bytes."""
        return self.output.split("\0")[:-1]


class GitProgram:
    """Starts git with the user's environment.

    Args:
        environ: Of the session; variables of git's own in it are left out.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        kept = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
        settings = {"GIT_CONFIG_COUNT": str(len(_QUIET))}
        for number, (key, value) in enumerate(_QUIET):
            settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        self._environ = {**kept, **_ENVIRONMENT, **settings}

    def is_there(self) -> bool:
        """Tell whether git is installed."""
        return shutil.which("git", path=self._environ.get("PATH")) is not None

    def run(self, folder: str, *arguments: str, given: str = "", index: str = "") -> Answer:
        """Run git in a folder. Blocking.

        Args:
            folder: Real path.
            arguments: The command with its options.
            given: What it reads from its standard input.
            index: Path of another index to work on, if not the repository's own.
        """
        environ = {**self._environ, **({"GIT_INDEX_FILE": index} if index else {})}
        argv = ["git", "--no-pager", "--no-replace-objects", "-C", folder, *arguments]
        try:
            done = subprocess.run(
                argv, env=environ, input=os.fsencode(given), capture_output=True, timeout=TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            return Answer(-1, "", "")
        output = done.stdout[:LARGEST_BYTES].decode("utf-8", "surrogateescape")
        return Answer(done.returncode, output, done.stderr[:4000].decode("utf-8", "replace"))

    def has_own_filters(self, folder: str) -> bool:
        """Tell whether the repository's own settings name programs that files would pass through."""
        fields = self.run(folder, "config", "--list", "--show-scope", "-z", "--includes").fields
        scoped = zip(fields[::2], fields[1::2], strict=False)
        return any(scope in _OWN_SCOPES and _FILTER.match(entry.partition("\n")[0]) for scope, entry in scoped)

    def has_hooks(self, folder: str) -> bool:
        """Tell whether the repository has hooks of its own, which are not run."""
        found = self.run(folder, "rev-parse", "--absolute-git-dir")
        hooks = Path(found.output.rstrip("\n")) / "hooks"
        try:
            return found.status == 0 and any(not entry.name.endswith(".sample") for entry in hooks.iterdir())
        except OSError:
            return False
