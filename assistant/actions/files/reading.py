"""Reading text files aloud, a part at a time. What is read is somebody's text: it is spoken, and nothing else."""

import codecs
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from assistant.actions.declaration import action
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem.errors import Naming
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SELECTION_ERRORS, SELECTION_MESSAGES, Selection, shown, shown_path
from assistant.actions.selection.failures import not_a_file
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, Risk

# About half a minute of speech.
PART_CHARS = 500
MAX_BYTES = 10_000_000
_TIMEOUT_S = 60.0
# What is no text shows that soon.
_PROBED_CHARS = 8192
# Formats whose text lies deeper than bytes that can be read aloud.
_DOCUMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".ods", ".odp", ".xls", ".xlsx", ".ppt", ".pptx", ".rtf", ".epub", ".pages"}
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

_FACTS = frozenset({"name", "path", "text", "next_at", "is_whole"})
_MESSAGES = {
    "files.read.done": _FACTS,
    "files.read.empty": frozenset({"name"}),
    "files.read.binary": frozenset({"name", "is_document"}),
    "files.read.vast": frozenset({"name", "size_bytes"}),
    "files.failed": frozenset({"name", "reason"}),
    **SELECTION_MESSAGES,
}

LastRead = Callable[[], Facts | None]
"""Returns the facts of the last `files.read.done` that was said in the conversation; None if there was none."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text; `next_at` is the character at which the next one begins, 0 after the last."""

    text: str
    next_at: int


class ReadActions:
    """Reads aloud.

    Args:
        last_read: Remembers which file was read last, and how far.
    """

    def __init__(self, tools: FileTools, last_read: LastRead) -> None:
        self._tools = tools
        self._last_read = last_read

    async def _foresee_read(self, what: Selection) -> Prospect:
        return self._prospect(await look(self._tools, "files.read", _file_of, what))

    @action(
        "files.read",
        capabilities={"files.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages=_MESSAGES,
        errors=SELECTION_ERRORS,
        effects=_foresee_read,
        foresees={"name"},
    )
    async def read(self, what: Selection) -> Outcome:
        """Read a text file aloud, from its beginning."""
        return await look(self._tools, "files.read", _read_first, what)

    async def _foresee_more(self) -> Prospect:
        return self._prospect(self._last()[0])

    @action(
        "files.more",
        capabilities={"files.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={**_MESSAGES, "files.more.none": (), "files.more.end": {"name"}},
        errors=SELECTION_ERRORS,
        effects=_foresee_more,
        foresees={"name"},
    )
    async def more(self) -> Outcome:
        """Read on where the last reading stopped."""
        path, at = self._last()
        return await look(self._tools, "files.more", _read_from, path, at)

    def _last(self) -> tuple[str, int]:
        """Return the file that was read last, and where to go on.

        Raises:
            ActionFailedError: `nothing-to-read-on`, `end-of-file`.
        """
        facts = self._last_read()
        if facts is None:
            raise ActionFailedError("files.more.none", code="nothing-to-read-on")
        next_at = facts["next_at"]
        if not isinstance(next_at, int) or next_at == 0:
            raise ActionFailedError("files.more.end", code="end-of-file", facts={"name": facts["name"]})
        return str(facts["path"]), next_at

    def _prospect(self, path: str) -> Prospect:
        return Prospect(Effects((Touch(Access.READ, path),), file_count=1), {"name": shown(path)})


def _file_of(looking: Looking, what: Selection) -> str:
    selected = looking.select(what.model_copy(update={"every": False}))
    # What a link points to is what would be read, and what the gate must judge.
    return os.path.realpath(selected.paths[0])


def _read_first(looking: Looking, what: Selection) -> Outcome:
    return _read_from(looking, _file_of(looking, what), 0)


def _read_from(_looking: Looking, path: str, at: int) -> Outcome:
    name = shown(path)
    text = _text_of(path)
    if not text.strip():
        return Outcome("files.read.empty", {"name": name})
    part = _part_of(text, min(at, len(text)))
    facts: Facts = {
        "name": name,
        "path": shown_path(path),
        "text": " ".join(part.text.split()),
        "next_at": part.next_at,
        "is_whole": at == 0 and part.next_at == 0,
    }
    return Outcome("files.read.done", facts)


def _text_of(path: str) -> str:
    """Return what a file holds, as text.

    Raises:
        ActionFailedError: It is too big, no plain file, or holds no text.
        FileError: It cannot be read.
    """
    content = _content_of(path)
    text = _decoded(content)
    is_document = PurePath(path).suffix.lower() in _DOCUMENTS
    if text is None or is_document:
        facts: Facts = {"name": shown(path), "is_document": is_document}
        raise ActionFailedError("files.read.binary", code="not-a-text-file", facts=facts)
    return text


def _content_of(path: str) -> bytes:
    with Naming(path):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise not_a_file(path)
        if status.st_size > MAX_BYTES:
            facts: Facts = {"name": shown(path), "size_bytes": status.st_size}
            raise ActionFailedError("files.read.vast", code="file-too-big", facts=facts)
        with Naming(path):
            return os.read(fd, MAX_BYTES)
    finally:
        os.close(fd)


def _decoded(content: bytes) -> str | None:
    """Return the text that the bytes are; None if they are none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        # What older programs wrote; every byte means something there.
        text = content.decode("cp1252", "replace")
    has_controls = any(letter < " " and letter not in "\t\n\r\f" for letter in text[:_PROBED_CHARS])
    return None if has_controls else text


def _part_of(text: str, at: int) -> _Part:
    """Return the part that begins at a character, up to the end of a paragraph, sentence or word."""
    rest = text[at : at + PART_CHARS]
    if at + PART_CHARS >= len(text):
        return _Part(rest, 0)
    for mark in ("\n\n", ". ", ".\n", "! ", "? ", "\n", " "):
        end = rest.rfind(mark)
        if end > PART_CHARS // 3:
            return _Part(rest[: end + len(mark)], at + end + len(mark))
    return _Part(rest, at + PART_CHARS)
