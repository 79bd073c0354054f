"""`zenus ask`: what is printed, and which exit status tells whether it was done."""

import json

import pytest
from typer.testing import CliRunner, Result

from assistant.app.ask import AskOptions
from assistant.cli import ask as module
from assistant.cli.commands import app
from assistant.kernel.errors import StoreError

STEP = {"action": "clock.time", "args": {}, "risk": "read-only"}
DONE = {"action": "clock.time", "ok": True, "verified": True, "undoable": False, "effects": [], "error": None}


def turn(text: str = "It is noon.", rows: list[list[str]] | None = None, **fields: object) -> dict:
    reply = {"text": text, "card": {"title": "", "rows": rows or []}, "expects_answer": False}
    return {
        **{"turn": 1, "text": "what time is it", "source": "grammar", "steps": [STEP], "approvals": []},
        **{"results": [DONE], "reply": reply, "timings_ms": {}},
        **fields,
    }


class Asked:
    """Stands in for the assistant."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, result: dict | Exception) -> None:
        self.calls: list[tuple[str, AskOptions]] = []
        self._result = result
        monkeypatch.setattr(module, "run_ask", self)

    def __call__(self, text: str, options: AskOptions) -> dict:
        self.calls.append((text, options))
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ask", *arguments])


def test_the_reply_is_printed_and_the_card_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, turn("Two timers.", [["tea", "3 min"], ["eggs", "5 min"]]))
    done = run("list my timers")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Two timers.\n  tea  3 min\n  eggs  5 min\n"
    assert asked.calls == [("list my timers", AskOptions("main"))]


def test_json_is_the_whole_turn_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    Asked(monkeypatch, turn("Es ist zwölf."))
    done = run("what time is it", "--json")
    assert json.loads(done.stdout) == turn("Es ist zwölf.")
    assert done.stdout.count("\n") == 1 and "zwölf" in done.stdout


def test_options_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, turn())
    run("mute", "--dry-run", "--yes", "--session", "work")
    assert asked.calls == [("mute", AskOptions("work", is_dry_run=True, approve_all=True))]


@pytest.mark.parametrize("text", ["", "  \t"])
def test_nothing_is_no_request(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    asked = Asked(monkeypatch, turn())
    done = run(text, "--json")
    assert done.exit_code == 2 and json.loads(done.stderr)["code"] == "empty-request"
    assert not asked.calls


QUESTION = {"text": "Shall I?", "card": {"title": "", "rows": []}, "expects_answer": True}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source": None, "steps": [], "results": []}, "not-understood"),
        ({"results": [DONE, {**DONE, "ok": False, "error": "disk-full"}]}, "disk-full"),
        ({"results": []}, "not-done"),
    ],
)
def test_what_was_not_done_fails_with_its_reason(monkeypatch: pytest.MonkeyPatch, fields: dict, code: str) -> None:
    Asked(monkeypatch, turn(**fields))
    done = run("what time is it", "--json")
    assert done.exit_code == 1 and json.loads(done.stderr)["code"] == code
    assert json.loads(done.stdout)["reply"]["text"], "the whole turn is printed all the same"


@pytest.mark.parametrize(
    ("fields", "arguments"),
    [({"results": [], "reply": QUESTION}, []), ({"results": []}, ["--dry-run"]), ({"results": [], "steps": []}, [])],
)
def test_a_question_back_and_a_dry_run_are_no_failures(monkeypatch, fields: dict, arguments: list[str]) -> None:
    Asked(monkeypatch, turn(**fields))
    assert run("delete it", *arguments).exit_code == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [(StoreError("The store is locked.", code="store-locked"), "store-locked"), (RuntimeError(), "internal-error")],
)
def test_what_keeps_it_from_asking_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    Asked(monkeypatch, error)
    done = run("mute", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads(done.stderr)["code"] == code
