"""The journal in the database: survives the death of its process, and shows tampering of any kind."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.kernel.clock import SystemClock
from assistant.kernel.deeds import AuditReport, DeedState, NewDeed
from assistant.kernel.errors import StoreError
from assistant.store import journal as module
from assistant.store.database import Database
from assistant.store.journal import SqliteJournal

UNDO = {"from": "/home/ann/a"}
NEW = NewDeed(1, "files.move", {}, frozenset({"files.move"}), undo=UNDO)


class Stage:
    """A journal in a folder, which can be opened anew as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.path, self.head = folder / "data" / "zenus.db", folder / "state" / "audit.head"
        self.database = Database(self.path)
        self.journal = SqliteJournal(self.database, SystemClock(), self.head)

    def in_another_process(self, work: Callable[[SqliteJournal], None]) -> int:
        """Start a process that works on a journal of its own; return its number once it says that it is ready."""
        ready, say_ready = os.pipe()
        pid = os.fork()
        if not pid:  # pragma: no cover  # the child
            try:
                work(SqliteJournal(Database(self.path), SystemClock(), self.head))
                os.write(say_ready, b"x")
                signal.pause()
            finally:
                os._exit(1)
        os.close(say_ready)
        assert os.read(ready, 1) == b"x"
        os.close(ready)
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> None:
        """Tamper with the file behind the journal's back."""
        with sqlite3.connect(self.path) as connection:
            connection.execute(sql, values)
        connection.close()

    def entries(self, count: int) -> None:
        for number in range(count):
            self.journal.record("asked", {"number": number})


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.database.close()


# ------------------------------------------------------------------------------------------------------------- death


def test_a_deed_whose_process_was_killed_is_interrupted_and_can_be_taken_back(stage: Stage) -> None:
    def work(journal: SqliteJournal) -> None:
        journal.note(journal.begin(NEW), 0, {"inode": 7})

    stage.kill(stage.in_another_process(work))
    (deed,) = stage.journal.recover()
    assert (deed.state, deed.undo, deed.notes) == (DeedState.INTERRUPTED, UNDO, {0: {"inode": 7}})
    assert list(stage.journal.recent()) == [deed]
    assert stage.journal.audit().findings == ()
    assert stage.journal.recover() == [], "told once"


def test_a_deed_of_a_process_that_lives_is_left_alone(stage: Stage) -> None:
    pid = stage.in_another_process(lambda journal: journal.begin(NEW) and None)
    own = stage.journal.begin(NEW)
    try:
        assert stage.journal.recover() == []
    finally:
        stage.kill(pid)
    assert [deed.number for deed in stage.journal.recover()] == [1]
    kept = stage.journal.deed(own)
    assert kept is not None and kept.state is DeedState.BEGUN


def test_a_deed_that_was_being_taken_back_stays_so(stage: Stage) -> None:
    def work(journal: SqliteJournal) -> None:
        number = journal.begin(NEW)
        journal.finish(number, DeedState.DONE, {})
        journal.finish(number, DeedState.UNDOING, {})

    stage.kill(stage.in_another_process(work))
    assert stage.journal.recover() == []
    (deed,) = stage.journal.recent()
    assert (deed.state, deed.undo) == (DeedState.UNDOING, UNDO)


def test_of_two_processes_one_recovers_a_deed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.kill(stage.in_another_process(lambda journal: journal.begin(NEW) and None))
    with Database(stage.path) as database:
        other = SqliteJournal(database, SystemClock(), stage.head)

        def slowly(_owner: str) -> bool:
            monkeypatch.undo()
            assert len(other.recover()) == 1
            return False

        monkeypatch.setattr(module, "is_alive", slowly)
        assert stage.journal.recover() == []
    assert stage.journal.audit().entry_count == 2


def test_several_are_recovered_the_newest_first(stage: Stage) -> None:
    def work(journal: SqliteJournal) -> None:
        for _ in range(3):
            journal.begin(NEW)

    stage.kill(stage.in_another_process(work))
    assert [deed.number for deed in stage.journal.recover()] == [3, 2, 1]


def test_two_processes_write_one_chain(stage: Stage) -> None:
    def work(journal: SqliteJournal) -> None:
        for number in range(25):
            journal.record("asked", {"pid": os.getpid(), "number": number})

    pids = [stage.in_another_process(work), stage.in_another_process(work)]
    stage.entries(5)
    for pid in pids:
        stage.kill(pid)
    assert stage.journal.audit() == AuditReport(55, ())


