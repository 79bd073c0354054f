"""What the database keeps about the user: turns, the journal with its audit log, and what undo needs.

All implement `MemoryPlace`.

The audit log keeps its entries and loses their content, so that its chain can still be checked; the journal keeps
that there was a deed, since it counts them, and loses what it was.
"""

from datetime import datetime

from assistant.kernel.memory import Contents, Scope
from assistant.store.database import Database


class TurnsPlace:
    """The turns, and what is open in a conversation."""

    scope = Scope.HISTORY

    def __init__(self, database: Database) -> None:
        self._database = database

    def survey(self) -> Contents:
        """Return how many turns are kept, and about how many bytes they take."""
        ((count, size_bytes, oldest),) = self._database.query(
            "SELECT count(*), coalesce(sum(length(utterance) + length(plan) + length(results) + length(reply)"
            " + length(trace) + 200), 0), min(at_utc) FROM turns"
        )
        return Contents("turns", str(self._database.path), size_bytes, count, _moment(oldest))

    def forget(self) -> None:
        """Delete the turns, the open questions and what was asked back."""
        with self._database.transaction() as connection:
            for table in ("turns", "questions", "clarifications"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  # our own words
        self._database.checkpoint()


class JournalPlace:
    """What was done: the journal's deeds that can no longer be taken back, and the content of the audit log."""

    scope = Scope.HISTORY

    def __init__(self, database: Database) -> None:
        self._database = database

    def survey(self) -> Contents:
        """Return how many entries of the audit log still have their content, and about how many bytes all take."""
        ((count, size_bytes, oldest),) = self._database.query(
            "SELECT count(*), coalesce(sum(length(content) + 300), 0), min(at_utc) FROM audit WHERE content IS NOT NULL"
        )
        ((deeds_bytes,),) = self._database.query(
            "SELECT coalesce(sum(length(args) + length(facts) + length(paths)), 0) FROM deeds"
        )
        place, size_bytes = str(self._database.path), size_bytes + deeds_bytes
        return Contents("journal", place, size_bytes, count, _moment(oldest))

    def forget(self) -> None:
        """Blank the log, and every deed that is over and can't be taken back."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE audit SET content = NULL")
            # Deeds under way are not touched; nor are those that can be taken back, as long as they can be.
            connection.execute(
                "UPDATE deeds SET args = '{}', facts = '{}', paths = '[]', state = 'forgotten'"
                " WHERE undo IS NULL AND state NOT IN ('begun', 'undoing')"
            )
        self._database.checkpoint()


class UndoPlace:
    """What the journal notes to take deeds back; the originals of files lie elsewhere."""

    scope = Scope.UNDO

    def __init__(self, database: Database) -> None:
        self._database = database

    def survey(self) -> Contents:
        """Return how many deeds can be taken back, and how many bytes that takes in the journal."""
        ((count, size_bytes, oldest),) = self._database.query(
            "SELECT count(*), coalesce(sum(length(undo)), 0), min(at_utc) FROM deeds WHERE undo IS NOT NULL"
        )
        return Contents("undo", str(self._database.path), size_bytes, count, _moment(oldest))

    def forget(self) -> None:
        """Drop it; no deed until now can be taken back afterwards."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE deeds SET undo = NULL")
            connection.execute("DELETE FROM deed_notes")
        self._database.checkpoint()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
