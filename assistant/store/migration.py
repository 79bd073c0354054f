"""The numbered migrations: SQL files that are only ever added to, never changed once released."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema. Its number becomes the database's `user_version`."""

    number: int
    sql: str

    def apply(self, connection: sqlite3.Connection) -> None:
        """Run it inside the caller's transaction."""
        for statement in _statements(self.sql):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {self.number:d}")


def shipped(folder: Path = FOLDER) -> Sequence[Migration]:
    """Return the migrations in `folder`, named `0001_what.sql` and so on, in order."""
    return [Migration(int(path.name[:4]), path.read_text("utf-8")) for path in sorted(folder.glob("*.sql"))]


def _statements(sql: str) -> Iterator[str]:
    """Split at the end of each statement. `executescript` would commit the caller's transaction."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
