"""What every `Journal` must do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType

import pytest

from assistant.kernel.deeds import OPEN_STATES, DeedState, NewDeed
from assistant.kernel.effects import Access, Effects, touching
from assistant.kernel.stores import Journal
from assistant.kernel.testing.storage import FakeJournal
from assistant.store.database import Database
from assistant.store.journal import SqliteJournal

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNDO = {"from": "/home/ann/a", "parts": [1, None, {"ü": "\udcff"}]}
ENDED = [state for state in DeedState if state is not DeedState.BEGUN]


class SetClock:
    def __init__(self) -> None:
        self.moment = NOON

    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return self.moment.astimezone(timezone(timedelta(hours=2)))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["fake", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[Journal]:
    if request.param == "fake":
        yield FakeJournal(clock)
        return
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield SqliteJournal(database, clock, tmp_path / "state" / "audit.head")


def new(turn: int = 1, undo: object = UNDO, *capabilities: str, paths: tuple[str, ...] = ()) -> NewDeed:
    effects = Effects(touching(Access.MOVE, paths), file_count=len(paths))
    return NewDeed(turn, "files.move", {"to": "b"}, frozenset(capabilities), effects, {"count": 2}, undo)  # type: ignore[arg-type]


def ended(journal: Journal, state: DeedState = DeedState.DONE, turn: int = 1, undo: object = UNDO) -> int:
    number = journal.begin(new(turn, undo))
    journal.finish(number, state, {})
    return number


# ------------------------------------------------------------------------------------------------------------ begin


def test_a_deed_is_kept_as_it_begins(journal: Journal, clock: SetClock) -> None:
    number = journal.begin(new(turn=3, paths=("/home/ann/b", "/home/ann/a\udcff", "/home/ann/b")))
    deed = journal.deed(number)
    assert deed is not None
    assert (deed.number, deed.turn, deed.at_utc, deed.action) == (number, 3, NOON, "files.move")
    assert (deed.args, deed.facts, deed.undo) == ({"to": "b"}, {"count": 2}, UNDO)
    assert (deed.state, deed.notes) == (DeedState.BEGUN, {})
    assert deed.paths == ("/home/ann/a\udcff", "/home/ann/b"), "each once"


def test_numbers_count_up(journal: Journal) -> None:
    assert [journal.begin(new()) for _ in range(3)] == [1, 2, 3]


def test_a_deed_without_a_way_back_has_none(journal: Journal) -> None:
    deed = journal.deed(journal.begin(new(undo=None)))
    assert deed is not None and deed.undo is None
    empty = journal.deed(journal.begin(new(undo={})))
    assert empty is not None and empty.undo == {}, "nothing to know is not nothing to do"


def test_any_mapping_and_sequence_can_be_kept(journal: Journal) -> None:
    facts = MappingProxyType({"names": ("a", "b"), "deep": MappingProxyType({"n": 1})})
    number = journal.begin(NewDeed(1, "a.b", facts, frozenset(), facts=facts, undo=facts))
    journal.note(number, 1, facts)
    journal.finish(number, DeedState.DONE, facts)
    deed = journal.deed(number)
    assert deed is not None and deed.undo is not None
    for kept in (deed.args, deed.facts, deed.undo, deed.notes[1]):
        assert list(kept["names"]) == ["a", "b"] and dict(kept["deep"]) == {"n": 1}  # type: ignore[arg-type,call-overload]


def test_what_never_was_is_not_found(journal: Journal) -> None:
    assert journal.deed(1) is None and journal.of_turn(1) == [] and journal.recent() == []


# ------------------------------------------------------------------------------------------------------------ notes


def test_notes_are_kept_by_their_index(journal: Journal) -> None:
    number, other = journal.begin(new()), journal.begin(new())
    journal.note(number, 7, {"inode": 1})
    journal.note(number, 2, {"inode": 2})
    journal.note(number, 7, {"inode": 3})
    deed, untouched = journal.deed(number), journal.deed(other)
    assert deed is not None and deed.notes == {2: {"inode": 2}, 7: {"inode": 3}}
    assert untouched is not None and untouched.notes == {}


# ----------------------------------------------------------------------------------------------------------- finish


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("keeps_undo", [True, False])
def test_a_deed_ends_in_a_state_and_keeps_its_undo_or_not(journal: Journal, state: DeedState, keeps_undo: bool) -> None:
    number = journal.begin(new())
    journal.finish(number, state, {"message": "x"}, keeps_undo=keeps_undo)
    deed = journal.deed(number)
    assert deed is not None and deed.state is state
    assert deed.undo == (UNDO if keeps_undo else None)


def test_undo_data_can_be_forgotten(journal: Journal) -> None:
    number, other = ended(journal), ended(journal)
    journal.note(number, 1, {"a": 1})
    journal.drop_undo(number)
    deed, untouched = journal.deed(number), journal.deed(other)
    assert deed is not None and (deed.undo, deed.notes, deed.state) == (None, {}, DeedState.DONE)
    assert untouched is not None and untouched.undo == UNDO


# ----------------------------------------------------------------------------------------------------------- reading


def test_the_deeds_of_a_turn_come_in_order(journal: Journal) -> None:
    first, other, second = ended(journal, turn=5), ended(journal, turn=6), ended(journal, turn=5)
    assert [deed.number for deed in journal.of_turn(5)] == [first, second]
    assert [deed.number for deed in journal.of_turn(6)] == [other]


@pytest.mark.parametrize("state", DeedState)
@pytest.mark.parametrize("undo", [UNDO, None])
def test_what_may_have_left_a_change_is_recent(journal: Journal, state: DeedState, undo: object) -> None:
    number = journal.begin(new(undo=undo))
    if state is not DeedState.BEGUN:
        journal.finish(number, state, {})
    # A failure of which it is certain that nothing was done has no undo data left.
    is_recent = state in OPEN_STATES and (undo is not None or state is not DeedState.FAILED)
    assert [deed.number for deed in journal.recent()] == ([number] if is_recent else [])


def test_the_newest_come_first_and_so_many_at_most(journal: Journal) -> None:
    numbers = [ended(journal) for _ in range(4)]
    assert [deed.number for deed in journal.recent()] == numbers[::-1]
    assert [deed.number for deed in journal.recent(limit=2)] == numbers[:1:-1]


def test_only_what_began_since_is_recent(journal: Journal, clock: SetClock) -> None:
    ended(journal)
    clock.moment += timedelta(minutes=10)
    since = clock.now()
    second = ended(journal)
    clock.moment += timedelta(minutes=10)
    third = ended(journal)
    assert [deed.number for deed in journal.recent(since)] == [third, second]
    assert journal.recent(clock.now() + timedelta(seconds=1)) == []


def test_deeds_are_counted_by_capability_and_time(journal: Journal, clock: SetClock) -> None:
    journal.begin(new(1, UNDO, "files.move", "files.trash"))
    clock.moment += timedelta(minutes=1)
    journal.begin(new(1, UNDO, "files.move"))
    assert journal.count_since("files.move", NOON) == 2
    assert journal.count_since("files.trash", NOON) == 1
    assert journal.count_since("files.move", NOON + timedelta(seconds=1)) == 1
    assert journal.count_since("clock.read", NOON) == 0


# ----------------------------------------------------------------------------------------------------- after a crash


def test_what_ended_is_not_recovered(journal: Journal) -> None:
    for state in ENDED:
        ended(journal, state)
    assert journal.recover() == []


# ------------------------------------------------------------------------------------------------------------- audit


def test_every_step_of_a_deed_is_an_entry_of_the_audit_log(journal: Journal) -> None:
    assert journal.audit().entry_count == 0
    number = ended(journal)
    journal.record("asked", {"question": "Shall I?"}, number)
    journal.record("halted", {})
    report = journal.audit()
    assert (report.entry_count, report.findings) == (4, ())


def test_notes_and_forgotten_undo_data_are_no_entries(journal: Journal) -> None:
    number = ended(journal)
    journal.note(number, 1, {})
    journal.drop_undo(number)
    assert journal.audit().entry_count == 2
