"""Schedules in the database. Implements `assistant.kernel.stores.ScheduleStore`."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from assistant.kernel.schedules import KeptSchedule, Schedule, Settled
from assistant.store.database import Database
from assistant.store.liveness import is_alive, process_name
from assistant.store.schedule_records import decode_schedule, decode_settled, encode_schedule
from assistant.store.text import utc_text

# A clock that is set back further than so many occurrences of one schedule might have it told again.
MOST_KEPT = 2000


class SqliteScheduleStore:
    """Keeps schedules for several processes. Any thread may call it.

    Args:
        owner: Names this process, as long as it lives.
    """

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner or process_name()

    def put(self, schedule: Schedule, settled: Settled) -> None:
        """Keep a schedule, settled so far; it replaces the one with its id."""
        content = encode_schedule(schedule)
        values = (schedule.id, content, utc_text(settled.at), settled.wall.isoformat())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO schedules (schedule, content, settled_at_utc, settled_wall) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (schedule) DO UPDATE SET content = excluded.content, is_damaged = 0,"
                " settled_at_utc = excluded.settled_at_utc, settled_wall = excluded.settled_wall",
                values,
            )

    def remove(self, schedule: str) -> bool:
        """Forget one; False if there was none. Its occurrences are not forgotten."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM schedules WHERE schedule = ?", (schedule,)).rowcount > 0

    def all(self) -> Sequence[KeptSchedule]:
        """Return all that can be read, in the order in which they were first kept."""
        taken: dict[str, set[str]] = defaultdict(set)
        for schedule, due in self._database.query(
            "SELECT schedule, due FROM occurrences JOIN schedules USING (schedule)"
            " WHERE due >= date(settled_wall, '-2 days')"
        ):
            taken[schedule].add(due)
        return [
            KeptSchedule(schedule, settled, frozenset(taken[schedule.id]))
            for _, schedule, settled in self._read()
            if schedule is not None and settled is not None
        ]

    def settle(self, schedule: str, settled: Settled) -> None:
        """Note up to when all is told or done."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE schedules SET settled_at_utc = ?, settled_wall = ? WHERE schedule = ?",
                (utc_text(settled.at), settled.wall.isoformat(), schedule),
            )

    def take(self, schedule: str, occurrence: str) -> bool:
        """Take an occurrence, by its key, to tell or do it. Of several that try, ever, one gets True."""
        with self._database.transaction() as connection:
            is_first = connection.execute(
                "INSERT OR IGNORE INTO occurrences (schedule, due, owner) VALUES (?, ?, ?)",
                (schedule, occurrence, self._owner),
            ).rowcount
            connection.execute(
                "DELETE FROM occurrences WHERE schedule = ? AND occurrence <= (SELECT occurrence FROM occurrences"
                " WHERE schedule = ? ORDER BY occurrence DESC LIMIT 1 OFFSET ?)",
                (schedule, schedule, MOST_KEPT),
            )
            return is_first > 0

    def finish(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken is told or done."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE occurrences SET owner = '' WHERE schedule = ? AND due = ?", (schedule, occurrence)
            )

    def give_back(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken could neither be told nor done."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM occurrences WHERE schedule = ? AND due = ?", (schedule, occurrence))

    def broken_off(self) -> Sequence[tuple[str, str]]:
        """Return (schedule, occurrence) of those that were taken by processes that are no more."""
        rows = self._database.query(
            "SELECT schedule, due, owner FROM occurrences WHERE owner != '' ORDER BY occurrence"
        )
        return [(schedule, due) for schedule, due, owner in rows if owner != self._owner and not is_alive(owner)]

    def set_aside(self, is_sound: Callable[[Schedule], bool]) -> int:
        """Put away what cannot be read or is not sound, and return how many there were."""
        read = self._read()
        damaged = [name for name, schedule, settled in read if not (schedule and settled and is_sound(schedule))]
        if damaged:
            with self._database.transaction() as connection:
                connection.executemany(
                    "UPDATE schedules SET is_damaged = 1 WHERE schedule IS ?", [(name,) for name in damaged]
                )
        return len(damaged)

    def _read(self) -> Sequence[tuple[str, Schedule | None, Settled | None]]:
        rows = self._database.query(
            "SELECT schedule, content, settled_at_utc, settled_wall FROM schedules WHERE is_damaged = 0 ORDER BY rowid"
        )
        return [(name, decode_schedule(name, content), decode_settled(at, wall)) for name, content, at, wall in rows]
