"""Moving files and folders to another folder, and giving them another name."""

from collections.abc import Sequence
from functools import partial

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.facts import SUBJECT_FACTS, subject, total_count
from assistant.actions.files.naming import Names, require_name, with_ending_of
from assistant.actions.files.planning import MOST_AT_ONCE, FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, failed, look
from assistant.actions.filesystem import FileError
from assistant.actions.filesystem.places import is_folder, join, name_of, parent_of
from assistant.actions.outcome import Outcome
from assistant.actions.selection import Selection, SpokenName, shown
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch, touching
from assistant.kernel.types import Risk

_MOVE_FACTS = SUBJECT_FACTS | {"to"}
_RENAME_FACTS = SUBJECT_FACTS | {"new_name"}


class MoveActions(FileDeedActions):
    """Moves and renames."""

    async def _foresee_move(self, what: Selection, to: SpokenName) -> Prospect:
        return await look(self._tools, "files.move", self._plan_move, what, to)

    @action(
        "files.move",
        capabilities={"files.move"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.move.done": _MOVE_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_move,
        foresees=_MOVE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def move(self, work: Work, what: Selection, to: SpokenName) -> Outcome:
        """Move files or folders into another folder, never over something that is there."""
        return await self._carry_out(work, "files.move.done", "files were moved")

    def _plan_move(self, looking: Looking, what: Selection, to: str) -> Prospect:
        folder, is_sure_folder = looking.folder(to)
        selected = self._select(looking, what)
        found = looking.survey(selected.paths)
        targets = targets_in(folder, selected.paths)
        user = self._tools.selector.user
        return self._prospect(
            selected.paths,
            partial(_plan_moves, folder, can_be_final=len(targets) <= MOST_AT_ONCE),
            Foresight(
                (*touching(Access.MOVE, selected.paths), *touching(Access.CREATE, targets)),
                {**subject(selected, what, found, user), "to": user.shown(folder)},
                file_count=total_count(found),
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not (selected.is_sure and is_sure_folder),
            ),
        )

    # ------------------------------------------------------------------------------------------------------- renaming

    async def _foresee_rename(self, what: Selection, name: SpokenName) -> Prospect:
        return await look(self._tools, "files.rename", self._plan_rename, what, name)

    @action(
        "files.rename",
        capabilities={"files.move"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.rename.done": _RENAME_FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_rename,
        foresees=_RENAME_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def rename(self, work: Work, what: Selection, name: SpokenName) -> Outcome:
        """Give a file or folder another name; a file keeps its ending if the new name has none."""
        return await self._carry_out(work, "files.rename.done", "a file was renamed")

    def _plan_rename(self, looking: Looking, what: Selection, name: str) -> Prospect:
        selected = self._select(looking, what.model_copy(update={"every": False}))
        (source,) = selected.paths
        new_name = with_ending_of(require_name(name), source, is_folder=is_folder(source))
        target = join(parent_of(source), require_name(new_name))
        # What lies in a folder stays where it is, so only the folder itself is looked at.
        found = looking.survey_alone(source)
        facts = subject(selected, what, found, self._tools.selector.user)
        return self._prospect(
            [source],
            lambda _paths: _plan_rename(source, target),
            Foresight(
                (Touch(Access.MOVE, source), Touch(Access.CREATE, target)),
                {**facts, "new_name": shown(target)},
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not selected.is_sure,
            ),
        )


def targets_in(folder: str, paths: Sequence[str]) -> list[str]:
    """Return where these things will lie in a folder.

    Raises:
        ActionFailedError: `name-taken` if something there is called so, or two of them are called alike.
    """
    names, targets = Names(folder), [join(folder, name_of(path)) for path in paths]
    for target in targets:
        if not names.take(name_of(target)):
            raise failed("name-taken", target)
    return targets


def _plan_moves(folder: str, paths: Sequence[str], *, can_be_final: bool) -> FilePlan:
    """Plan moves into a folder; what could not be taken back exactly is refused unless it may be final."""
    planner = FilePlanner()
    for path in paths:
        with planner.item(path) as planning:
            target = join(folder, name_of(path))
            try:
                planning.move(path, target)
            except FileError as error:
                if error.code != "not-exact" or not can_be_final:
                    raise
                planning.transfer(path, target, is_exact=False)
                planner.can_be_undone = False
    return planner.plan()


def _plan_rename(source: str, target: str) -> FilePlan:
    planner = FilePlanner()
    with planner.item(source) as planning:
        planning.rename(source, target)
    return planner.plan()
