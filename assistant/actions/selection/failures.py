"""Why nothing was selected, as failures with words of their own."""

from collections.abc import Mapping, Sequence

from assistant.actions.filesystem.places import parent_of
from assistant.actions.outcome import ActionFailedError
from assistant.actions.selection.showing import shown
from assistant.kernel.types import Facts

MOST_NAMED = 3
# Of more than these nobody can choose by ear.
MOST_CHOICES = 5

# Every action that selects declares these.
SELECTION_MESSAGES: Mapping[str, frozenset[str]] = {
    "files.none": frozenset({"name", "kind", "place"}),
    "files.several": frozenset({"name", "kind", "count", "names", "folders", "has_one_name", "has_more"}),
    "files.vague": frozenset({"kind"}),
    "files.vast": frozenset({"place"}),
    "files.not.file": frozenset({"name"}),
    "files.not.folder": frozenset({"name"}),
    "folders.unknown": frozenset({"name"}),
    "folders.several": frozenset({"name", "count", "folders"}),
}
SELECTION_ERRORS = frozenset({"invalid-date"})


def nothing_found(name: str, kind: str, place: str) -> ActionFailedError:
    """Nothing fits in the place that was searched; an empty place is the home folder."""
    return ActionFailedError("files.none", code="nothing-found", facts={"name": name, "kind": kind, "place": place})


def several_found(name: str, kind: str, paths: Sequence[str], folders: Sequence[str]) -> ActionFailedError:
    """More than one fits, and it is not for us to choose; `folders` are the names of those that hold `paths`."""
    names = [shown(path) for path in paths[:MOST_NAMED]]
    facts: Facts = {
        "name": name,
        "kind": kind,
        "count": len(paths),
        "names": names,
        "folders": list(folders[:MOST_NAMED]),
        "has_one_name": len(set(names)) == 1,
        "has_more": len(paths) > MOST_NAMED,
        **(_choices(paths) if len(paths) <= MOST_CHOICES else {}),
    }
    return ActionFailedError("files.several", code="several-found", facts=facts)


def _choices(paths: Sequence[str]) -> Facts:
    """Return which selections there are to choose from, and what they are called: by their folders too if need be."""
    names = [shown(path) for path in paths]
    labels = names if len(set(names)) == len(names) else [f"{shown(parent_of(path))}/{shown(path)}" for path in paths]
    return {"argument": "what", "choices": [{"name": path} for path in paths], "labels": list(labels)}


def too_vague(kind: str) -> ActionFailedError:
    """Neither a name nor a folder was said."""
    return ActionFailedError("files.vague", code="too-vague", facts={"kind": kind})


def too_vast(place: str) -> ActionFailedError:
    """There is more than can be looked at."""
    return ActionFailedError("files.vast", code="too-much-to-search", facts={"place": place})


def not_a_file(path: str) -> ActionFailedError:
    """A file is needed and this is none."""
    return ActionFailedError("files.not.file", code="not-a-file", facts={"name": shown(path)})


def not_a_folder(path: str) -> ActionFailedError:
    """A folder is needed and this is none."""
    return ActionFailedError("files.not.folder", code="not-a-folder", facts={"name": shown(path)})


def unknown_folder(name: str) -> ActionFailedError:
    """There is no such folder."""
    return ActionFailedError("folders.unknown", code="unknown-folder", facts={"name": name})


def several_folders(name: str, count: int, folders: Sequence[str]) -> ActionFailedError:
    """There are several such folders; `folders` are the names of those that hold them."""
    facts: Facts = {"name": name, "count": count, "folders": list(folders[:MOST_NAMED])}
    return ActionFailedError("folders.several", code="several-folders", facts=facts)
