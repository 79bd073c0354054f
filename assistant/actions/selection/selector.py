"""From a selection to real paths, or to the reason why there are none. Nothing is changed, and nothing is guessed.

What was said is compared with names that are there; it never becomes a pattern, an option or part of a command.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.actions.filesystem.places import parent_of, real_path
from assistant.actions.selection.failures import (
    not_a_file,
    not_a_folder,
    nothing_found,
    several_found,
    too_vague,
)
from assistant.actions.selection.folders import FolderFinder, FoundFolder, expanded, is_path
from assistant.actions.selection.likeness import Likeness, NameMatcher
from assistant.actions.selection.request import Selection
from assistant.actions.selection.scanning import Limits, Scan, fits
from assistant.actions.selection.showing import shown
from assistant.actions.selection.user_folders import UserFolders


@dataclass(frozen=True, slots=True)
class Selected:
    """What is there and meant.

    Attributes:
        paths: Absolute and sorted; parents are real, a link at the end is meant itself.
        is_sure: All are called as was said, and not only nearly.
        place: The folder that was searched.
    """

    paths: tuple[str, ...]
    is_sure: bool
    place: str


class Selector:
    """Finds what is meant on this user's disks."""

    def __init__(self, user_folders: UserFolders) -> None:
        self.user = user_folders
        self.folders = FolderFinder(user_folders)

    def select(self, selection: Selection, limits: Limits) -> Selected:
        """Return what is meant, at least one thing.

        Raises:
            ActionFailedError: One of `SELECTION_MESSAGES`; the code says which.
            ActionError: `invalid-date`.
            SearchCancelledError: It was called off.
        """
        if selection.is_empty:
            raise too_vague(selection.kind)
        if selection.name:
            return self._named(selection, limits)
        if not selection.folder:
            raise too_vague(selection.kind)
        folder = self.folders.find(selection.folder, limits)
        paths = self._all_in(folder.path, selection, limits)
        return self._checked(selection, paths, folder, is_sure=folder.is_sure)

    # ------------------------------------------------------------------------------------------------------- by name

    def _named(self, selection: Selection, limits: Limits) -> Selected:
        name = selection.name
        if is_path(name):
            return self._at(selection, real_path(expanded(name, str(self.user.home))))
        inner, _, name = name.rpartition("/")
        if inner:
            within = "/".join(part for part in (selection.folder, inner) if part)
            selection = replace_names(selection, name=name, folder=within)
        known = self.user.path(name) if selection.kind == "folder" and not selection.folder else None
        if known and os.path.isdir(known):
            return self._at(selection, real_path(os.path.realpath(known)))
        folder = self.folders.find(selection.folder, limits) if selection.folder else FoundFolder(str(self.user.home))
        if name.startswith("."):
            return self._at(selection, real_path(f"{folder.path}/{name}"))
        return self._called(selection, folder, limits)

    def _at(self, selection: Selection, path: str) -> Selected:
        """Return the one thing at a path that was named exactly."""
        place = parent_of(path)
        if not os.path.lexists(path):
            raise nothing_found(shown(path), selection.kind, self.user.shown(place))
        is_real_folder = os.path.isdir(path) and not os.path.islink(path)
        if selection.kind == "folder" and not os.path.isdir(path):
            raise not_a_folder(path)
        if selection.kind not in ("any", "folder") and is_real_folder:
            raise not_a_file(path)
        return Selected((path,), True, place)

    def _called(self, selection: Selection, folder: FoundFolder, limits: Limits) -> Selected:
        """Return what is called so right in the folder, or else anywhere below it."""
        matcher, query = NameMatcher(selection.name), selection.query()
        scan = Scan(limits, self.user.shown(folder.path))

        def is_wanted(entry: os.DirEntry[str]) -> bool:
            return fits(entry, selection.kind, query)

        if selection.folder:
            near = [
                entry.path
                for entry in scan.visible(folder.path)
                if matcher.likeness(entry.name, is_folder=entry.is_dir(follow_symlinks=False)) is Likeness.SAME
                and is_wanted(entry)
            ]
            if near:
                return self._checked(selection, near, folder, is_sure=folder.is_sure)
        named = scan.named(folder.path, matcher, is_wanted)
        is_sure = folder.is_sure and named.likeness is Likeness.SAME
        return self._checked(selection, named.paths, folder, is_sure=is_sure)

    # ------------------------------------------------------------------------------------------------ by description

    def _all_in(self, folder: str, selection: Selection, limits: Limits) -> Sequence[str]:
        """Return what lies right in the folder and fits; what lies deeper is not what one sees there."""
        query = replace(selection.query(), words=())
        scan = Scan(limits, self.user.shown(folder))
        paths = [entry.path for entry in scan.visible(folder) if fits(entry, selection.kind, query)]
        scan.require_room(len(paths))
        return paths

    def _checked(self, selection: Selection, paths: Sequence[str], folder: FoundFolder, *, is_sure: bool) -> Selected:
        if not paths:
            raise nothing_found(selection.name, selection.kind, self.user.shown(folder.path))
        if len(paths) > 1 and not selection.every:
            nearest_first = sorted(paths, key=lambda path: (path.count("/"), path))
            holders = [shown(parent_of(path)) for path in nearest_first]
            raise several_found(selection.name, selection.kind, nearest_first, holders)
        return Selected(tuple(sorted(paths)), is_sure, folder.path)


def replace_names(selection: Selection, *, name: str, folder: str) -> Selection:
    """Return the selection with another name and folder."""
    return selection.model_copy(update={"name": name, "folder": folder})
