"""`zenus forget`: nothing goes without the code that its question tells, and then it is gone from the file."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.commands import app
from assistant.config.paths import database_file

pytestmark = pytest.mark.slow


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_the_history_is_forgotten_once_the_code_was_said(zenus_home: Path) -> None:
    assert run("ask", "what time is it in the secret chamber").exit_code == 1
    asking = json.loads(run("forget", "history", "--json").stdout)
    assert asking["reply"]["expects_answer"] and not asking["results"]
    assert b"secret chamber" in database_file().read_bytes() + wal()
    code = asking["reply"]["text"].partition("The code is ")[2].split(";")[0]
    assert run("ask", f"confirm {code}").exit_code == 0
    assert b"secret chamber" not in database_file().read_bytes() + wal()
    (left,) = json.loads(run("history", "--json").stdout)
    assert left["results"][0]["action"] == "memory.forget" and left["results"][0]["verified"]
    assert run("audit", "verify").exit_code == 0


def wal() -> bytes:
    path = database_file().with_name(f"{database_file().name}-wal")
    return path.read_bytes() if path.exists() else b""


def test_a_yes_is_not_enough_and_a_dry_run_only_tells(zenus_home: Path) -> None:
    run("ask", "what time is it")
    assert "forget for good" in run("forget", "all", "--dry-run").stdout
    run("forget", "all")
    run("ask", "yes")
    assert len(json.loads(run("history", "--json").stdout)) == 4


def test_where_nothing_is_kept_that_is_said(zenus_home: Path) -> None:
    done = run("forget", "recordings")
    assert done.exit_code == 1 and "nothing of that kind" in done.stdout


def test_what_is_no_scope_is_wrong_usage(zenus_home: Path) -> None:
    assert run("forget", "everyone").exit_code == 2
