"""Text that other programs wrote, made fit to be said and shown: it is untrusted, and may be anything."""

LONGEST_NAME_CHARS = 60


def spoken(text: str) -> str:
    """Return a text as one short line without signs that cannot be said or would move a cursor."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST_NAME_CHARS])
    line = " ".join(shown.split())
    return line if len(line) <= LONGEST_NAME_CHARS else f"{line[: LONGEST_NAME_CHARS - 1].rstrip()}…"
