"""From a folder as it was spoken to its real path: "documents", "Taxes", "documents/Taxes", "~/x", "/mnt/stick"."""

import os
from dataclasses import dataclass

from assistant.actions.file_search import is_folder
from assistant.actions.filesystem.places import parent_of
from assistant.actions.selection.failures import not_a_folder, several_folders, unknown_folder
from assistant.actions.selection.likeness import Likeness, NameMatcher
from assistant.actions.selection.scanning import Limits, Scan
from assistant.actions.selection.showing import shown
from assistant.actions.selection.user_folders import UserFolders


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder that is there.

    Attributes:
        path: Real path.
        is_sure: It is called so, and not only nearly.
    """

    path: str
    is_sure: bool = True


class FolderFinder:
    """Finds folders below the user's home by their names, and anywhere by their paths."""

    def __init__(self, user_folders: UserFolders) -> None:
        self._user = user_folders

    def find(self, spoken: str, limits: Limits) -> FoundFolder:
        """Return the folder that is meant.

        Raises:
            ActionFailedError: `unknown-folder`, `several-folders`, `not-a-folder`, `too-much-to-search`.
        """
        if is_path(spoken):
            return FoundFolder(self._at(expanded(spoken, str(self._user.home))))
        first, *inner = [part for part in spoken.split("/") if part.strip()] or [""]
        known = self._user.path(first)
        found = FoundFolder(self._at(str(known))) if known else self._named(first, str(self._user.home), limits)
        for name in inner:
            deeper = self._named(name, found.path, limits)
            found = FoundFolder(deeper.path, found.is_sure and deeper.is_sure)
        return found

    def _at(self, path: str) -> str:
        real = os.path.realpath(path)
        if not os.path.lexists(real):
            raise unknown_folder(shown(path))
        if not os.path.isdir(real):
            raise not_a_folder(path)
        return real

    def _named(self, name: str, root: str, limits: Limits) -> FoundFolder:
        """Return the folder of that name right in `root`, or else anywhere below it."""
        matcher = NameMatcher(name)
        if matcher.is_hidden:
            return FoundFolder(self._at(f"{root}/{name}"))
        scan = Scan(limits, self._user.shown(root))
        near = [
            entry.path
            for entry in scan.visible(root)
            if is_folder(entry) and matcher.likeness(entry.name, is_folder=True) is Likeness.SAME
        ]
        if len(near) == 1:
            return FoundFolder(os.path.realpath(near[0]))
        named = scan.named(root, matcher, is_folder)
        if not named.paths:
            raise unknown_folder(name)
        if len(named.paths) > 1:
            holders = [shown(parent_of(path)) for path in sorted(named.paths)]
            raise several_folders(name, len(named.paths), holders)
        return FoundFolder(os.path.realpath(named.paths[0]), named.likeness is Likeness.SAME)


def is_path(spoken: str) -> bool:
    """Tell whether this is a path rather than a name."""
    return spoken.startswith("/") or spoken == "~" or spoken.startswith("~/")


def expanded(path: str, home: str) -> str:
    """Return `path` with ~ replaced by the home."""
    return home + path[1:] if path.startswith("~") else path