def test_a_number_is_never_given_twice(stage: Stage) -> None:
    stage.journal.begin(NEW)
    number = stage.journal.begin(NEW)
    stage.execute("DELETE FROM deeds WHERE deed = ?", (number,))
    assert stage.journal.begin(NEW) == number + 1


# ----------------------------------------------------------------------------------------------------- undo data


@pytest.mark.slow
def test_undo_data_of_a_hundred_thousand_files_takes_little_room(stage: Stage) -> None:
    undo = {"moved": [f"/home/ann/Pictures/2026/IMG_{number:06}.jpg" for number in range(100_000)]}
    number = stage.journal.begin(NewDeed(1, "files.move", {}, frozenset(), undo=undo))
    stage.database.checkpoint()
    assert stage.path.stat().st_size < 1_500_000
    deed = stage.journal.deed(number)
    assert deed is not None and deed.undo == undo


def test_what_is_forgotten_is_not_in_the_file(stage: Stage) -> None:
    number = stage.journal.begin(NEW)
    stage.journal.note(number, 0, {"was": "xylophone"})
    stage.journal.drop_undo(number)
    stage.database.checkpoint()
    assert b"xylophone" not in stage.path.read_bytes()


def test_a_database_that_is_locked_lets_nothing_begin(stage: Stage) -> None:
    with (
        Database(stage.path, busy_timeout_s=0.01) as database,
        stage.database.transaction(),
        pytest.raises(StoreError) as caught,
    ):
        SqliteJournal(database, SystemClock(), stage.head).begin(NEW)
    assert caught.value.code == "store-locked"


# ------------------------------------------------------------------------------------------------------------- audit


def problems(stage: Stage) -> list[tuple[int, str]]:
    return [(finding.entry, finding.problem) for finding in stage.journal.audit().findings]


def test_an_untouched_log_is_sound(stage: Stage) -> None:
    stage.journal.finish(stage.journal.begin(NEW), DeedState.DONE, {"ü": "\udcff"})
    stage.entries(20)
    assert problems(stage) == []


TAMPERING = {
    "content": "UPDATE audit SET content = '{}' WHERE entry = 3",
    "kind": "UPDATE audit SET kind = 'approved' WHERE entry = 3",
    "time": "UPDATE audit SET at_utc = '2020-01-01' WHERE entry = 3",
    "deed": "UPDATE audit SET deed = 9 WHERE entry = 3",
    "number": "UPDATE audit SET entry = 99 WHERE entry = 3",
    "digest": "UPDATE audit SET digest = (SELECT digest FROM audit WHERE entry = 4) WHERE entry = 3",
    "one taken out": "DELETE FROM audit WHERE entry = 3",
    "the first taken out": "DELETE FROM audit WHERE entry = 1",
    "the last taken out": "DELETE FROM audit WHERE entry = 6",
    "all taken out": "DELETE FROM audit",
    "swapped": "UPDATE audit SET entry = CASE entry WHEN 2 THEN -3 ELSE -2 END WHERE entry IN (2, 3)",
}


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(stage: Stage, sql: str) -> None:
    stage.entries(6)
    stage.execute(sql)
    stage.execute("UPDATE audit SET entry = -entry WHERE entry < 0")
    assert problems(stage)


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_still_found_after_much_more_was_written(stage: Stage, sql: str) -> None:
    stage.entries(6)
    stage.execute(sql)
    stage.execute("UPDATE audit SET entry = -entry WHERE entry < 0")
    stage.entries(20)
    assert problems(stage)


def test_content_can_be_forgotten_without_a_trace_of_tampering(stage: Stage) -> None:
    stage.entries(6)
    stage.execute("UPDATE audit SET content = NULL")
    assert problems(stage) == []


def test_the_newest_entry_is_kept_outside_of_the_database(stage: Stage) -> None:
    stage.entries(3)
    assert stage.head.read_text().startswith("3 ")
    stage.head.unlink()
    stage.entries(1)
    assert stage.head.read_text().startswith("4 ")


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(1, 8), column=st.sampled_from(["at_utc", "kind", "content", "content_digest", "digest"]))
def test_any_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, place: int, column: str) -> None:
    made = Stage(tmp_path_factory.mktemp("tampered"))
    made.entries(8)
    made.execute(f"UPDATE audit SET {column} = substr({column}, 2) WHERE entry = ?", (place,))
    assert problems(made)
    made.database.close()


def test_times_stand_in_utc(stage: Stage) -> None:
    deed = stage.journal.deed(stage.journal.begin(NEW))
    assert deed is not None and deed.at_utc.tzinfo is UTC
    assert abs((datetime.now(UTC) - deed.at_utc).total_seconds()) < 60
