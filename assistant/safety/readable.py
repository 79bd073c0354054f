"""Owns which files may be read without asking: roots that are shown, and places in them that stay hidden.

Paths are judged by where they really lie: symbolic links and `..` are resolved first, and hidden wins over shown. What
does not exist cannot be judged and counts as unreadable, and so does anything but a file or folder, for a pipe or a
device may wait, speak or wipe when it is opened. Reads names and links on the disk, never contents.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

# Below the home folder: keys, passwords, sessions, and what Zenus itself remembers.
SECRET_PLACES = (
    ".ssh",
    ".gnupg",
    ".pki",
    ".password-store",
    ".netrc",
    ".authinfo",
    ".authinfo.gpg",
    ".pgpass",
    ".my.cnf",
    ".git-credentials",
    ".npmrc",
    ".pypirc",
    ".vault-token",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".mozilla",
    ".thunderbird",
    ".electrum",
    ".bitcoin",
    ".bash_history",
    ".zsh_history",
    ".python_history",
    ".psql_history",
    ".mysql_history",
    ".sqlite_history",
    ".lesshst",
    ".viminfo",
    ".Xauthority",
    ".ICEauthority",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".cache/google-chrome",
    ".cache/chromium",
    ".cache/mozilla",
    ".cache/zenus",
    ".config/zenus",
    ".config/google-chrome",
    ".config/chromium",
    ".config/BraveSoftware",
    ".config/microsoft-edge",
    ".config/vivaldi",
    ".config/opera",
    ".config/Signal",
    ".config/discord",
    ".config/Slack",
    ".config/KeePass",
    ".config/keepassxc",
    ".config/Bitwarden",
    ".config/1Password",
    ".config/rclone",
    ".config/gh",
    ".config/gcloud",
    ".config/git/credentials",
    ".config/op",
    ".config/pulse/cookie",
    ".local/share/keyrings",
    ".local/share/kwalletd",
    ".local/share/zenus",
    ".local/share/TelegramDesktop",
    ".local/share/fish/fish_history",
    ".local/state/zenus",
    ".var/app",
    "snap",
)


class PathProblem(StrEnum):
    """Why a path may not be read without asking."""

    OUTSIDE = "path-outside"
    HIDDEN = "path-hidden"
    MISSING = "path-missing"
    NOT_A_FILE = "path-not-a-file"


@dataclass(frozen=True, slots=True)
class ReadableRoots:
    """Folders and files that may be read.

    Args:
        shown: Real paths of files, and of folders with all that is in them.
        hidden: Real paths that may not be read although they lie in a shown folder.
    """

    shown: tuple[Path, ...]
    hidden: tuple[Path, ...] = ()

    def problem(self, path: Path) -> PathProblem | None:
        """Return why this real path may not be read, None if it may."""
        if _lies_in(path, self.hidden):
            return PathProblem.HIDDEN
        if not _lies_in(path, self.shown):
            return PathProblem.OUTSIDE
        try:
            mode = path.stat().st_mode
        except OSError:
            return PathProblem.MISSING
        is_named = path in self.shown  # A device stands in no folder's name, only in its own, as /dev/null does.
        return None if is_named or stat.S_ISREG(mode) or stat.S_ISDIR(mode) else PathProblem.NOT_A_FILE

    def hides_within(self, path: Path) -> bool:
        """Return whether something hidden lies below this real path."""
        return any(place.is_relative_to(path) and os.path.lexists(place) for place in self.hidden)

    def and_also(self, shown: Iterable[Path]) -> "ReadableRoots":
        """Return these roots with more that is shown."""
        return ReadableRoots((*self.shown, *shown), self.hidden)


def home_roots(home: Path, *, secrets: Iterable[Path] = ()) -> ReadableRoots:
    """Return the home folder without the places where secrets are kept.

    Args:
        home: The user's home folder.
        secrets: More to hide, such as the folders of Zenus itself when they were moved.
    """
    places = [*(home / place for place in SECRET_PLACES), *secrets]
    # Both the link and what it leads to: `.ssh -> keys/` hides `keys` as well.
    hidden = dict.fromkeys(each for place in places for each in (_home_path(home, place), real_path(place)))
    return ReadableRoots((real_path(home),), tuple(hidden))


def real_path(path: Path) -> Path:
    """Return the path without links and `..`; what does not exist is kept as it is spelled."""
    return Path(os.path.realpath(path))


def _home_path(home: Path, place: Path) -> Path:
    return real_path(home) / place.relative_to(home) if place.is_relative_to(home) else place


def _lies_in(path: Path, roots: Iterable[Path]) -> bool:
    # As text: `is_relative_to` takes a hundred paths apart for each question, and thirty times as long.
    text = f"{path}/"
    return any(text.startswith(f"{root}/" if root.name else "/") for root in roots)
