"""`zenus doctor`: findings with their fixes, and an exit status for what is needed."""

import json

import pytest
from typer.testing import CliRunner, Result

from assistant.app import doctor as module
from assistant.app.doctor import Finding
from assistant.cli.commands import app

WELL = Finding("python", is_well=True, is_needed=True, detail="Python 3.11.")
MISSING = Finding("display", is_well=False, is_needed=False, detail="There is none.", fix="Log in.")
PROBLEM = Finding("model", is_well=False, is_needed=True, detail="It is missing.", fix="zenus models fetch")


def run(monkeypatch: pytest.MonkeyPatch, *findings: Finding, arguments: tuple[str, ...] = ()) -> Result:
    monkeypatch.setattr(module, "findings", lambda: iter(findings))
    return CliRunner().invoke(app, ["doctor", *arguments])


def test_each_finding_is_told_with_its_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, WELL, MISSING, PROBLEM).stdout.splitlines() == [
        "ok       python: Python 3.11.",
        "missing  display: There is none.",
        "         -> Log in.",
        "PROBLEM  model: It is missing.",
        "         -> zenus models fetch",
    ]


@pytest.mark.parametrize(("findings", "status"), [([WELL, MISSING], 0), ([PROBLEM, WELL], 1)])
@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_only_what_is_needed_fails(monkeypatch, findings: list[Finding], status: int, arguments) -> None:
    assert run(monkeypatch, *findings, arguments=arguments).exit_code == status


def test_json_is_one_object_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run(monkeypatch, WELL, PROBLEM, arguments=("--json",)).stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["python", "model"]
    assert json.loads(lines[1]) == {
        **{"name": "model", "is_well": False, "is_needed": True},
        **{"detail": "It is missing.", "fix": "zenus models fetch"},
    }
