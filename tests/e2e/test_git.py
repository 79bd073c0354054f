"""Version control by the public commands, on real repositories, each deed looked at with git itself."""

import os
import subprocess
import time

import pytest

from assistant.actions.desktop.x_screen import XScreen
from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import private_env

pytestmark = pytest.mark.slow

LIMIT_S = 20.0


def git(folder, *arguments):
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, "HOME": str(folder.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def make_repository(home, name="website"):
    folder = home / name
    folder.mkdir(parents=True)
    (home / ".gitconfig").write_text("[user]\n\tname = Ann\n\temail = ann@example.org\n")
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.txt").write_text("one\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder


@pytest.fixture
def website(tmp_path):
    return make_repository(tmp_path)


@pytest.fixture
def ask(tmp_path):
    return Asking(private_env(tmp_path))


def test_a_commit_is_asked_about_made_and_taken_back(ask, website):
    (website / "a.txt").write_text("two\n")
    (website / "b.txt").write_text("new\n")
    before = git(website, "rev-parse", "HEAD")
    assert ask("commit everything with the message fix the login page", "--dry-run")["results"] == []
    asked = ask.reply("commit everything with the message fix the login page")
    assert asked == "Shall I commit 2 files to main in website with the message “fix the login page”?"
    assert git(website, "rev-parse", "HEAD") == before
    done = ask("yes")
    assert done["reply"]["text"] == "I committed 2 files to main in website: “fix the login page”."
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert git(website, "log", "-1", "--format=%s %an") == "fix the login page Ann"
    assert git(website, "status", "--porcelain") == ""
    assert ask.reply("undo that").startswith("I took this back: commit 2 files")
    assert git(website, "rev-parse", "HEAD") == before
    assert git(website, "status", "--porcelain").split() == ["M", "a.txt", "??", "b.txt"]


def test_a_no_commits_nothing(ask, website):
    (website / "a.txt").write_text("two\n")
    ask("commit all changes with the message x")
    assert ask("no")["results"] == []
    assert git(website, "log", "--format=%s") == "Begin"


def test_the_message_is_asked_for(ask, website):
    (website / "a.txt").write_text("two\n")
    assert ask.reply("commit everything") == "What is the message of the commit?"
    assert ask.reply("Tidy the front page").startswith(
        "Shall I commit 1 file to main in website with the message “Tidy"
    )


def test_a_branch_is_begun_and_taken_back(ask, website):
    ask("create a branch called login page")
    assert ask.reply("yes") == "website is on the new branch login-page."
    assert git(website, "branch", "--show-current") == "login-page"
    ask("undo that")
    assert git(website, "branch", "--list") == "* main"


def test_what_is_denied_is_not_done(ask, website):
    ask.configure("safety.deny", '["git.write"]')
    assert "I am not allowed to" in ask.reply("create a branch called x")
    assert git(website, "branch", "--list") == "* main"


def test_looking_needs_no_question(ask, website):
    (website / "a.txt").write_text("two\n")
    assert ask.reply("git status").startswith("website is on the branch main, with 1 change not committed.")
    assert ask.reply("show me the last three commits") == "The last commit in website is: “Begin”."
    assert ask.reply("which branch am I on") == "website is on main, its only branch."


def test_of_several_repositories_one_is_chosen(ask, website, tmp_path):
    make_repository(tmp_path, "shop")
    asked = ask("git status")
    assert asked["reply"]["expects_answer"]
    assert ask.reply("the first one").startswith("shop is clean")
    # The one that was worked in last is meant from then on.
    assert ask.reply("which branch am I on") == "shop is on main, its only branch."


def test_a_folder_that_is_named_is_meant(ask, website, tmp_path):
    make_repository(tmp_path, "shop")
    assert ask.reply("git status in the website folder").startswith("website is clean")


@pytest.mark.desktop
def test_the_repository_of_the_terminal_in_front_is_meant():
    with PrivateDesktop(has_display=True, has_microphone=False) as desktop:
        home = desktop.folder / "home"
        website = make_repository(home)
        make_repository(home, "shop")
        shell = f"cd '{website}'; exec sleep 600"
        desktop.start(["xterm", "-T", "ledger", "-e", "sh", "-c", shell])
        until_s = time.monotonic() + LIMIT_S
        while XScreen(desktop.env()).look().active is None:
            assert time.monotonic() < until_s
            time.sleep(0.05)
        ask = Asking(desktop.env(ZENUS_HOME=str(desktop.folder / "zenus")))
        assert ask.reply("git status").startswith("website is clean")
