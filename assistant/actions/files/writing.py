"""Changing what text files hold: replacing it, and adding to its end. What was there is kept, as long as it fits."""

import os
import stat

from assistant.actions.declaration import action
from assistant.actions.files.creating import FileText, as_lines, plan_file
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.difference import difference
from assistant.actions.files.naming import require_name
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, look
from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.places import join, name_of
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import Selection, shown, shown_path
from assistant.actions.selection.failures import not_a_file
from assistant.actions.selection.likeness import has_known_ending
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch
from assistant.kernel.types import Facts, Risk

_FACTS = frozenset({"name", "to", "path", "text", "is_new"})


class WriteActions(FileDeedActions):
    """Writes text."""

    async def _foresee_write(self, what: Selection, text: FileText) -> Prospect:
        return await look(self._tools, "files.write", self._plan, what, as_lines(text), keeps_old=False)

    @action(
        "files.write",
        capabilities={"files.change"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.write.done": _FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_write,
        foresees=_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def write(self, work: Work, what: Selection, text: FileText) -> Outcome:
        """Replace what a file holds by a text; a file that is not there yet is made."""
        return await self._carry_out(work, "files.write.done", "a file was written")

    async def _foresee_append(self, what: Selection, text: FileText) -> Prospect:
        return await look(self._tools, "files.append", self._plan, what, as_lines(text), keeps_old=True)

    @action(
        "files.append",
        capabilities={"files.change"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.append.done": _FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_append,
        foresees=_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def append(self, work: Work, what: Selection, text: FileText) -> Outcome:
        """Add a line of text to the end of a file; a file that is not there yet is made."""
        return await self._carry_out(work, "files.append.done", "a file was written")

    # --------------------------------------------------------------------------------------------------------- inside

    def _plan(self, looking: Looking, what: Selection, text: str, *, keeps_old: bool) -> Prospect:
        try:
            selected = looking.select(what.model_copy(update={"every": False}))
        except ActionFailedError as error:
            if error.code != "nothing-found" or not _names_new_file(what):
                raise
            return self._plan_new(looking, what, text)
        # What a link points to is what is written, and what the gate must judge.
        path = os.path.realpath(selected.paths[0])
        found = looking.survey_alone(path)
        return self._plan_change(path, text, found.fingerprint, keeps_old=keeps_old, is_sure=selected.is_sure)

    def _plan_new(self, looking: Looking, what: Selection, text: str) -> Prospect:
        place, is_sure = looking.folder(what.folder, str(self._tools.selector.user.documents))
        path = join(place, require_name(what.name))
        touches = (Touch(Access.CREATE, path),)
        facts = {**self._facts(path, text), "is_new": True}
        foresight = Foresight(touches, facts, size_bytes=len(text), wants_preview=not is_sure)
        return self._prospect([path], lambda _paths: plan_file(path, text.encode()), foresight)

    def _plan_change(self, path: str, text: str, fingerprint: str, *, keeps_old: bool, is_sure: bool) -> Prospect:
        with Naming(path):
            status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            raise not_a_file(path)
        facts = {**self._facts(path, text), "is_new": False}
        added = _line_end(path, status.st_size) + text if keeps_old else text
        return self._prospect(
            [path],
            lambda _paths: self._plan_rewrite(path, text, status.st_size, keeps_old=keeps_old),
            Foresight(
                (Touch(Access.CHANGE, path),),
                facts,
                size_bytes=status.st_size,
                fingerprint=fingerprint,
                wants_preview=not is_sure,
                changes=difference(path, added, keeps_old=keeps_old),
            ),
        )

    def _plan_rewrite(self, path: str, text: str, size_bytes: int, *, keeps_old: bool) -> FilePlan:
        planner = FilePlanner()
        planner.can_be_undone = self._tools.originals.fits(size_bytes)
        with planner.item(path) as planning:
            saved = planner.keep(self._tools.originals_folder, size_bytes)
            if keeps_old:
                planning.append(path, (_line_end(path, size_bytes) + text).encode(), saved)
            else:
                planning.overwrite(path, text.encode(), saved)
        return planner.plan()

    def _facts(self, path: str, text: str) -> Facts:
        holder = self._tools.selector.user.holder(path)
        return {"name": shown(path), "to": holder, "path": shown_path(path), "text": text.strip()}


def _names_new_file(what: Selection) -> bool:
    """Tell whether a file that is not there was named so that it can be made."""
    return has_known_ending(name_of(what.name)) and "/" not in what.name


def _line_end(path: str, size_bytes: int) -> str:
    """Return the line end that must come before a line that is added to a file."""
    if size_bytes == 0:
        return ""
    with Naming(path):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return "" if os.pread(fd, 1, size_bytes - 1) == b"\n" else "\n"
        finally:
            os.close(fd)
