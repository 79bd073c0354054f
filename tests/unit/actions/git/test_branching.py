"""Branches of real repositories, and the way back."""

import pytest

from assistant.actions.git.branching import GitBranchActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back
from tests.unit.actions.git.repositories import MadeRepository, finder, program

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def actions(home):
    return GitBranchActions(finder(home), program(home))


def branch(repository):
    return repository.git("branch", "--show-current")


async def test_a_branch_is_begun_and_taken_back(actions, repository):
    prospect = await foresee(actions, "git.begin", branch="login-page")
    outcome = await act(actions, "git.begin", branch="login-page")
    assert await outcome.check()
    assert branch(repository) == "login-page"
    assert await take_back(actions, "git.begin", prospect)
    assert (branch(repository), repository.git("branch", "--list", "login-page")) == ("main", "")


async def test_changes_that_are_not_committed_come_along_and_stay(actions, repository):
    repository.write("a.txt", "two\n")
    prospect = await foresee(actions, "git.begin", branch="x")
    await act(actions, "git.begin", branch="x")
    assert await take_back(actions, "git.begin", prospect)
    assert (repository.top / "a.txt").read_text() == "two\n"


async def test_a_branch_with_commits_of_its_own_is_not_taken_back(actions, repository):
    prospect = await foresee(actions, "git.begin", branch="x")
    await act(actions, "git.begin", branch="x")
    repository.committed("b.txt", "x", "Later")
    obstacles = await action_of(actions, "git.begin").obstacles(deed_of("git.begin", prospect))
    assert [obstacle.code for obstacle in obstacles] == ["changed-since"]


@pytest.mark.parametrize("said", ["login-page", "login page", "Login Page"])
async def test_another_branch_is_checked_out_by_what_it_is_called(actions, repository, said):
    repository.git("branch", "login-page")
    prospect = await foresee(actions, "git.switch", branch=said)
    await act(actions, "git.switch", branch=said)
    assert branch(repository) == "login-page"
    assert await take_back(actions, "git.switch", prospect)
    assert branch(repository) == "main"


async def test_from_a_detached_head_the_way_back_leads_to_its_commit(actions, repository):
    first = repository.head
    repository.committed("b.txt", "x", "Second")
    repository.git("switch", "-q", "--detach", first)
    prospect = await foresee(actions, "git.switch", branch="main")
    await act(actions, "git.switch", branch="main")
    assert await take_back(actions, "git.switch", prospect)
    assert (branch(repository), repository.head) == ("", first)


async def test_changes_in_the_way_are_kept_and_told(actions, repository):
    repository.git("switch", "-q", "-c", "other")
    repository.committed("a.txt", "other\n", "Other")
    repository.git("switch", "-q", "main")
    repository.write("a.txt", "mine\n")
    with pytest.raises(ActionFailedError) as caught:
        await act(actions, "git.switch", branch="other")
    assert caught.value.code == "changes-in-the-way"
    assert (repository.top / "a.txt").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("action", "name", "code"),
    [
        ("git.begin", "main", "branch-taken"),
        ("git.switch", "main", "already-there"),
        ("git.switch", "nosuch", "unknown-branch"),
        ("git.switch", "--force", "unknown-branch"),
        *[
            ("git.begin", name, "invalid-branch")
            for name in ("-f", "--force", "a b", "a..b", "@{-1}", "HEAD", "x.lock", "a\nb")
        ],
    ],
)
async def test_a_name_that_will_not_do_changes_nothing(actions, repository, action, name, code):
    before = repository.git("for-each-ref"), branch(repository)
    with pytest.raises(ActionFailedError) as caught:
        await act(actions, action, branch=name)
    assert caught.value.code == code
    assert (repository.git("for-each-ref"), branch(repository)) == before


async def test_a_repository_without_commits_has_no_branches_to_begin(home):
    MadeRepository(home / "fresh", home)
    with pytest.raises(ActionFailedError) as caught:
        await act(GitBranchActions(finder(home), program(home)), "git.begin", branch="x")
    assert caught.value.code == "no-commits"
