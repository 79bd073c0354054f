import errno
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.kernel.errors import ConfigError, StoreError
from assistant.kernel.types import Reply, TurnRecord, Utterance
from assistant.store import failures
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from assistant.store.migration import Migration, shipped

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "zenus.db"


def code_of_opening(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        Database(path, busy_timeout_s=0.05)
    return caught.value.code


def turn(number: int, text: str = "what time is it") -> TurnRecord:
    return TurnRecord(number, NOON, "main", Utterance(text, "typed"), None, (), (), Reply("Noon."))


def test_only_the_user_can_read_the_file_and_its_side_files(path: Path) -> None:
    old_mask = os.umask(0)
    try:
        with Database(path) as database:
            SqliteHistory(database).add(turn(1))
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    finally:
        os.umask(old_mask)
    assert modes == {"zenus.db": 0o600, "zenus.db-wal": 0o600, "zenus.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    with Database(path) as database:
        SqliteHistory(database).add(turn(1))
    with Database(path) as database:
        assert SqliteHistory(database).latest(1) == [turn(1)]


def test_a_failed_transaction_changes_nothing(path: Path) -> None:
    with Database(path) as database:
        with pytest.raises(KeyError), database.transaction() as connection:
            connection.execute("INSERT INTO timers (kind, label, due_utc) VALUES ('timer', '', '')")
            raise KeyError
        assert database.query("SELECT * FROM timers") == []


def test_a_database_can_be_used_from_several_threads(path: Path) -> None:
    numbers: list[int] = []
    with Database(path) as database:
        history = SqliteHistory(database)
        threads = [threading.Thread(target=lambda: numbers.append(history.next_turn())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(numbers) == list(range(1, 9))


# ---------------------------------------------------------------------------------------------------------- migrations


def test_the_shipped_migrations_are_numbered_without_gaps() -> None:
    numbers = [migration.number for migration in shipped()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_later_migrations_keep_what_is_there(path: Path) -> None:
    with Database(path) as database:
        SqliteHistory(database).add(turn(1))
    more = [*shipped(), Migration(len(shipped()) + 1, "CREATE TABLE more (x); -- end\nALTER TABLE turns ADD COLUMN y")]
    with Database(path, migrations=more) as database:
        assert SqliteHistory(database).latest(1) == [turn(1)]
        assert database.query("SELECT y FROM turns") == [(None,)]
        assert database.query("PRAGMA user_version") == [(len(more),)]


def test_a_migration_that_fails_leaves_the_schema_as_it_was(path: Path) -> None:
    Database(path).close()
    bad = Migration(len(shipped()) + 1, "CREATE TABLE half (x);\nINSERT INTO missing VALUES (1);")
    with pytest.raises(StoreError):
        Database(path, migrations=[*shipped(), bad])
    with Database(path) as database:
        assert database.query("SELECT name FROM sqlite_master WHERE name = 'half'") == []


def test_a_database_of_a_later_version_is_refused_and_left_alone(path: Path) -> None:
    Database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert code_of_opening(path) == "store-too-new"
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (999,)
    connection.close()


@pytest.mark.slow
def test_processes_that_start_at_once_share_one_schema_and_no_turn_number(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.store.database import Database;"
        "from assistant.store.history import SqliteHistory; sys.stdin.read(1);"
        "h = SqliteHistory(Database(Path(sys.argv[1]), busy_timeout_s=20)); print(*[h.next_turn() for _ in range(20)])"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("x")
        worker.stdin.flush()
    outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4
    assert sorted(int(number) for output in outputs for number in output.split()) == list(range(1, 81))


# ------------------------------------------------------------------------------------------------------------ failures


def test_a_locked_database_is_reported_after_the_time_limit(path: Path) -> None:
    with Database(path, busy_timeout_s=0.05) as database, Database(path) as other, other.transaction():
        with pytest.raises(StoreError) as caught:
            SqliteHistory(database).next_turn()
        assert caught.value.code == "store-locked"
        assert SqliteHistory(database).latest(1) == []  # reading goes on


def test_a_database_that_is_locked_while_it_is_made_is_reported(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    assert code_of_opening(path) == "store-locked"
    connection.close()


def test_a_full_disk_is_reported_and_the_turn_before_is_kept(path: Path) -> None:
    with Database(path) as database:
        history = SqliteHistory(database)
        history.add(turn(1))
        (pages,) = database.query("PRAGMA page_count")[0]
        database.query(f"PRAGMA max_page_count = {pages}")  # the engine's own limit, met like the end of a disk
        with pytest.raises(StoreError) as caught:
            history.add(turn(2, "x" * 100_000))
        assert caught.value.code == "disk-full"
        assert history.latest(9) == [turn(1)]


def test_a_write_that_fails_on_a_full_disk_is_called_that(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    monkeypatch.setattr(failures.os, "statvfs", lambda _: SimpleNamespace(f_bavail=0))
    with pytest.raises(StoreError) as caught, failures.told(path):
        raise error
    assert caught.value.code == "disk-full"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EROFS, "store-read-only"),
        (errno.EACCES, "store-read-only"),
        (errno.EIO, "store-unusable"),
    ],
)
def test_what_the_file_system_refuses_is_reported(path: Path, number: int, code: str) -> None:
    with pytest.raises(StoreError) as caught, failures.told(path):
        raise OSError(number, os.strerror(number))
    assert caught.value.code == code


def test_a_failed_write_to_a_folder_that_is_gone_is_reported(path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    with pytest.raises(StoreError) as caught, failures.told(path):
        raise error
    assert caught.value.code == "store-unusable"


def test_a_database_that_may_not_be_written_to_is_reported(path: Path) -> None:
    with Database(path) as database:
        database.query("PRAGMA query_only = ON")
        with pytest.raises(StoreError) as caught:
            SqliteHistory(database).next_turn()
        assert caught.value.code == "store-read-only"


def test_a_file_that_is_no_database_is_reported_as_damaged(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is not a database, though it is long enough to look like one" * 100)
    assert code_of_opening(path) == "store-damaged"


def test_a_database_with_lost_pages_is_reported_as_damaged(path: Path) -> None:
    with Database(path) as database:
        for number in range(1, 50):
            SqliteHistory(database).add(turn(number, "x" * 2000))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught, Database(path) as database:
        SqliteHistory(database).latest(100)
    assert caught.value.code == "store-damaged"


def test_a_folder_in_place_of_the_file_is_reported(path: Path) -> None:
    path.mkdir(parents=True)
    assert code_of_opening(path) == "store-unusable"


def test_a_file_in_place_of_the_folder_is_reported(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(ConfigError):
        Database(path)


def test_a_closed_database_is_reported(path: Path) -> None:
    database = Database(path)
    database.close()
    database.close()
    with pytest.raises(StoreError) as caught:
        database.query("SELECT 1")
    assert caught.value.code == "store-unusable"


def test_an_error_of_our_own_passes_through(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), failures.told(path):
        raise ZeroDivisionError


# ---------------------------------------------------------------------------------------------------------- forgetting


def test_forgotten_words_are_nowhere_in_the_files(path: Path) -> None:
    with Database(path) as database:
        history = SqliteHistory(database)
        history.add(turn(1, "my secret word is xylophone"))
        history.forget(NOON + timedelta(days=1))
        for file in path.parent.iterdir():
            assert b"xylophone" not in file.read_bytes(), file.name


def test_a_session_name_that_is_no_text_is_kept_in_escaped_form(path: Path) -> None:
    with Database(path) as database:
        history = SqliteHistory(database)
        history.add(TurnRecord(1, NOON, "bad\udcff", Utterance("hi", "typed"), None, (), (), Reply("Hi.")))
        assert [record.turn for record in history.latest(1, "bad\udcff")] == [1]


def test_a_value_without_a_json_form_is_refused(path: Path) -> None:
    with Database(path) as database, pytest.raises(TypeError, match="set has no JSON form"):
        SqliteHistory(database).add(
            TurnRecord(1, NOON, "s", Utterance({1}, "typed"), None, (), (), Reply(""))  # type: ignore[arg-type]
        )
