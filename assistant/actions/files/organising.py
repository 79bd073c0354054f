"""Sorting the files of a folder into folders within it, by what they are or when they were last changed."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Literal, get_args

from assistant.actions.declaration import action
from assistant.actions.file_search import ENDINGS
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.naming import Names
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, failed, look
from assistant.actions.filesystem.places import is_folder, join, name_of, parent_of
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import Selected, Selection, SpokenName
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, touching
from assistant.kernel.types import Facts, Risk

Order = Literal["kind", "month", "year"]

# What the folders are called on the disk, and the kinds that belong into each; the first that fits counts.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Pictures": ("picture",),
    "Music": ("music",),
    "Videos": ("video",),
    "PDFs": ("pdf",),
    "Spreadsheets": ("spreadsheet",),
    "Presentations": ("presentation",),
    "Archives": ("archive",),
    "Documents": ("document", "text"),
}
OTHERS = "Others"
_GROUP_OF = {ending: group for group in reversed(list(GROUPS)) for kind in GROUPS[group] for ending in ENDINGS[kind]}

_FACTS = frozenset({"count", "folder", "groups", "group_count", "has_more_groups", "group_rows"})
# More folders than these cannot be kept in mind; the rest stand on the card.
_MOST_SPOKEN = 4


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Where each file goes, and how many go into each folder, most first."""

    targets: Mapping[str, str]
    counts: Mapping[str, int]


class OrganiseActions(FileDeedActions):
    """Sorts folders."""

    async def _foresee_organise(self, folder: SpokenName, by: Order = "kind") -> Prospect:
        return await look(self._tools, "files.organise", self._plan_organise, folder, by)

    @action(
        "files.organise",
        capabilities={"files.organise"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.organise.done": _FACTS, "files.organise.none": {"folder"}, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_organise,
        foresees=_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def organise(self, work: Work, folder: SpokenName, by: Order = "kind") -> Outcome:
        """Sort the files of a folder into folders within it, by kind, or by the month or year of their last change."""
        return await self._carry_out(work, "files.organise.done", "files were sorted into folders")

    def _plan_organise(self, looking: Looking, folder: str, by: Order) -> Prospect:
        place, _is_sure = looking.folder(folder)
        shown = self._tools.selector.user.shown(place)
        selected = self._files_in(looking, place, shown)
        found = looking.survey(selected.paths)
        plan = _sort(place, selected.paths, _ORDERS[by])
        facts: Facts = {
            "count": len(selected.paths),
            "folder": shown,
            "groups": dict(islice(plan.counts.items(), _MOST_SPOKEN)),
            "group_count": len(plan.counts),
            "has_more_groups": len(plan.counts) > _MOST_SPOKEN,
            "group_rows": [{"name": name, "count": count} for name, count in plan.counts.items()],
        }
        touches = (*touching(Access.MOVE, selected.paths), *touching(Access.CREATE, plan.targets.values()))
        return self._prospect(
            selected.paths,
            lambda paths: _plan_sorting(paths, plan.targets),
            Foresight(
                touches,
                facts,
                file_count=len(selected.paths),
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=True,
            ),
        )

    def _files_in(self, looking: Looking, place: str, shown: str) -> Selected:
        try:
            return looking.select(Selection(folder=place, kind="file", every=True))
        except ActionFailedError as error:
            if error.code != "nothing-found":
                raise
            raise ActionFailedError("files.organise.none", code="nothing-found", facts={"folder": shown}) from None


def group_of(path: str) -> str:
    """Return the name of the folder for files of this kind."""
    return _GROUP_OF.get(PurePath(path).suffix.lower(), OTHERS)


def _month_of(path: str) -> str:
    return _changed(path).strftime("%Y-%m")


def _year_of(path: str) -> str:
    return _changed(path).strftime("%Y")


def _changed(path: str) -> datetime:
    return datetime.fromtimestamp(os.lstat(path).st_mtime).astimezone()


_ORDERS: Mapping[str, Callable[[str], str]] = {"kind": group_of, "month": _month_of, "year": _year_of}


def _sort(place: str, paths: Sequence[str], group: Callable[[str], str]) -> _Sorted:
    """Return where each file goes; a name that is taken there gets a number.

    Raises:
        ActionFailedError: `name-taken` if a file has the name of a folder that is needed.
    """
    targets: dict[str, str] = {}
    names: dict[str, Names] = {}
    counts: Counter[str] = Counter()
    for path in paths:
        name = group(path)
        if name not in names:
            names[name] = Names(join(place, name))
        targets[path] = names[name].free_path(name_of(path))
        counts[name] += 1
    for name in sorted(counts):
        folder = join(place, name)
        if os.path.lexists(folder) and not is_folder(folder):
            raise failed("name-taken", folder)
    return _Sorted(targets, dict(counts.most_common()))


def _plan_sorting(paths: Sequence[str], targets: Mapping[str, str]) -> FilePlan:
    planner = FilePlanner()
    for path in paths:
        with planner.item(path) as planning:
            planning.make_folders(parent_of(targets[path]), is_shared=True)
            planning.move(path, targets[path])
    return planner.plan()


assert set(_ORDERS) == set(get_args(Order))
