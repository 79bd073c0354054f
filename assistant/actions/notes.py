"""Notes: plain text files in one folder, one note a file, never overwritten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from pydantic import AfterValidator, Field

from assistant.actions.declaration import action
from assistant.actions.files.creating import plan_in_folder, writable
from assistant.actions.files.deeds import DEED_MESSAGES, FileDeedActions, Foresight
from assistant.actions.files.deleting import plan_trash
from assistant.actions.files.naming import free_path
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem import FromBytes
from assistant.actions.filesystem.places import real_path
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SpokenName, shown_path
from assistant.actions.selection.likeness import Likeness, NameMatcher
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch
from assistant.kernel.types import Facts, Risk

MAX_NOTE_CHARS = 100_000
MAX_LISTED = 20
TITLE_WORDS = 6
# With a date in front this stays well below the 255 bytes of a file name, also in scripts of four bytes a character.
TITLE_CHARS = 48
_TIMEOUT_S = 30.0
_MOST_NAMED = 3
# As much of each note is looked through for words.
_SEARCHED_CHARS = 20_000

NoteText = Annotated[str, Field(min_length=1, max_length=MAX_NOTE_CHARS, pattern=r"\S"), AfterValidator(writable)]
CREATE_FACTS = frozenset({"text", "title", "path"})
_REMOVE_FACTS = frozenset({"title", "path"})


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is kept; `title` is the beginning of its text."""

    path: Path
    title: str
    modified: datetime


class NotesActions(FileDeedActions):
    """Creates, lists and removes notes.

    Args:
        folder: Where they lie; made with the first note.
    """

    def __init__(self, folder: Path, tools: FileTools) -> None:
        super().__init__(tools)
        self._folder = folder

    async def foresee_create(self, text: NoteText) -> Prospect:
        """Return what writing a note comes to."""
        return await look(self._tools, "notes.create", self._plan_create, text)

    @action(
        "notes.create",
        capabilities={"notes.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=_TIMEOUT_S,
        messages={"notes.create.done": CREATE_FACTS, **DEED_MESSAGES},
        effects=foresee_create,
        foresees=CREATE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def create(self, work: Work, text: NoteText) -> Outcome:
        """Write a note."""
        return await self._carry_out(work, "notes.create.done", "a note was created")

    def _plan_create(self, _looking: Looking, text: str) -> Prospect:
        folder = real_path(str(self._folder))
        name = f"{self._tools.clock.now():%Y-%m-%d %H.%M} {_file_title(text)}".strip() + ".md"
        path = free_path(folder, name)
        content = (text.strip() + "\n").encode()
        facts = {"text": text.strip(), "title": _title(text), "path": shown_path(path)}
        foresight = Foresight((Touch(Access.CREATE, path),), facts, size_bytes=len(content))
        return self._prospect([path], lambda _paths: plan_in_folder(folder, path, FromBytes(content)), foresight)

    @action(
        "notes.list",
        capabilities={"notes.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={"notes.list.none": (), "notes.list.done": {"count", "newest", "titles", "notes"}},
    )
    async def list(self) -> Outcome:
        """List the notes, the newest first."""
        notes = await run_sync(self._read, abandon_on_cancel=True)
        if not notes:
            return Outcome("notes.list.none")
        shown: list[Facts] = [
            {"title": note.title, "modified": note.modified.isoformat(), "path": shown_path(str(note.path))}
            for note in notes[:MAX_LISTED]
        ]
        titles = [note.title for note in notes[:MAX_LISTED]]
        facts: Facts = {"count": len(notes), "newest": titles[0], "titles": titles, "notes": shown}
        return Outcome("notes.list.done", facts)

    # ------------------------------------------------------------------------------------------------------- removing

    async def _foresee_remove(self, about: SpokenName = "") -> Prospect:
        return await look(self._tools, "notes.remove", self._plan_remove, about)

    @action(
        "notes.remove",
        capabilities={"notes.remove"},
        risk=Risk.REVERSIBLE,
        timeout_s=_TIMEOUT_S,
        messages={
            "notes.remove.done": _REMOVE_FACTS,
            "notes.missing": {"about"},
            "notes.several": {"about", "count", "titles"},
            **DEED_MESSAGES,
        },
        effects=_foresee_remove,
        foresees=_REMOVE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def remove(self, work: Work, about: SpokenName = "") -> Outcome:
        """Move a note to the trash, by words that stand in it, or the newest one."""
        return await self._carry_out(work, "notes.remove.done", "a note was moved to the trash")

    def _plan_remove(self, looking: Looking, about: str) -> Prospect:
        note, is_sure = self._chosen(about)
        path = real_path(str(note.path))
        found = looking.survey_alone(path)
        return self._prospect(
            [path],
            partial(plan_trash, self._tools),
            Foresight(
                (Touch(Access.TRASH, path),),
                {"title": note.title, "path": shown_path(path)},
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not is_sure,
            ),
        )

    def _chosen(self, about: str) -> tuple[Note, bool]:
        """Return the note that is meant, and whether its very words were said.

        Raises:
            ActionFailedError: `nothing-found`, `several-found`.
        """
        notes = self._read()
        if notes and not about:
            return notes[0], True
        matcher = NameMatcher(about)
        by_likeness: dict[Likeness, list[Note]] = {}
        for note in notes:
            by_likeness.setdefault(matcher.likeness(_content(note.path), is_folder=True), []).append(note)
        likeness = max(by_likeness, default=Likeness.NONE)
        if likeness is Likeness.NONE:
            raise ActionFailedError("notes.missing", code="nothing-found", facts={"about": about})
        fitting = by_likeness[likeness]
        if len(fitting) > 1:
            titles = [_title_of(note.path) for note in fitting[:_MOST_NAMED]]
            facts: Facts = {"about": about, "count": len(fitting), "titles": titles}
            raise ActionFailedError("notes.several", code="several-found", facts=facts)
        note = fitting[0]
        return Note(note.path, _title_of(note.path), note.modified), likeness > Likeness.NEAR

    # --------------------------------------------------------------------------------------------------------- inside

    def _read(self) -> Sequence[Note]:
        if not self._folder.is_dir():
            return ()
        paths = [path for path in self._folder.iterdir() if path.suffix in (".md", ".txt") and path.is_file()]
        stamped = sorted(((path.stat().st_mtime, path.name, path) for path in paths), reverse=True)
        return [
            Note(path, _title_of(path) if index < MAX_LISTED else "", datetime.fromtimestamp(mtime, UTC))
            for index, (mtime, _name, path) in enumerate(stamped)
        ]


def _title_of(path: Path) -> str:
    return _title(_content(path, 500)) or path.stem


def _content(path: Path, most_chars: int = _SEARCHED_CHARS) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(most_chars)


def _title(text: str) -> str:
    """Return the first words of `text`, as they are."""
    words = text.split()
    title = " ".join(words[:TITLE_WORDS])[:TITLE_CHARS]
    return title if title == " ".join(words) else f"{title.rstrip(' .,;:')}…"


def _file_title(text: str) -> str:
    """Return the first words of `text` without anything that is awkward in a file name."""
    return re.sub(r"[^\w -]", "", " ".join(text.split()[:TITLE_WORDS]))[:TITLE_CHARS].strip()
