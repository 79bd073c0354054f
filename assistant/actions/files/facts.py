"""What a deed is about, as facts for the sentences that name it and tell of it."""

import os
import stat
from collections.abc import Sequence

from assistant.actions.filesystem import Survey
from assistant.actions.filesystem.places import parent_of
from assistant.actions.selection import Selected, Selection, UserFolders, shown, shown_path
from assistant.kernel.types import JsonValue

MOST_LISTED = 20

SUBJECT_FACTS = frozenset(
    {"count", "kind", "name", "is_folder", "inside_count", "folder", "has_folder", "size_bytes", "paths"}
)
"""Facts that `subject` gives, with the name of the deed's one thing, or an empty one."""


def subject(selected: Selected, what: Selection, found: Survey, user: UserFolders) -> dict[str, JsonValue]:
    """Return what the selected things are called, and how many there are of them and in them."""
    paths = selected.paths
    # What has no folder in it at all need not be looked at again.
    folder_count = sum(map(_is_folder, paths)) if found.folder_count else 0
    one = paths[0] if len(paths) == 1 else ""
    folders = {parent_of(path) for path in paths}
    return {
        "count": len(paths),
        "kind": _noun(what, len(paths), folder_count),
        "name": shown(one) if one else "",
        "is_folder": bool(one) and folder_count == 1,
        "inside_count": found.file_count - (len(paths) - folder_count),
        "folder": user.shown(next(iter(folders))) if len(folders) == 1 else "",
        "has_folder": len(folders) == 1,
        "size_bytes": found.size_bytes,
        "paths": listed(paths),
    }


def listed(paths: Sequence[str]) -> list[JsonValue]:
    """Return the first paths as text that can be shown."""
    return [shown_path(path) for path in paths[:MOST_LISTED]]


def total_count(found: Survey) -> int:
    """Return how many files and folders were seen altogether."""
    return found.file_count + found.folder_count


def _noun(what: Selection, count: int, folder_count: int) -> str:
    if folder_count == count:
        return "folder"
    if folder_count:
        return "item"
    return "file" if what.kind in ("any", "folder") else what.kind


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:  # gone by now
        return False
