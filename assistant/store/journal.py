"""The journal in the database: deeds, what their undo needs, and the audit log. Implements `Journal`.

A deed is written before it begins and again when it has ended, each time with an entry of the audit log in the same
transaction. What is written survives the death of the process at any moment.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.kernel.clock import Clock
from assistant.kernel.deeds import OPEN_STATES, AuditReport, Deed, DeedState, NewDeed
from assistant.kernel.types import Facts
from assistant.safety.audit import AuditEntry, check_chain, content_text, next_entry
from assistant.store.database import Database, Row
from assistant.store.head_file import HeadFile
from assistant.store.liveness import is_alive, process_name
from assistant.store.text import utc_text

_DEED = "deed, turn, at_utc, action, args, state, facts, undo, paths"
MOST_RECENT = 200
_AUDIT = "entry, at_utc, kind, deed, content, content_digest, digest"


class SqliteJournal:
    """Keeps deeds over restarts and for several processes. Any thread may call it.

    Args:
        head_file: Where the newest audit entry is kept a second time; outside the database's folder.
    """

    def __init__(self, database: Database, clock: Clock, head_file: Path) -> None:
        self._database = database
        self._clock = clock
        self._head = HeadFile(head_file)

    # ------------------------------------------------------------------------------------------------------- writing

    def begin(self, deed: NewDeed) -> int:
        """Keep a deed that is about to begin and return its number, which was never given before."""
        at_utc, paths = self._now(), sorted(set(deed.effects.paths()))
        values = (
            deed.turn,
            at_utc,
            deed.action,
            content_text(deed.args),
            content_text(deed.facts),
            json.dumps(paths),
            DeedState.BEGUN.value,
            process_name(),
            _packed(deed.undo),
        )
        content: Facts = {
            "action": deed.action,
            "args": deed.args,
            "turn": deed.turn,
            "effects": deed.effects.as_facts(),
        }
        with self._database.transaction() as connection:
            (number,) = connection.execute(
                "INSERT INTO deeds (turn, at_utc, action, args, facts, paths, state, owner, undo)"
                " VALUES (?,?,?,?,?,?,?,?,?) RETURNING deed",
                values,
            ).fetchone()
            connection.executemany(
                "INSERT INTO deed_capabilities VALUES (?,?,?)",
                [(number, capability, at_utc) for capability in deed.capabilities],
            )
            entry = self._append(connection, "begun", content, number)
        self._head.write(entry, self._is_in_chain)
        return int(number)

    def note(self, deed: int, index: int, facts: Facts) -> None:
        """Keep what its undo must know of a part that is about to be done; a second note replaces the first."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO deed_notes VALUES (?,?,?)", (deed, index, content_text(facts)))

    def finish(self, deed: int, state: DeedState, content: Facts, *, keeps_undo: bool = True) -> None:
        """Keep how far a deed has come, and for the audit log why."""
        undo = "" if keeps_undo else ", undo = NULL"
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE deeds SET state = ?, owner = ?{undo} WHERE deed = ?",  # noqa: S608  # our own words
                (state.value, process_name(), deed),
            )
            entry = self._append(connection, state.value, content, deed)
        self._head.write(entry, self._is_in_chain)

    def record(self, kind: str, content: Facts, deed: int = 0) -> None:
        """Add an entry to the audit log alone."""
        with self._database.transaction() as connection:
            entry = self._append(connection, kind, content, deed)
        self._head.write(entry, self._is_in_chain)

    def drop_undo(self, deed: int) -> None:
        """Forget what the undo of a deed needs."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE deeds SET undo = NULL WHERE deed = ?", (deed,))
            connection.execute("DELETE FROM deed_notes WHERE deed = ?", (deed,))

    def forget_undo(self, before: datetime) -> None:
        """Forget what the undo of all deeds from before that time needs."""
        old = "SELECT deed FROM deeds WHERE at_utc < ?"
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM deed_notes WHERE deed IN ({old})", (utc_text(before),))  # noqa: S608
            connection.execute(
                "UPDATE deeds SET undo = NULL WHERE undo IS NOT NULL AND at_utc < ?", (utc_text(before),)
            )

    def recover(self) -> Sequence[Deed]:
        """Mark the deeds whose process died before they ended, and return them, the newest first.

        A deed that was being taken back stays so: taking it back again finishes it.
        """
        rows = self._database.query("SELECT deed, owner FROM deeds WHERE state = 'begun' ORDER BY deed DESC")
        dead = [int(number) for number, owner in rows if not is_alive(owner)]
        return [deed for number in dead if self._interrupt(number) and (deed := self.deed(number))]

    def _interrupt(self, deed: int) -> bool:
        """Mark a deed as interrupted; False if another process was faster."""
        with self._database.transaction() as connection:
            marked = connection.execute(
                "UPDATE deeds SET state = 'interrupted' WHERE deed = ? AND state = 'begun'", (deed,)
            )
            if not marked.rowcount:
                return False
            entry = self._append(connection, DeedState.INTERRUPTED.value, {}, deed)
        self._head.write(entry, self._is_in_chain)
        return True

    # ------------------------------------------------------------------------------------------------------- reading

    def deed(self, number: int) -> Deed | None:
        """Return one deed; None if there is none."""
        rows = self._database.query(f"SELECT {_DEED} FROM deeds WHERE deed = ?", (number,))  # noqa: S608
        return self._deed(rows[0]) if rows else None

    def recent(self, since: datetime | None = None, limit: int = MOST_RECENT) -> Sequence[Deed]:
        """Return deeds that may have left something changed, the newest first, also those without a way back."""
        states = ",".join(f"'{state.value}'" for state in OPEN_STATES)
        rows = self._database.query(
            f"SELECT {_DEED} FROM deeds WHERE state IN ({states})"  # noqa: S608  # our own words
            " AND (undo IS NOT NULL OR state != 'failed') AND at_utc >= ? ORDER BY deed DESC LIMIT ?",
            (utc_text(since) if since else "", limit),
        )
        return [self._deed(row) for row in rows]

    def of_turn(self, turn: int) -> Sequence[Deed]:
        """Return the deeds of one turn, in order."""
        rows = self._database.query(f"SELECT {_DEED} FROM deeds WHERE turn = ? ORDER BY deed", (turn,))  # noqa: S608
        return [self._deed(row) for row in rows]

    def count_since(self, capability: str, since: datetime) -> int:
        """Return how many deeds that used the capability began since then."""
        ((count,),) = self._database.query(
            "SELECT count(*) FROM deed_capabilities WHERE capability = ? AND at_utc >= ?", (capability, utc_text(since))
        )
        return int(count)

    def audit(self) -> AuditReport:
        """Check the audit log from its first entry to its last."""
        return check_chain(self._entries(), self._head.read())

    # -------------------------------------------------------------------------------------------------------- inside

    def _append(self, connection: sqlite3.Connection, kind: str, content: Facts, deed: int) -> AuditEntry:
        row = connection.execute("SELECT entry, digest FROM audit ORDER BY entry DESC LIMIT 1").fetchone()
        entry = next_entry(row, self._now(), kind, deed, content_text(content))
        connection.execute(
            f"INSERT INTO audit ({_AUDIT}) VALUES (?,?,?,?,?,?,?)",  # noqa: S608  # our own words
            (entry.number, entry.at_utc, kind, deed, entry.content, entry.content_digest, entry.digest),
        )
        return entry

    def _is_in_chain(self, number: int, digest: str) -> bool:
        return bool(self._database.query("SELECT 1 FROM audit WHERE entry = ? AND digest = ?", (number, digest)))

    def _entries(self) -> Iterator[AuditEntry]:
        for row in self._database.query(f"SELECT {_AUDIT} FROM audit ORDER BY entry"):  # noqa: S608  # our own words
            yield AuditEntry(*row)

    def _deed(self, row: Row) -> Deed:
        number, turn, at_utc, action, args, state, facts, undo, paths = row
        notes = self._database.query("SELECT part, facts FROM deed_notes WHERE deed = ? ORDER BY part", (number,))
        return Deed(
            number=number,
            turn=turn,
            at_utc=datetime.fromisoformat(at_utc),
            action=action,
            args=json.loads(args),
            state=DeedState(state),
            facts=json.loads(facts),
            undo=json.loads(zlib.decompress(undo)) if undo is not None else None,
            notes={part: json.loads(noted) for part, noted in notes},
            paths=tuple(json.loads(paths)),
        )

    def _now(self) -> str:
        return utc_text(self._clock.now().astimezone(UTC))


def _packed(undo: Facts | None) -> bytes | None:
    # A deed that moves a hundred thousand files brings many megabytes, nearly all of it the same.
    return None if undo is None else zlib.compress(content_text(undo).encode("ascii"), level=1)
