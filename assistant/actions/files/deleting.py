"""Putting files and folders into the trash, and deleting them for good."""

from collections.abc import Sequence
from functools import partial

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.facts import SUBJECT_FACTS, subject, total_count
from assistant.actions.files.planning import FilePlan, FilePlanner, Plan
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem import Survey
from assistant.actions.outcome import Outcome
from assistant.actions.selection import Selected, Selection
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, touching
from assistant.kernel.types import Risk


class DeleteActions(FileDeedActions):
    """Deletes."""

    async def _foresee_trash(self, what: Selection) -> Prospect:
        return await look(self._tools, "files.trash", self._plan_trash, what)

    @action(
        "files.trash",
        capabilities={"files.trash"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.trash.done": SUBJECT_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_trash,
        foresees=SUBJECT_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def trash(self, work: Work, what: Selection) -> Outcome:
        """Move files or folders to the trash, from which they can be restored."""
        return await self._carry_out(work, "files.trash.done", "files were moved to the trash")

    def _plan_trash(self, looking: Looking, what: Selection) -> Prospect:
        selected = self._select(looking, what)
        found = looking.survey(selected.paths)
        return self._deletion(partial(plan_trash, self._tools), what, selected, found, Access.TRASH)

    # ------------------------------------------------------------------------------------------------------- for good

    async def _foresee_destroy(self, what: Selection) -> Prospect:
        return await look(self._tools, "files.destroy", self._plan_destroy, what)

    @action(
        "files.destroy",
        capabilities={"files.destroy"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.destroy.done": SUBJECT_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_destroy,
        foresees=SUBJECT_FACTS,
    )
    async def destroy(self, work: Work, what: Selection) -> Outcome:
        """Delete files or folders for good, past the trash."""
        return await self._carry_out(work, "files.destroy.done", "files were deleted for good")

    def _plan_destroy(self, looking: Looking, what: Selection) -> Prospect:
        selected = self._select(looking, what)
        found = looking.survey(selected.paths)
        return self._deletion(_plan_destruction, what, selected, found, Access.DESTROY)

    def _deletion(self, plan: Plan, what: Selection, selected: Selected, found: Survey, access: Access) -> Prospect:
        return self._prospect(
            selected.paths,
            plan,
            Foresight(
                touching(access, selected.paths),
                subject(selected, what, found, self._tools.selector.user),
                file_count=total_count(found),
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                is_final=access is Access.DESTROY,
                wants_preview=not selected.is_sure,
            ),
        )


def plan_trash(tools: FileTools, paths: Sequence[str]) -> FilePlan:
    """Plan moving things to the trash."""
    planner, now = FilePlanner(), tools.clock.now().astimezone()
    for path in paths:
        with planner.item(path) as planning:
            tools.trash.plan_trash(path, planning, now)
    return planner.plan()


def _plan_destruction(paths: Sequence[str]) -> FilePlan:
    planner = FilePlanner()
    planner.can_be_undone = False
    for path in paths:
        with planner.item(path) as planning:
            planning.destroy(path)
    return planner.plan()
