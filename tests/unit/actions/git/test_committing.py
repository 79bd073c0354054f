"""Committing in real repositories, and taking it back."""

import pytest
from pydantic import ValidationError

from assistant.actions.git.committing import GitCommitActions
from assistant.actions.outcome import ActionFailedError
from assistant.actions.work import Work
from tests.unit.actions.acting import action_of, deed_of, foresee
from tests.unit.actions.git.repositories import MadeRepository, finder, program

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
COMMIT = "git.commit"


def actions(home):
    return GitCommitActions(finder(home), program(home))


async def commit(home, message="Fix it", **args):
    """Return the outcome and the deed that the journal would keep."""
    notes = {}
    entry = action_of(actions(home), COMMIT)
    arguments = entry.validated({"message": message, **args})
    prospect = await entry.foresee(arguments)
    outcome = await entry.act(arguments, Work(1, prospect, note=notes.__setitem__))
    return outcome, deed_of(COMMIT, prospect, notes)


async def take_back(home, deed):
    entry = action_of(actions(home), COMMIT)
    assert await entry.obstacles(deed) == ()
    return await entry.take_back(deed, Work(1))


def state(repository):
    """Return all that a user sees: what is checked out, what is staged, and what is not."""
    return [repository.git(*command.split()) for command in ("rev-parse HEAD", "status --porcelain", "ls-files -s")]


async def test_everything_that_was_changed_is_in_the_commit(home, repository):
    repository.committed("gone.txt", "x", "More")
    (repository.top / "gone.txt").unlink()
    repository.write("a.txt", "two\n")
    repository.write("deep/new.txt", "x")
    before = repository.head
    outcome, _ = await commit(home, "Fix the login page\n\nIt was broken.")
    assert await outcome.check()
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("log", "-1", "--format=%B%an%P") == f"Fix the login page\n\nIt was broken.\nAnn{before}"
    changed = repository.git("diff", "--no-renames", "--name-status", "HEAD~1", "HEAD").splitlines()
    assert changed == ["M\ta.txt", "A\tdeep/new.txt", "D\tgone.txt"]


async def test_the_first_commit_of_a_repository_is_made_and_taken_back(home):
    fresh = MadeRepository(home / "fresh", home)
    fresh.write("a.txt", "x")
    outcome, deed = await commit(home)
    assert await outcome.check()
    assert await take_back(home, deed)
    assert fresh.git("status", "--porcelain") == "?? a.txt"


async def test_undo_brings_back_what_was_staged_and_what_was_not(home, repository):
    repository.write("staged.txt", "x")
    repository.git("add", "staged.txt")
    repository.write("a.txt", "half\n")
    repository.git("add", "a.txt")
    repository.write("a.txt", "half\nfull\n")
    repository.write("loose.txt", "x")
    before = state(repository)
    _, deed = await commit(home)
    assert await take_back(home, deed)
    assert state(repository) == before
    assert (repository.top / "a.txt").read_text() == "half\nfull\n"


async def test_undo_can_be_finished_after_it_broke_off(home, repository):
    repository.write("a.txt", "two\n")
    before = state(repository)
    _, deed = await commit(home)
    repository.git("update-ref", "HEAD", before[0])  # as far as it came
    assert await take_back(home, deed)
    assert state(repository) == before


async def test_a_deed_that_broke_off_before_its_commit_is_taken_back(home, repository):
    repository.write("a.txt", "two\n")
    before = state(repository)
    prospect = await foresee(actions(home), COMMIT, message="x")
    staged = {0: {"tree": repository.git("write-tree")}}
    repository.git("add", "a.txt")
    assert await take_back(home, deed_of(COMMIT, prospect, staged))
    assert state(repository) == before


@pytest.mark.parametrize("step", ["commit", "branch"])
async def test_what_was_built_on_it_stands_in_the_way_of_undo(home, repository, step):
    repository.write("a.txt", "two\n")
    _, deed = await commit(home)
    if step == "commit":
        repository.committed("b.txt", "x", "Later")
    else:
        repository.git("switch", "-q", "-c", "other")
    assert [o.code for o in await action_of(actions(home), COMMIT).obstacles(deed)] == ["changed-since"]


async def test_what_was_sent_to_another_machine_is_not_taken_back(home, repository, tmp_path):
    repository.write("a.txt", "two\n")
    _, deed = await commit(home)
    repository.git("init", "-q", "--bare", str(tmp_path / "far.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "far.git"))
    repository.git("push", "-q", "origin", "main")
    assert [o.code for o in await action_of(actions(home), COMMIT).obstacles(deed)] == ["already-sent"]


async def test_hooks_are_not_run_and_that_is_told(home, repository, tmp_path):
    hook = repository.top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
    hook.chmod(0o755)
    repository.write("a.txt", "two\n")
    outcome, _ = await commit(home)
    assert outcome.facts["has_hooks"]
    assert not (tmp_path / "sprung").exists()


async def test_no_program_is_started_to_sign_or_to_edit(home, repository, tmp_path):
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
    trap.chmod(0o755)
    for key, value in (("commit.gpgSign", "true"), ("gpg.program", str(trap)), ("core.editor", str(trap))):
        repository.git("config", key, value)
    repository.write("a.txt", "two\n")
    outcome, _ = await commit(home)
    assert await outcome.check()
    assert not (tmp_path / "sprung").exists()


async def test_a_repository_within_is_left_alone(home, repository):
    MadeRepository(repository.top / "inner", home).committed("x.txt", "x", "Inner")
    repository.write("a.txt", "two\n")
    await commit(home)
    assert repository.git("ls-files") == "a.txt"


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda repository: None, "nothing-to-commit"),
        (lambda repository: repository.git("switch", "-q", "--detach"), "detached-head"),
        (lambda repository: (repository.top / ".git/MERGE_HEAD").write_text(repository.head), "operation-under-way"),
        (lambda repository: (repository.top.parent / ".gitconfig").unlink(), "no-identity"),
    ],
)
async def test_where_nothing_can_be_committed_it_is_said(home, repository, prepare, code):
    if code != "nothing-to-commit":
        repository.write("a.txt", "two\n")
    before = repository.head
    prepare(repository)
    with pytest.raises(ActionFailedError) as caught:
        await foresee(actions(home), COMMIT, message="x")
    assert caught.value.code == code
    assert repository.git("rev-parse", "main") == before


@pytest.mark.parametrize("message", ["--amend", "-F /etc/passwd", "$(touch x)", "a\0b".replace("\0", " "), "#comment"])
async def test_a_hostile_message_is_a_message(home, repository, message):
    repository.write("a.txt", "two\n")
    await commit(home, message)
    assert repository.git("log", "-1", "--format=%B").strip() == message


@pytest.mark.parametrize("message", ["", "   ", "x" * 3000])
async def test_no_message_or_an_endless_one_is_refused(home, repository, message):
    with pytest.raises(ValidationError):
        await foresee(actions(home), COMMIT, message=message)


async def test_a_change_after_the_review_is_another_deed(home, repository):
    repository.write("a.txt", "two\n")
    one = await foresee(actions(home), COMMIT, message="x")
    repository.write("secret.txt", "x")
    other = await foresee(actions(home), COMMIT, message="x")
    assert one.effects.fingerprint != other.effects.fingerprint
