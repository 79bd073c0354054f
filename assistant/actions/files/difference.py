"""What a change to a text file takes away and what it brings, for the user to see before agreeing to it."""

import difflib
import os
from collections.abc import Iterator
from itertools import islice

from assistant.kernel.types import Lines

# More is not looked through before a yes.
MOST_LINES = 40
_MOST_BYTES = 256 * 1024
_LONGEST_LINE = 200
_CONTEXT = 1


def difference(path: str, text: str, *, keeps_old: bool) -> Lines:
    """Return the lines of a change: each a sign ("-", "+" or " ") and a text; "…" stands for what is left out.

    Args:
        path: A plain file; what is no text, or too long, gives no lines.
        text: What is written to it.
        keeps_old: The text comes after what is there.
    """
    before = _text_of(path)
    if before is None:
        return ()
    after = before + text if keeps_old else text
    shown = list(islice(_lines(before, after), MOST_LINES + 1))
    return (*shown[:MOST_LINES], *([(" ", "…")] if len(shown) > MOST_LINES else []))


def _lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm="")
    for number, line in enumerate(islice(found, 2, None)):  # The first two name the files.
        if not line.startswith("@@"):
            yield line[0], _shown(line[1:])
        elif number:
            yield " ", "…"


def _shown(line: str) -> str:
    """Return a line without signs that could change how others are shown, and not too long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in line.expandtabs(4))
    return plain if len(plain) <= _LONGEST_LINE else plain[: _LONGEST_LINE - 1] + "…"


def _text_of(path: str) -> str | None:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(fd, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
        return content.decode() if len(content) <= _MOST_BYTES and b"\0" not in content else None
    except (OSError, UnicodeDecodeError):
        return None
