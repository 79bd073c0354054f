"""The forms in which times and names stand in the database."""

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """Return `text` with the half surrogate pairs of undecodable arguments escaped: SQLite refuses them."""
    return text.encode("utf-8", "backslashreplace").decode()
