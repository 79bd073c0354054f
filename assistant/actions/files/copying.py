"""Copying files and folders, with all that belongs to them."""

from collections.abc import Mapping, Sequence

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.facts import SUBJECT_FACTS, subject, total_count
from assistant.actions.files.moving import targets_in
from assistant.actions.files.naming import Names
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, look
from assistant.actions.filesystem.places import name_of, parent_of
from assistant.actions.outcome import Outcome
from assistant.actions.selection import Selected, Selection, SpokenName, shown
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, touching
from assistant.kernel.types import Risk

_COPY_FACTS = SUBJECT_FACTS | {"to", "made", "is_beside"}


class CopyActions(FileDeedActions):
    """Copies."""

    async def _foresee_copy(self, what: Selection, to: SpokenName = "") -> Prospect:
        return await look(self._tools, "files.copy", self._plan_copy, what, to)

    @action(
        "files.copy",
        capabilities={"files.read", "files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.copy.done": _COPY_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_copy,
        foresees=_COPY_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def copy(self, work: Work, what: Selection, to: SpokenName = "") -> Outcome:
        """Copy files or folders into another folder, or beside themselves, never over something that is there."""
        return await self._carry_out(work, "files.copy.done", "files were copied")

    def _plan_copy(self, looking: Looking, what: Selection, to: str) -> Prospect:
        folder, is_sure_folder = looking.folder(to)
        selected = self._select(looking, what)
        found = looking.survey(selected.paths)
        targets = targets_in(folder, selected.paths) if folder else _beside(selected)
        target_of = dict(zip(selected.paths, targets, strict=True))
        size_bytes = found.size_bytes if len(targets) == 1 else 0
        user = self._tools.selector.user
        made = shown(targets[0]) if len(targets) == 1 else ""
        return self._prospect(
            selected.paths,
            lambda paths: _plan_copies(paths, target_of, size_bytes),
            Foresight(
                (*touching(Access.READ, selected.paths), *touching(Access.CREATE, targets)),
                {
                    **subject(selected, what, found, user),
                    "to": user.shown(folder) if folder else "",
                    "made": made,
                    "is_beside": not folder,
                },
                file_count=total_count(found),
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not (selected.is_sure and is_sure_folder),
            ),
        )


def _plan_copies(paths: Sequence[str], target_of: Mapping[str, str], size_bytes: int) -> FilePlan:
    planner = FilePlanner()
    for path in paths:
        with planner.item(path) as planning:
            planning.copy(path, target_of[path], size_bytes)
    return planner.plan()


def _beside(selected: Selected) -> list[str]:
    """Return free names for copies in the same folders: "report (2).pdf"."""
    names = {folder: Names(folder) for folder in {parent_of(path) for path in selected.paths}}
    return [names[parent_of(path)].free_path(name_of(path)) for path in selected.paths]
