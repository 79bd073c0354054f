"""What every `QuestionStore` must do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.kernel.stores import QuestionStore
from assistant.kernel.testing.storage import FakeQuestionStore
from assistant.kernel.types import Plan, Source, Step
from assistant.kernel.verdict import Agreement, Demand, Question
from assistant.store.database import Database
from assistant.store.questions import SqliteQuestionStore

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
QUESTION = Question(
    plan=Plan(Source.CLAUDE, (Step("files.trash", {"paths": ["Bücher", "\udcff"], "n": {"deep": None}}),), "r"),
    text="Shall I move “Bücher” to the trash?",
    agreement=Agreement(frozenset({"a" * 64, "b" * 64}), Demand.CODE),
    deeds=("move “Bücher” to the trash", "mute the sound"),
    asked_at=NOON,
    expires_at=NOON + timedelta(seconds=30),
    code="47",
)
PLAIN = replace(QUESTION, agreement=Agreement(frozenset(), Demand.YES), deeds=(), code="", text="Shall I?")


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QuestionStore]:
    if request.param == "fake":
        yield FakeQuestionStore()
        return
    with Database(tmp_path / "data" / "zenus.db") as database:
        yield SqliteQuestionStore(database)


def test_nothing_is_open_at_first(store: QuestionStore) -> None:
    assert store.get("main") is None and store.take("main") is None


@pytest.mark.parametrize("question", [QUESTION, PLAIN], ids=["code", "yes"])
def test_a_question_is_kept_whole(store: QuestionStore, question: Question) -> None:
    store.put("main", question)
    assert store.get("main") == question
    assert store.get("main") == question, "looking takes nothing away"


def test_times_are_the_same_moments_in_any_zone(store: QuestionStore) -> None:
    store.put("main", replace(QUESTION, asked_at=NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))))
    kept = store.get("main")
    assert kept is not None and kept.asked_at == NOON


def test_a_question_is_taken_once(store: QuestionStore) -> None:
    store.put("main", QUESTION)
    assert store.take("main") == QUESTION
    assert store.take("main") is None and store.get("main") is None


def test_a_question_belongs_to_its_session(store: QuestionStore) -> None:
    store.put("main", QUESTION)
    store.put("work", PLAIN)
    assert store.get("Main") is None and store.take("") is None
    assert store.take("work") == PLAIN and store.get("main") == QUESTION


def test_a_later_question_replaces_the_one_before(store: QuestionStore) -> None:
    store.put("main", QUESTION)
    store.put("main", PLAIN)
    assert store.take("main") == PLAIN and store.take("main") is None


def test_a_question_is_kept_beyond_its_time(store: QuestionStore) -> None:
    old = replace(QUESTION, asked_at=NOON - timedelta(days=9), expires_at=NOON - timedelta(days=8))
    store.put("main", old)
    assert store.get("main") == old


def test_all_are_forgotten(store: QuestionStore) -> None:
    store.put("main", QUESTION)
    store.put("work", PLAIN)
    store.clear()
    assert store.get("main") is None and store.get("work") is None


def test_a_session_may_be_called_anything(store: QuestionStore) -> None:
    for session in ("", "ü", "a\udcff", "x" * 1000, "'; DROP TABLE questions"):
        store.put(session, QUESTION)
        assert store.take(session) == QUESTION
