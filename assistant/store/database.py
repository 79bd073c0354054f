"""One SQLite file in WAL mode: opened, migrated, and guarded so that each of its failures has a name.

Any thread may use a `Database`; a lock lets one in at a time. Other processes may have the same file open.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.config.paths import ensure_private
from assistant.store.failures import told, too_new
from assistant.store.migration import Migration, shipped

Row = tuple[Any, ...]  # the schema says which
Value = str | int | float | bytes | None

BUSY_TIMEOUT_S = 2.0
_RETRY_S = 0.02


class Database:
    """An open database of the latest schema; close it, or use it as a context.

    Raises:
        StoreError: `store-locked`, `disk-full`, `store-damaged`, `store-too-new`, `store-read-only` or
            `store-unusable`, when opened and from every method.
        ConfigError: `folder-not-private` or `folder-unusable`, when opened.
    """

    def __init__(
        self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S, migrations: Sequence[Migration] | None = None
    ) -> None:
        self.path = path
        self._lock = threading.Lock()
        ensure_private(path.parent)
        with told(path):
            # SQLite gives the side files the mode of this one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False
            )
        try:
            with told(path):
                self._prepare(busy_timeout_s)
                self._migrate(shipped() if migrations is None else migrations)
        except BaseException:
            self._connection.close()
            raise

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return the rows of one statement that changes nothing."""
        with self._lock, told(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock; commit at the end, roll back on any exception."""
        with self._lock, told(self.path), _transaction(self._connection):
            yield self._connection

    def checkpoint(self) -> None:
        """Bring the side file's pages home and empty it, so that nothing deleted is left in it."""
        with self._lock, told(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock, told(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self, busy_timeout_s: float) -> None:
        self._switch_to_wal(time.monotonic() + busy_timeout_s)
        # A crash of Zenus loses nothing this way; a power cut may lose the last turns, and saves a disk flush each.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        # What is forgotten is overwritten, not only unlinked.
        self._connection.execute("PRAGMA secure_delete = ON")

    def _switch_to_wal(self, until_s: float) -> None:
        """Ask for the write-ahead log. SQLite does not wait here when two processes ask at once, so this does."""
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                    raise
                time.sleep(_RETRY_S)

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        latest = migrations[-1].number if migrations else 0
        if self._version() == latest:
            return
        with _transaction(self._connection):
            version = self._version()  # another process may have migrated while this one waited for the lock
            if version > latest:
                raise too_new(self.path)
            for migration in migrations:
                if migration.number > version:
                    migration.apply(self._connection)

    def _version(self) -> int:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        return int(version)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already rolled back
            connection.execute("ROLLBACK")
        raise
