import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant.cli.history import history
from assistant.config.paths import database_file
from assistant.kernel.types import (
    ActionResult,
    Approval,
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


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(history)
    return CliRunner().invoke(app, arguments)


def record(turn: int, session: str = "main") -> TurnRecord:
    return TurnRecord(
        turn=turn,
        at_utc=NOON,
        session=session,
        utterance=Utterance(f"make note {turn}", "voice"),
        plan=Plan(Source.GRAMMAR, (Step("notes.add", {"text": f"{turn}"}),)),
        approvals=(Approval("Make a note?", True, "voice"),),
        results=(
            ActionResult("notes.add", True, "notes.added", is_verified=True, effects=("Made a note.",)),
            ActionResult("notes.read", False, "failed", error_code="no-note"),
        ),
        reply=Reply("I made a note."),
        spoken=SpokenText("I made", False),
        timings_ms={"understand": 0.6, "total": 12.4},
    )


@pytest.fixture
def kept(zenus_home: Path) -> None:
    with Database(database_file()) as database:
        store = SqliteHistory(database)
        for turn in (1, 2):
            store.add(record(turn))
        store.add(TurnRecord(3, NOON, "other", Utterance("xyzzy", "typed"), None, (), (), Reply("I don't know that.")))


def test_a_turn_is_shown_with_words_deeds_reply_and_timings(kept: None) -> None:
    shown = run("--count", "1", "--session", "main").stdout
    for part in [
        "#2",
        "make note 2",
        "Make a note? → yes (voice)",
        "notes.add: verified; Made a note.",
        "notes.read: failed (no-note)",
        "I made a note. (heard: I made)",
        "understand 1 ms, total 12 ms",
    ]:
        assert part in shown
    assert "make note 1" not in shown


def test_a_turn_that_did_nothing_is_shown_too(kept: None) -> None:
    shown = run("-n", "1").stdout
    assert "typed, other: xyzzy" in shown
    assert shown.endswith("reply: I don't know that.\n")


def test_json_gives_the_keys_of_the_contract_oldest_first(kept: None) -> None:
    first, _, last = json.loads(run("--json").stdout)
    assert first["steps"] == [{"action": "notes.add", "args": {"text": "1"}}]
    assert first["spoken"] == {"text": "I made", "complete": False}
    assert (first["at_utc"], first["session"], first["modality"]) == ("2026-11-22T12:00:00+00:00", "main", "voice")
    assert first["results"][0]["verified"] is True
    assert (last["turn"], last["source"], last["steps"], last["spoken"]) == (3, None, [], None)


def test_an_empty_history_says_so(zenus_home: Path) -> None:
    assert run().stdout == "There are no turns yet.\n"
    assert json.loads(run("--json").stdout) == []


def test_no_turns_at_all_cannot_be_asked_for(zenus_home: Path) -> None:
    assert run("--count", "0").exit_code == 2


def test_a_damaged_database_is_explained(zenus_home: Path) -> None:
    database_file().parent.mkdir()
    database_file().write_bytes(b"no database " * 1000)
    result = run("--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["code"] == "store-damaged"
