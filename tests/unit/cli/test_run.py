"""`zenus run`: options as they were given."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.app import run as module
from assistant.app.run import RunOptions
from assistant.cli.commands import app
from assistant.kernel.errors import InstanceError


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, error: Exception | None = None) -> tuple[Result, list]:
    given: list[RunOptions] = []

    def run_assistant(options: RunOptions) -> None:
        given.append(options)
        if error:
            raise error

    monkeypatch.setattr(module, "run_assistant", run_assistant)
    return CliRunner().invoke(app, ["run", *arguments]), given


def test_without_options_it_listens_to_the_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    result, given = run(monkeypatch)
    assert result.exit_code == 0 and given == [RunOptions()]


def test_every_option_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--input", "in.wav", "--output", "out.wav", "--events", "e.jsonl", "--typed", "--fast", "--no-gui"]
    _, given = run(monkeypatch, *options)
    files = Path("in.wav"), Path("out.wav"), Path("e.jsonl")
    assert given == [RunOptions(*files, is_typed=True, is_fast=True, has_gui=False)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InstanceError("It runs.", code="already-running", hint="Stop it."), "zenus: It runs. Stop it.\n"),
        (ExceptionGroup("tasks", [ValueError("secret")]), "zenus: Internal error: ValueError. "),
    ],
)
def test_why_it_can_not_start_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    result, _ = run(monkeypatch, error=error)
    assert result.exit_code == 1 and result.stderr.startswith(said)
