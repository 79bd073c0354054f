"""What every `History` must do. Add an implementation by adding a maker."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.kernel.stores import History
from assistant.kernel.testing.storage import FakeHistory
from assistant.kernel.types import (
    ActionResult,
    Approval,
    Card,
    JsonValue,
    Plan,
    Reply,
    Source,
    SpokenText,
    Step,
    TurnRecord,
    Utterance,
)
from assistant.store.database import Database
from assistant.store.history import SqliteHistory

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class ForgettingHistory(History, Protocol):
    def forget(self, older_than: datetime) -> int: ...


@pytest.fixture(params=["fake", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForgettingHistory]:
    if request.param == "fake":
        yield FakeHistory()
        return
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield SqliteHistory(database)


def turn(number: int, session: str = "main", at_utc: datetime = NOON, text: str = "what time is it") -> TurnRecord:
    return TurnRecord(number, at_utc, session, Utterance(text, "typed"), None, (), (), Reply("It is noon."))


FULL = TurnRecord(
    turn=7,
    at_utc=NOON + timedelta(microseconds=1),
    session="main",
    utterance=Utterance("öffne “Bücher”", "voice", "de", 0.87, 12.5, True),
    plan=Plan(Source.LOCAL, (Step("files.find", {"name": "Bücher", "kinds": ["pdf", None], "deep": {"n": 1.5}}),), "r"),
    approvals=(Approval("Open it?", True, "voice"), Approval("Sure?", False, "time-out")),
    results=(
        ActionResult(
            "files.find", True, "files.found", MappingProxyType({"count": 2}), True, False, ("Opened a file.",)
        ),
        ActionResult("files.open", False, "files.failed", error_code="no-such-file"),
    ),
    reply=Reply("Two files.", Card("Files", (("a.pdf", "1 MB"), ("b\udc80.pdf", "2 MB"))), True),
    spoken=SpokenText("Two", False),
    timings_ms={"understand": 0.4, "total": 12.0},
)


def test_turn_numbers_count_up_from_one(history: History) -> None:
    assert [history.next_turn() for _ in range(3)] == [1, 2, 3]


def test_a_record_comes_back_as_it_was(history: History) -> None:
    history.add(FULL)
    assert list(history.latest(1)) == [FULL]


def test_a_record_without_plan_and_speech_comes_back_as_it_was(history: History) -> None:
    history.add(turn(1))
    assert list(history.latest(1)) == [turn(1)]


def test_an_empty_history_has_no_latest_turns(history: History) -> None:
    assert list(history.latest(5)) == []


def test_the_latest_turns_come_oldest_first(history: History) -> None:
    for number in (1, 3, 2):
        history.add(turn(number))
    assert [record.turn for record in history.latest(2)] == [2, 3]


@pytest.mark.parametrize("count", [0, -1])
def test_no_turns_are_asked_for(history: History, count: int) -> None:
    history.add(turn(1))
    assert list(history.latest(count)) == []


def test_one_sessions_turns_can_be_asked_for(history: History) -> None:
    for number, session in enumerate(["a", "b", "a", "b", ""], start=1):
        history.add(turn(number, session))
    assert [record.turn for record in history.latest(9, "a")] == [1, 3]
    assert [record.turn for record in history.latest(1, "b")] == [4]
    assert [record.turn for record in history.latest(9, "")] == [5]


def test_a_turn_that_is_added_again_replaces_the_first(history: History) -> None:
    history.add(turn(1, text="first"))
    history.add(turn(1, text="second"))
    assert [record.utterance.text for record in history.latest(9)] == ["second"]


def test_old_turns_are_forgotten_and_counted(history: ForgettingHistory) -> None:
    history.add(turn(1, at_utc=NOON - timedelta(days=2)))
    history.add(turn(2, at_utc=NOON - timedelta(microseconds=1)))
    history.add(turn(3, at_utc=NOON))
    assert history.forget(NOON) == 2
    assert [record.turn for record in history.latest(9)] == [3]
    assert history.forget(NOON) == 0


def test_forgetting_compares_moments_and_not_their_spelling(history: ForgettingHistory) -> None:
    east = timezone(timedelta(hours=9))
    history.add(turn(1, at_utc=(NOON - timedelta(hours=1)).astimezone(east)))
    assert history.forget(NOON.astimezone(east)) == 1


def test_a_forgotten_turns_number_is_not_given_again(history: ForgettingHistory) -> None:
    history.add(turn(history.next_turn()))
    history.forget(NOON + timedelta(days=1))
    assert history.next_turn() == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=[])), facts=st.dictionaries(st.text(), JSON, max_size=3))
def test_any_text_and_any_facts_survive(history: History, text: str, facts: dict[str, JsonValue]) -> None:
    result = ActionResult("a.b", True, "m", facts, effects=(text,))
    record = TurnRecord(
        1, NOON, "s", Utterance(text, "typed"), None, (), (result,), Reply(text), SpokenText(text, True)
    )
    history.add(record)
    assert list(history.latest(1)) == [record]
