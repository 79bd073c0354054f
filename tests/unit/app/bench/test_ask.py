"""The figures of `zenus bench ask`."""

import subprocess
from pathlib import Path

import pytest

from assistant.app.bench import ask
from assistant.kernel.clock import SystemClock
from assistant.understanding.grammar import GrammarInterpreter


def test_made_up_applications_have_names_of_their_own_and_are_listed_once() -> None:
    names = ask._Names(ask.MANY_NAMES)
    assert len({spoken for spoken, _ in names.names()}) == len({value for _, value in names.names()}) == ask.MANY_NAMES
    assert names.names() is names.names(), "the same list means that nothing changed"


def test_every_request_is_understood() -> None:
    grammar = GrammarInterpreter(["en"], {"app": ask._Names(ask.FEW_NAMES)}, SystemClock())
    assert [text for text in ask.REQUESTS if grammar.interpret(text) is None] == []


@pytest.mark.anyio
async def test_every_round_but_the_first_is_timed(zenus_home: Path) -> None:
    took_ms = await ask._turns_ms(ask.FEW_NAMES, rounds=2)
    assert len(took_ms) == len(ask.REQUESTS) and all(0 < each < 10_000 for each in took_ms)


def test_processes_run_with_a_home_of_their_own_and_the_first_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(command: list[str], env: dict[str, str], **options: object) -> None:
        assert options["check"] and Path(env["ZENUS_HOME"]).is_dir()
        ran.append(command[-2:])

    monkeypatch.setattr(subprocess, "run", run)
    assert len(ask._process_s(["ask", "mute"], runs=3)) == 3
    assert ran == [["ask", "mute"]] * 4


@pytest.mark.parametrize(("many_ms", "missed"), [(3.0, set()), (5.0, {"10,000 names to 100 names"})])
def test_figures_are_held_against_what_was_asked_for(monkeypatch, many_ms: float, missed: set[str]) -> None:
    async def turns_ms(names: int, rounds: int) -> list[float]:
        return [2.0 if names == ask.FEW_NAMES else many_ms] * rounds

    monkeypatch.setattr(ask, "_turns_ms", turns_ms)
    monkeypatch.setattr(ask, "_process_s", lambda _arguments, runs: [0.2] * runs)
    figures, targets = ask.run()
    assert {target.name for target in targets if not target.is_met} == missed
    assert figures["many_to_few_ratio"] == many_ms / 2.0
