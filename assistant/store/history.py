"""The history of turns in the database. Implements `assistant.kernel.stores.History`."""

from collections.abc import Sequence
from datetime import datetime

from assistant.kernel.types import TurnRecord
from assistant.store.database import Database, Row
from assistant.store.records import (
    decode_approvals,
    decode_facts,
    decode_plan,
    decode_reply,
    decode_results,
    decode_spoken,
    decode_timings,
    decode_utterance,
    encode,
)
from assistant.store.text import storable, utc_text

_COLUMNS = "turn, at_utc, session, utterance, plan, approvals, results, reply, spoken, timings_ms, trace"


class SqliteHistory:
    """Keeps turns over restarts and for several processes. Any thread may call it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_turn(self) -> int:
        """Return a turn number that was never used before, by any process."""
        with self._database.transaction() as connection:
            (turn,) = connection.execute("UPDATE turn_numbers SET last = last + 1 RETURNING last").fetchone()
        return int(turn)

    def add(self, record: TurnRecord) -> None:
        """Keep a finished turn. A turn that is added again replaces what was kept of it."""
        values = (
            record.turn,
            utc_text(record.at_utc),
            storable(record.session),
            encode(record.utterance),
            encode(record.plan),
            encode(record.approvals),
            encode(record.results),
            encode(record.reply),
            encode(record.spoken),
            encode(record.timings_ms),
            encode(record.trace),
        )
        with self._database.transaction() as connection:
            connection.execute(f"INSERT OR REPLACE INTO turns ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", values)  # noqa: S608

    def latest(self, count: int, session: str | None = None) -> Sequence[TurnRecord]:
        """Return the newest turns, of one session or of all, oldest first."""
        where, values = ("WHERE session = ?", (storable(session),)) if session is not None else ("", ())
        rows = self._database.query(
            f"SELECT {_COLUMNS} FROM turns {where} ORDER BY turn DESC LIMIT ?",  # noqa: S608  # our own words
            (*values, max(count, 0)),
        )
        return [_record(row) for row in reversed(rows)]

    def get(self, turn: int) -> TurnRecord | None:
        """Return one turn; None if it is not kept."""
        rows = self._database.query(f"SELECT {_COLUMNS} FROM turns WHERE turn = ?", (turn,))  # noqa: S608  # our own words
        return _record(rows[0]) if rows else None

    def forget(self, older_than: datetime) -> int:
        """Delete the turns from before that time, beyond recovery from the file, and return how many there were."""
        with self._database.transaction() as connection:
            forgotten = connection.execute("DELETE FROM turns WHERE at_utc < ?", (utc_text(older_than),)).rowcount
        if forgotten:
            self._database.checkpoint()
        return forgotten


def _record(row: Row) -> TurnRecord:
    turn, at_utc, session, utterance, plan, approvals, results, reply, spoken, timings_ms, trace = row
    return TurnRecord(
        turn=turn,
        at_utc=datetime.fromisoformat(at_utc),
        session=session,
        utterance=decode_utterance(utterance),
        plan=decode_plan(plan),
        approvals=decode_approvals(approvals),
        results=decode_results(results),
        reply=decode_reply(reply),
        spoken=decode_spoken(spoken),
        timings_ms=decode_timings(timings_ms),
        trace=decode_facts(trace),
    )
