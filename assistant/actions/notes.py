"""Notes: plain text files in one folder, one note a file, never overwritten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.new_file import write_new
from assistant.actions.outcome import Outcome
from assistant.kernel.clock import Clock
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, Risk

MAX_NOTE_CHARS = 100_000
MAX_LISTED = 20
TITLE_WORDS = 6
# With a date in front this stays well below the 255 bytes of a file name, also in scripts of four bytes a character.
TITLE_CHARS = 48

NoteText = Annotated[str, Field(min_length=1, max_length=MAX_NOTE_CHARS, pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is kept; `title` is the beginning of its text."""

    path: Path
    title: str
    modified: datetime


class NotesActions:
    """Creates and lists notes.

    Args:
        folder: Where they lie; made with the first note.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def _foresee_create(self, text: NoteText) -> Prospect:
        effects = Effects((Touch(Access.CREATE, str(self._folder / self._name(text))),), file_count=1)
        return Prospect(effects, {"title": _title(text)})

    @action(
        "notes.create",
        capabilities={"notes.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"notes.create.done": {"text", "title", "path"}},
        effects=_foresee_create,
        foresees={"title"},
    )
    async def create(self, text: NoteText) -> Outcome:
        """Write a note."""
        content = (text.strip() + "\n").encode()
        path = await run_sync(write_new, self._folder, self._name(text), content)

        async def check() -> bool:
            return await run_sync(path.read_bytes) == content

        facts = {"text": text.strip(), "title": _title(text), "path": str(path)}
        return Outcome("notes.create.done", facts, ("a note was created",), check)

    @action(
        "notes.list",
        capabilities={"notes.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"notes.list.none": (), "notes.list.done": {"count", "newest", "titles", "notes"}},
    )
    async def list(self) -> Outcome:
        """List the notes, the newest first."""
        notes = await run_sync(self._read, abandon_on_cancel=True)
        if not notes:
            return Outcome("notes.list.none")
        shown: list[Facts] = [
            {"title": note.title, "modified": note.modified.isoformat(), "path": str(note.path)}
            for note in notes[:MAX_LISTED]
        ]
        titles = [note.title for note in notes[:MAX_LISTED]]
        facts: Facts = {"count": len(notes), "newest": titles[0], "titles": titles, "notes": shown}
        return Outcome("notes.list.done", facts)

    def _name(self, text: str) -> str:
        return f"{self._clock.now():%Y-%m-%d %H.%M} {_file_title(text)}".strip() + ".md"

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
    with path.open(encoding="utf-8", errors="replace") as file:
        return _title(file.read(500)) or path.stem


def _title(text: str) -> str:
    """Return the first words of `text`, as they are."""
    words = text.split()
    title = " ".join(words[:TITLE_WORDS])[:TITLE_CHARS]
    return title if title == " ".join(words) else f"{title.rstrip(' .,;:')}…"


def _file_title(text: str) -> str:
    """Return the first words of `text` without anything that is awkward in a file name."""
    return re.sub(r"[^\w -]", "", " ".join(text.split()[:TITLE_WORDS]))[:TITLE_CHARS].strip()
