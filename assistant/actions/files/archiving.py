"""Packing files and folders into a zip, and unpacking archives into a folder of their own."""

import os
from collections.abc import Sequence

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.facts import SUBJECT_FACTS, subject, total_count
from assistant.actions.files.naming import free_path, require_name
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, look
from assistant.actions.filesystem.places import join, name_of, parent_of
from assistant.actions.filesystem.unpacking import Limits
from assistant.actions.outcome import Outcome
from assistant.actions.selection import Selected, Selection, SpokenName, shown
from assistant.actions.selection.likeness import stem
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch, touching
from assistant.kernel.types import Risk

_ENDING = ".zip"
_ZIP_FACTS = SUBJECT_FACTS | {"archive", "to"}
_UNZIP_FACTS = frozenset({"name", "made", "to", "inside_count", "size_bytes"})


class ArchiveActions(FileDeedActions):
    """Packs and unpacks."""

    async def _foresee_zip(self, what: Selection, name: SpokenName = "") -> Prospect:
        return await look(self._tools, "files.zip", self._plan_zip, what, name)

    @action(
        "files.zip",
        capabilities={"files.read", "files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.zip.done": _ZIP_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_zip,
        foresees=_ZIP_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def zip(self, work: Work, what: Selection, name: SpokenName = "") -> Outcome:
        """Pack files or folders into a zip beside them."""
        return await self._carry_out(work, "files.zip.done", "a zip was made")

    def _plan_zip(self, looking: Looking, what: Selection, name: str) -> Prospect:
        selected = self._select(looking, what)
        found = looking.survey(selected.paths)
        target = _archive_path(selected, name)
        user = self._tools.selector.user
        facts = {**subject(selected, what, found, user), "archive": shown(target), "to": user.holder(target)}
        return self._prospect(
            [target],
            lambda _paths: _plan_packing(selected.paths, target, found.size_bytes),
            Foresight(
                (*touching(Access.READ, selected.paths), Touch(Access.CREATE, target)),
                facts,
                size_bytes=found.size_bytes,
                fingerprint=f"{found.fingerprint} {total_count(found)}",
                wants_preview=not selected.is_sure,
            ),
        )

    # ------------------------------------------------------------------------------------------------------ unpacking

    async def _foresee_unzip(self, what: Selection, to: SpokenName = "") -> Prospect:
        return await look(self._tools, "files.unzip", self._plan_unzip, what, to)

    @action(
        "files.unzip",
        capabilities={"files.read", "files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.unzip.done": _UNZIP_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_unzip,
        foresees=_UNZIP_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def unzip(self, work: Work, what: Selection, to: SpokenName = "") -> Outcome:
        """Unpack a zip or tar archive into a new folder, beside it or in another folder."""
        return await self._carry_out(work, "files.unzip.done", "an archive was unpacked")

    def _plan_unzip(self, looking: Looking, what: Selection, to: str) -> Prospect:
        selected = looking.select(what.model_copy(update={"every": False}))
        archive = os.path.realpath(selected.paths[0])
        found = looking.survey_alone(archive)
        folder, is_sure_folder = looking.folder(to, parent_of(archive))
        target = free_path(folder, stem(name_of(archive)))
        inside_count, inside_bytes = looking.survey_archive(archive)
        user = self._tools.selector.user
        return self._prospect(
            [archive],
            lambda _paths: _plan_unpacking(archive, target, inside_bytes),
            Foresight(
                (Touch(Access.READ, archive), Touch(Access.CREATE, target)),
                {
                    "name": shown(archive),
                    "made": shown(target),
                    "to": user.holder(target),
                    "inside_count": inside_count,
                    "size_bytes": inside_bytes,
                },
                file_count=max(1, inside_count),
                size_bytes=inside_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not (selected.is_sure and is_sure_folder),
            ),
        )


def _plan_packing(paths: Sequence[str], target: str, size_bytes: int) -> FilePlan:
    planner = FilePlanner()
    with planner.item(target) as planning:
        planning.pack(paths, target, size_bytes)
    return planner.plan()


def _plan_unpacking(archive: str, target: str, size_bytes: int) -> FilePlan:
    planner = FilePlanner()
    with planner.item(archive) as planning:
        planning.unpack(archive, target, Limits(), size_bytes)
    return planner.plan()


def _archive_path(selected: Selected, name: str) -> str:
    """Return the path of the zip: under the name that was said, or that of the one thing, or of its folder."""
    first = selected.paths[0]
    folder = parent_of(first)
    if name:
        name = require_name(name)
        return join(folder, name if name.lower().endswith(_ENDING) else name + _ENDING)
    of = name_of(first) if len(selected.paths) == 1 else name_of(folder)
    base = of if os.path.isdir(first) or len(selected.paths) > 1 else stem(of)
    return free_path(folder, base + _ENDING)
