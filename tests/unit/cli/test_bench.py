"""`zenus bench`: which benchmark is run, and how its figures are told."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from assistant.app.bench import ask, recogniser, understanding, voice, wake, wake_setup
from assistant.app.bench.report import Target
from assistant.cli.commands import app
from assistant.kernel.errors import ZenusError
from models.store import ModelStore

TARGETS = [Target("quick enough, ms", 10.0, 15), Target("small enough, MB", 700.0, 600)]


@pytest.fixture(autouse=True)
def calls(zenus_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list:
    """Let every benchmark return at once and note how it was called."""
    calls: list = []

    def noted(name: str, result: object):
        def run(*args: object, **options: object) -> object:
            calls.append((name, args, options))
            return result

        return run

    heard = {"ours": {"p50_ms": 250, "word_error_rate": 0}, "stock": {"word_error_rate": 0}, "ratio_to": {"stock": 0.3}}
    monkeypatch.setattr(voice, "run", noted("voice", ({"p50": 10}, TARGETS)))
    monkeypatch.setattr(ask, "run", noted("ask", ({"p50": 10}, TARGETS)))
    monkeypatch.setattr(recogniser, "run", noted("recogniser", heard))
    monkeypatch.setattr(understanding, "run", noted("understanding", ({"sentences": 3}, [])))
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))
    monkeypatch.chdir(tmp_path)
    return calls


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["bench", *arguments])


def test_the_voice_is_measured_when_nothing_else_is_named(calls: list) -> None:
    assert run().exit_code == 0
    assert [(name, options) for name, _args, options in calls] == [("voice", {"is_full": False})]


def test_figures_and_targets_are_told_and_a_miss_is_no_failure(calls: list) -> None:
    done = run("ask")
    assert done.exit_code == 0 and json.loads(done.stdout[: done.stdout.index("}") + 1]) == {"p50": 10}
    assert done.stdout.splitlines()[-2:] == [
        "met     quick enough, ms: 10.000 (at most 15)",
        "MISSED  small enough, MB: 700.000 (at most 600)",
    ]


@pytest.mark.parametrize("name", ["voice", "ask", "recogniser", "understanding"])
def test_json_is_one_object_with_the_machine_in_it(calls: list, tmp_path: Path, name: str) -> None:
    told = json.loads(run(name, "--json", "--full", "--data", str(tmp_path)).stdout)
    assert set(told) == {"bench", "machine", "figures", "targets"}
    assert told["bench"] == name == calls[0][0]
    assert all(set(row) == {"name", "value", "limit", "met"} for row in told["targets"])


@pytest.mark.parametrize("name", ["recogniser", "understanding"])
def test_what_needs_recordings_says_so(calls: list, name: str) -> None:
    done = run(name, "--json")
    assert done.exit_code == 2 and json.loads(done.stderr)["code"] == "bench-data-missing"
    assert not calls


def test_recordings_beside_the_repository_are_found(
    calls: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    (tmp_path / "main").mkdir()
    monkeypatch.chdir(tmp_path / "main")
    assert run("understanding").exit_code == 0
    assert calls[0][1] == (Path("../shared/data"),)


def test_a_benchmark_that_can_not_be_run_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise ZenusError("No request was answered.", code="bench-failed")

    monkeypatch.setattr(voice, "run", fail)
    done = run("--json")
    assert done.exit_code == 1 and json.loads(done.stderr)["code"] == "bench-failed" and not done.stdout


def test_what_nobody_measures_is_wrong_usage() -> None:
    assert run("luck").exit_code == 2


def test_the_wake_word_is_measured_on_the_folders_that_were_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list = []
    monkeypatch.setattr(
        wake_setup, "prepared", lambda _settings, is_full: SimpleNamespace(word=SimpleNamespace(phrase="x"))
    )
    monkeypatch.setattr(wake_setup, "gathered", lambda *args, is_full: asked.append((args, is_full)))
    monkeypatch.setattr(wake, "run", lambda _bench, _sounds: ({"phrase": "x"}, TARGETS))
    done = run("wake", "--json", "--positives", "with", "--negatives", "without")
    assert json.loads(done.stdout)["figures"] == {"phrase": "x"}
    assert asked == [(("x", Path("with"), Path("without")), False)]
