"""Making files and folders."""

from typing import Annotated

from pydantic import AfterValidator, Field

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.naming import require_name
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import Looking, look
from assistant.actions.filesystem import FromBytes
from assistant.actions.filesystem.places import join
from assistant.actions.filesystem.sources import Source
from assistant.actions.outcome import Outcome
from assistant.actions.selection import SpokenName, shown, shown_path
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch
from assistant.kernel.types import Facts, Risk

MAX_TEXT_CHARS = 100_000


def writable(text: str) -> str:
    """Return `text` if it can be written to a file.

    Raises:
        UnicodeEncodeError: It holds half a character.
    """
    text.encode()
    return text


FileText = Annotated[str, Field(max_length=MAX_TEXT_CHARS), AfterValidator(writable)]
_FACTS = frozenset({"name", "to", "path", "has_text"})


class CreateActions(FileDeedActions):
    """Makes files and folders, in the user's documents unless another place is named."""

    async def _foresee_file(self, name: SpokenName, folder: SpokenName = "", text: FileText = "") -> Prospect:
        return await look(self._tools, "files.create", self._plan_file, name, folder, text)

    @action(
        "files.create",
        capabilities={"files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.create.done": _FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_file,
        foresees=_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def create(self, work: Work, name: SpokenName, folder: SpokenName = "", text: FileText = "") -> Outcome:
        """Make a file, empty or with a text in it."""
        return await self._carry_out(work, "files.create.done", "a file was made")

    def _plan_file(self, looking: Looking, name: str, folder: str, text: str) -> Prospect:
        content = as_lines(text).encode()
        path, is_sure = self._new_path(looking, name, folder)
        facts = {**self._facts(path), "has_text": bool(content)}
        return self._prospect(
            [path],
            lambda _paths: plan_file(path, content),
            Foresight((Touch(Access.CREATE, path),), facts, size_bytes=len(content), wants_preview=not is_sure),
        )

    # -------------------------------------------------------------------------------------------------------- folders

    async def _foresee_folder(self, name: SpokenName, folder: SpokenName = "") -> Prospect:
        return await look(self._tools, "folders.create", self._plan_folder, name, folder)

    @action(
        "folders.create",
        capabilities={"files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"folders.create.done": _FACTS, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_folder,
        foresees=_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def create_folder(self, work: Work, name: SpokenName, folder: SpokenName = "") -> Outcome:
        """Make an empty folder."""
        return await self._carry_out(work, "folders.create.done", "a folder was made")

    def _plan_folder(self, looking: Looking, name: str, folder: str) -> Prospect:
        path, is_sure = self._new_path(looking, name, folder)
        facts = {**self._facts(path), "has_text": False}
        foresight = Foresight((Touch(Access.CREATE, path),), facts, wants_preview=not is_sure)
        return self._prospect([path], lambda _paths: _plan_folder(path), foresight)

    # --------------------------------------------------------------------------------------------------------- inside

    def _new_path(self, looking: Looking, name: str, folder: str) -> tuple[str, bool]:
        place, is_sure = looking.folder(folder, str(self._tools.selector.user.documents))
        return join(place, require_name(name)), is_sure

    def _facts(self, path: str) -> Facts:
        return {"name": shown(path), "to": self._tools.selector.user.holder(path), "path": shown_path(path)}


def plan_file(path: str, content: bytes) -> FilePlan:
    """Plan a file with this content."""
    planner = FilePlanner()
    with planner.item(path) as planning:
        planning.create(path, FromBytes(content))
    return planner.plan()


def plan_in_folder(folder: str, path: str, source: Source) -> FilePlan:
    """Plan a file in a folder that is made with it if it is missing."""
    planner = FilePlanner()
    with planner.item(path) as planning:
        planning.make_folders(folder, is_shared=True)
        planning.create(path, source)
    return planner.plan()


def _plan_folder(path: str) -> FilePlan:
    planner = FilePlanner()
    with planner.item(path) as planning:
        planning.make_folder(path)
    return planner.plan()


def as_lines(text: str) -> str:
    """Return a text as it stands in a file: with a line end at its end, nothing for nothing."""
    return f"{text.strip()}\n" if text.strip() else ""
