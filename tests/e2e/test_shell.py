"""Commands through `zenus ask`: refused until allowed, run in the sandbox, kept and undone by deeds of their own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import private_env, zenus

pytestmark = pytest.mark.slow


class Shell:
    """A home with a few files, and the command that is asked in it."""

    def __init__(self, home: Path, *, is_allowed: bool) -> None:
        self.home = home
        self.documents = home / "Documents"
        self.documents.mkdir(parents=True)
        (self.documents / "report.txt").write_text("first\n")
        self.env = private_env(home)
        if is_allowed:
            config = home / "config" / "zenus" / "config.toml"
            config.parent.mkdir(parents=True, exist_ok=True)
            config.write_text('[safety]\nallow = ["shell.run"]\n')

    def ask(self, text: str) -> dict[str, Any]:
        result = zenus(self.env, "ask", "--json", text)
        return dict(json.loads(result.stdout.splitlines()[0]))

    def say(self, text: str) -> str:
        return str(self.ask(text)["reply"]["text"])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", is_allowed=True)


def test_no_command_is_run_until_the_user_allows_it(tmp_path: Path) -> None:
    turn = Shell(tmp_path / "home", is_allowed=False).ask("run the command df -h")
    assert turn["reply"]["text"].startswith("Running commands is switched off") and not turn["results"]


def test_a_command_that_only_reads_needs_no_question(shell: Shell) -> None:
    turn = shell.ask("run the command cat Documents/report.txt")
    assert turn["results"][0]["ok"] and turn["results"][0]["verified"] and not turn["approvals"]
    assert "first" in turn["reply"]["text"]


def test_a_command_that_may_write_is_asked_about_and_changes_nothing_by_itself(shell: Shell) -> None:
    assert shell.say("run the command rm -rf Documents") == "Shall I run “rm -rf Documents” in the sandbox?"
    assert "say keep the changes" in shell.say("yes")
    assert (shell.documents / "report.txt").read_text() == "first\n"


def test_what_a_command_changed_is_kept_after_a_question_and_undone_exactly(shell: Shell) -> None:
    report = shell.documents / "report.txt"
    before = report.stat()
    shell.say("run the command rm -rf Documents")
    shell.say("yes")
    assert shell.say("keep the changes").startswith("Shall I keep what “rm -rf Documents” changed")
    assert shell.say("yes").startswith("I kept what “rm -rf Documents” changed")
    assert not shell.documents.exists()
    assert shell.say("undo that").startswith("I took this back")
    after = report.stat()
    assert report.read_text() == "first\n"
    assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (before.st_ino, before.st_mode, before.st_mtime_ns)


def test_what_changed_meanwhile_is_not_overwritten_by_what_a_command_saw(shell: Shell) -> None:
    shell.say("run the command sed -i s/first/second/ Documents/report.txt")
    shell.say("yes")
    (shell.documents / "report.txt").write_text("mine\n")
    turn = shell.ask("keep the changes")
    assert not turn["results"][0]["ok"] and turn["results"][0]["error"] == "changed-since"
    assert (shell.documents / "report.txt").read_text() == "mine\n"


def test_what_only_a_shell_could_do_is_refused(shell: Shell) -> None:
    marker = shell.home / "marker"
    for command in (f"ls; touch {marker}", f"echo x > {marker}", f"ls | tee {marker}", f"echo $(touch {marker})"):
        turn = shell.ask(f"run the command {command}")
        assert not turn["results"][0]["ok"] and not turn["approvals"]
    assert not marker.exists()


def test_a_dry_run_of_a_command_runs_nothing(shell: Shell) -> None:
    result = zenus(shell.env, "ask", "--dry-run", "--json", "run the command touch Documents/new.txt")
    assert json.loads(result.stdout)["results"] == []
    assert shell.say("what would it change") == "There are no changes of a command to keep."


def test_secrets_are_not_there_for_a_command(shell: Shell) -> None:
    secret = shell.home / ".ssh" / "id_rsa"
    secret.parent.mkdir()
    secret.write_text("SECRET")
    assert "Shall I" in shell.say("run the command cat .ssh/id_rsa")
    turn = shell.ask("yes")
    assert "SECRET" not in json.dumps(turn)
