"""What is kept about the user is told by number and size, and forgotten from the file itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.kernel.deeds import DeedState, NewDeed
from assistant.kernel.effects import Access, Effects, touching
from assistant.kernel.memory import Scope, in_scope
from assistant.kernel.types import Reply, TurnRecord, Utterance
from assistant.store.database import Database
from assistant.store.file_places import FilesPlace
from assistant.store.history import SqliteHistory
from assistant.store.journal import SqliteJournal
from assistant.store.memory import JournalPlace, TurnsPlace, UndoPlace

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "the-name-of-a-secret-file"


class NoonClock:
    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return NOON


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield database


@pytest.fixture
def journal(database: Database, tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(database, NoonClock(), tmp_path / "state" / "audit.head")


def say(database: Database, turn: int = 1) -> None:
    record = TurnRecord(turn, NOON, "main", Utterance(SECRET, "typed"), None, (), (), Reply(SECRET))
    SqliteHistory(database).add(record)


def do(journal: SqliteJournal, state: DeedState = DeedState.DONE, *, can_undo: bool = False) -> int:
    effects = Effects(touching(Access.MOVE, [f"/home/{SECRET}"]), file_count=1)
    undo = {"from": SECRET} if can_undo else None
    deed = journal.begin(NewDeed(1, "files.move", {"to": SECRET}, frozenset(), effects, {"name": SECRET}, undo))
    if can_undo:
        journal.note(deed, 0, {"path": SECRET})
    if state is not DeedState.BEGUN:
        journal.finish(deed, state, {"why": SECRET})
    return deed


def in_the_file(database: Database) -> bool:
    database.checkpoint()
    return SECRET.encode() in database.path.read_bytes()


def test_turns_are_counted_and_forgotten_beyond_recovery(database: Database) -> None:
    say(database)
    assert (TurnsPlace(database).survey().count, TurnsPlace(database).survey().oldest) == (1, NOON)
    assert in_the_file(database)
    TurnsPlace(database).forget()
    assert (TurnsPlace(database).survey().count, TurnsPlace(database).survey().size_bytes) == (0, 0)
    assert not in_the_file(database)


def test_the_numbers_of_forgotten_turns_are_not_given_again(database: Database) -> None:
    history = SqliteHistory(database)
    say(database, history.next_turn())
    TurnsPlace(database).forget()
    assert history.next_turn() == 2


def test_the_journal_forgets_what_was_done_and_its_chain_still_holds(
    database: Database, journal: SqliteJournal
) -> None:
    deed = do(journal)
    journal.record("asked", {"question": SECRET})
    JournalPlace(database).forget()
    assert not in_the_file(database)
    assert JournalPlace(database).survey().count == 0
    assert journal.audit().findings == () and journal.audit().entry_count == 3
    assert journal.recent() == []
    assert journal.deed(deed).state is DeedState.FORGOTTEN
    do(journal)
    assert journal.audit().findings == ()


def test_what_can_be_taken_back_can_still_be_after_the_history_is_forgotten(
    database: Database, journal: SqliteJournal
) -> None:
    deed = do(journal, can_undo=True)
    before = journal.deed(deed)
    JournalPlace(database).forget()
    assert journal.deed(deed) == before


def test_what_is_being_done_is_not_forgotten(database: Database, journal: SqliteJournal) -> None:
    deed = do(journal, DeedState.BEGUN)
    JournalPlace(database).forget()
    assert journal.deed(deed).facts == {"name": SECRET}


def test_without_what_undo_needs_nothing_can_be_taken_back(database: Database, journal: SqliteJournal) -> None:
    deed = do(journal, can_undo=True)
    assert UndoPlace(database).survey().count == 1
    UndoPlace(database).forget()
    assert UndoPlace(database).survey().count == 0
    assert journal.deed(deed).undo is None and journal.deed(deed).notes == {}


@pytest.mark.parametrize("is_emptied", [True, False])
def test_files_are_counted_and_removed_or_emptied(tmp_path: Path, is_emptied: bool) -> None:
    (tmp_path / "below").mkdir()
    for name in ("a.log", "below/b.log.1", "c.txt"):
        (tmp_path / name).write_bytes(b"12345")
    place = FilesPlace("log", tmp_path, "*.log*", Scope.LOG, is_emptied=is_emptied)
    assert (place.survey().count, place.survey().size_bytes) == (2, 10)
    place.forget()
    assert (place.survey().count, place.survey().size_bytes, place.survey().oldest) == (0, 0, None)
    assert (tmp_path / "a.log").exists() is is_emptied
    assert (tmp_path / "c.txt").read_bytes() == b"12345"


def test_files_that_are_not_the_users_words_stay(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("x")
    place = FilesPlace("settings", tmp_path, "*")
    place.forget()
    assert place.survey().count == 1 and not place.survey().is_private


def test_a_file_with_two_names_takes_its_room_once(tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(b"123")
    (tmp_path / "model").hardlink_to(tmp_path / "blob")
    assert FilesPlace("models", tmp_path, "*").survey().size_bytes == 3


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert FilesPlace("log", tmp_path / "none", "*", Scope.LOG).survey().count == 0


def test_all_is_every_place_that_may_be_forgotten(database: Database, tmp_path: Path) -> None:
    places = (TurnsPlace(database), UndoPlace(database), FilesPlace("settings", tmp_path, "*"))
    assert [place.survey().name for place in in_scope(places, Scope.ALL)] == ["turns", "undo"]
    assert [place.survey().name for place in in_scope(places, Scope.HISTORY)] == ["turns"]
