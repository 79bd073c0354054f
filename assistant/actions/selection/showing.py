"""Paths as text that can be shown, spoken and written, also where their bytes are no text."""


def shown(path: str) -> str:
    """Return the name at the end of a path."""
    return shown_path(path.rstrip("/").rpartition("/")[2] or "/")


def shown_path(path: str) -> str:
    """Return a whole path."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
