"""The user's own commands in the database. Implements `CustomCommandStore`."""

from collections.abc import Sequence

from assistant.kernel.types import CustomCommand
from assistant.store.database import Database
from assistant.store.text import storable

_COLUMNS = "language, phrase, said, request"


class SqliteCustomCommandStore:
    """Keeps commands for several processes. Any thread may call it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Sequence[CustomCommand] = ()

    def put(self, command: CustomCommand) -> None:
        """Keep a command; it replaces one of the same phrase."""
        values = (command.language, storable(command.phrase), storable(command.said), storable(command.request))
        with self._database.transaction() as connection:
            connection.execute(f"INSERT OR REPLACE INTO custom_commands ({_COLUMNS}) VALUES (?,?,?,?)", values)  # noqa: S608

    def remove(self, phrase: str, language: str) -> bool:
        """Forget a command; False if there was none."""
        with self._database.transaction() as connection:
            found = connection.execute(
                "DELETE FROM custom_commands WHERE language = ? AND phrase = ?", (language, storable(phrase))
            )
            return found.rowcount > 0

    def all(self) -> Sequence[CustomCommand]:
        """Return all commands in the order of their phrases; the same object while nothing has changed."""
        rows = self._database.query(f"SELECT {_COLUMNS} FROM custom_commands ORDER BY language, phrase")  # noqa: S608
        found = tuple(CustomCommand(*row) for row in rows)
        if found != self._known:
            self._known = found
        return self._known
