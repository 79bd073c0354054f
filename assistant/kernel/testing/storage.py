"""Fakes for storage: in memory, gone with the object."""

from collections.abc import Sequence
from datetime import datetime

from assistant.kernel.types import TurnRecord


class FakeHistory:
    """Keeps turns in a dictionary."""

    def __init__(self) -> None:
        self._last = 0
        self._records: dict[int, TurnRecord] = {}

    def next_turn(self) -> int:
        """Return a turn number that was never used before."""
        self._last += 1
        return self._last

    def add(self, record: TurnRecord) -> None:
        """Keep a finished turn; one that is added again replaces the first."""
        self._records[record.turn] = record

    def latest(self, count: int, session: str | None = None) -> Sequence[TurnRecord]:
        """Return the newest turns, of one session or of all, oldest first."""
        matching = [r for _, r in sorted(self._records.items()) if session in (None, r.session)]
        return matching[-count:] if count > 0 else []

    def forget(self, older_than: datetime) -> int:
        """Delete the turns from before that time and return how many there were."""
        kept = {turn: record for turn, record in self._records.items() if record.at_utc >= older_than}
        forgotten = len(self._records) - len(kept)
        self._records = kept
        return forgotten


class FakeTimerStore:
    """Keeps timers in a dictionary."""

    def __init__(self) -> None:
        self._last = 0
        self._timers: dict[int, tuple[str, str, datetime]] = {}

    def add(self, kind: str, label: str, due_utc: datetime) -> int:
        """Keep one and return its number."""
        self._last += 1
        self._timers[self._last] = (kind, label, due_utc)
        return self._last

    def remove(self, timer: int) -> bool:
        """Forget one; False if there was none."""
        return self._timers.pop(timer, None) is not None

    def pending(self) -> Sequence[tuple[int, str, str, datetime]]:
        """Return (number, kind, label, due) of all that are kept, the soonest first."""
        return sorted(((timer, *kept) for timer, kept in self._timers.items()), key=lambda each: (each[3], each[0]))
