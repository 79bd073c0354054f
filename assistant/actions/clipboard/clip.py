"""What is on a clipboard, as a value: which formats, what text, and whether writing it back would restore it."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.kernel.types import Facts

TEXT = "text"
SECRET = "secret"  # noqa: S105  a mark that password managers set, no password

# What undo keeps lies in the journal; a screenshot fits.
MOST_KEPT_BYTES = 4 * 1024 * 1024
# About ten seconds of speech.
LONGEST_SPOKEN_CHARS = 160


class Clipboard(Protocol):
    """The clipboard of the session. Blocking; each call asks the session anew and may come from any thread.

    Raises:
        ActionError: `no-display` or `no-clipboard`, from every method.
        TimeoutError: The program that holds what is on the clipboard does not answer.
    """

    def formats(self) -> Sequence[str]:
        """Return the formats that are offered: `TEXT` for all kinds of text, `SECRET` for the mark of a password.

        Others are media types, as their program names them. Nothing is on the clipboard if there is none.
        """
        ...

    def read(self, form: str) -> bytes:
        """Return what is on the clipboard in one of its formats; text as UTF-8."""
        ...

    def write(self, form: str, content: bytes) -> None:
        """Replace what is on the clipboard."""
        ...

    def clear(self) -> None:
        """Leave nothing on the clipboard."""
        ...


@dataclass(frozen=True, slots=True)
class Clip:
    """What is on the clipboard, as far as it was read.

    Attributes:
        formats: There is none if nothing is there, or an empty text.
        content: Its bytes in the only format, or as text; empty if it was not read.
        is_whole: `content` is all that there is, so that writing it back restores it.
    """

    formats: Sequence[str] = ()
    content: bytes = b""
    is_whole: bool = True

    @property
    def text(self) -> str:
        """The text; empty if there is none."""
        return self.content.decode("utf-8", "replace") if TEXT in self.formats else ""

    @property
    def digest(self) -> str:
        """Changes with what is on the clipboard."""
        return hashlib.sha256("\n".join(self.formats).encode() + b"\0" + self.content).hexdigest()

    def as_undo(self) -> Facts:
        """Return what it takes to put it back."""
        return {"form": self.formats[0] if self.formats else "", "data": b64encode(self.content).decode("ascii")}


def look(clipboard: Clipboard) -> Clip:
    """Return what is on the clipboard: its text if it has any, else what it holds if that is one thing. Blocking."""
    formats = tuple(clipboard.formats())
    if not formats:
        return Clip()
    if SECRET in formats or (len(formats) > 1 and TEXT not in formats):
        return Clip(formats, is_whole=False)
    content = clipboard.read(TEXT if TEXT in formats else formats[0])
    if formats == (TEXT,) and not content:
        return Clip()
    return Clip(formats, content, is_whole=len(formats) == 1 and len(content) <= MOST_KEPT_BYTES)


def beginning(text: str) -> str:
    """Return as much of a text as can be listened to, on one line."""
    line = " ".join(text[: LONGEST_SPOKEN_CHARS * 4].split())
    if len(line) <= LONGEST_SPOKEN_CHARS and len(text) <= LONGEST_SPOKEN_CHARS * 4:
        return line
    cut = line[:LONGEST_SPOKEN_CHARS].rpartition(" ")[0] or line[:LONGEST_SPOKEN_CHARS]
    return f"{cut.rstrip(' .,;:')}…"
