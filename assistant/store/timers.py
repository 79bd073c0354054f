"""Timers and alarms in the database. Implements `assistant.kernel.stores.TimerStore`."""

from collections.abc import Sequence
from datetime import datetime

from assistant.store.database import Database
from assistant.store.text import storable, utc_text


class SqliteTimerStore:
    """Keeps timers over restarts and for several processes. Any thread may call it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kind: str, label: str, due_utc: datetime) -> int:
        """Keep one and return its number, which was never given before."""
        with self._database.transaction() as connection:
            (timer,) = connection.execute(
                "INSERT INTO timers (kind, label, due_utc) VALUES (?, ?, ?) RETURNING timer",
                (storable(kind), storable(label), utc_text(due_utc)),
            ).fetchone()
        return int(timer)

    def remove(self, timer: int) -> bool:
        """Forget one; False if there was none. Of several processes that try, one gets True."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM timers WHERE timer = ?", (timer,)).rowcount > 0

    def pending(self) -> Sequence[tuple[int, str, str, datetime]]:
        """Return (number, kind, label, due) of all that are kept, the soonest first."""
        rows = self._database.query("SELECT timer, kind, label, due_utc FROM timers ORDER BY due_utc, timer")
        read = [(timer, str(kind), str(label), _moment(due)) for timer, kind, label, due in rows]
        return [(timer, kind, label, due) for timer, kind, label, due in read if due is not None]

    def set_aside(self) -> int:
        """Put away what cannot be read, and return how many there were."""
        rows = self._database.query("SELECT timer, due_utc FROM timers")
        damaged = [(timer,) for timer, due in rows if _moment(due) is None]
        if damaged:
            with self._database.transaction() as connection:
                connection.executemany("INSERT INTO damaged_timers SELECT * FROM timers WHERE timer = ?", damaged)
                connection.executemany("DELETE FROM timers WHERE timer = ?", damaged)
        return len(damaged)


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
