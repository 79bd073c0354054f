"""Looking at real repositories."""

import pytest

from assistant.actions.git.looking import GitLookActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, foresee
from tests.unit.actions.git.repositories import MadeRepository, finder

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def ask(home, name, **args):
    return (await act(GitLookActions(finder(home)), name, **args)).facts


async def test_what_differs_from_the_last_commit_is_counted_and_listed(home, repository):
    repository.write("a.txt", "two\n")
    repository.write("new name\n.txt", "x")
    facts = await ask(home, "git.status")
    assert (facts["repository"], facts["branch"], facts["count"]) == ("website", "main", 2)
    assert (facts["new"], facts["changed"], facts["removed"]) == (1, 1, 0)
    assert {row["path"] for row in facts["changes"]} == {"a.txt", "new name\n.txt"}


async def test_a_rename_is_one_change(home, repository):
    repository.git("mv", "a.txt", "b c.txt")
    assert [dict(row) for row in (await ask(home, "git.status"))["changes"]] == [
        {"path": "b c.txt", "change": "renamed"}
    ]


async def test_a_clean_repository_has_no_changes(home, repository):
    assert (await ask(home, "git.changes"))["count"] == 0


async def test_the_lines_that_came_and_went_are_counted(home, repository):
    repository.write("a.txt", "one\ntwo\nthree\n")
    facts = await ask(home, "git.changes")
    assert (facts["added_lines"], facts["removed_lines"]) == (2, 0)


async def test_the_last_commits_come_newest_first(home, repository):
    repository.committed("a.txt", "2\n", "Second\n\nwith a body")
    facts = await ask(home, "git.log", count=5)
    assert facts["subjects"] == ["Second", "Begin"]
    assert [row["author"] for row in facts["commits"]] == ["Ann", "Ann"]


async def test_a_repository_without_commits_has_none(home):
    MadeRepository(home / "empty", home)
    assert (await ask(home, "git.log"))["count"] == 0
    assert (await ask(home, "git.status"))["has_commits"] is False


async def test_the_branches_and_the_one_checked_out_are_told(home, repository):
    repository.git("branch", "login")
    facts = await ask(home, "git.branches")
    assert (facts["branch"], sorted(facts["branches"])) == ("main", ["login", "main"])


async def test_a_detached_head_is_on_no_branch(home, repository):
    repository.git("switch", "-q", "--detach")
    assert (await ask(home, "git.branches"))["branch"] == ""


async def test_a_merge_under_way_is_told(home, repository):
    repository.git("switch", "-q", "-c", "other")
    repository.committed("a.txt", "other\n", "Other")
    repository.git("switch", "-q", "main")
    repository.committed("a.txt", "main\n", "Main")
    with pytest.raises(Exception, match="merge"):
        repository.git("merge", "other")
    facts = await ask(home, "git.status")
    assert (facts["operation"], facts["conflict"]) == ("merge", 1)


async def test_looking_takes_no_lock_and_changes_nothing(home, repository):
    repository.write("a.txt", "two\n")
    index = (repository.top / ".git/index").read_bytes()
    for name in ("git.status", "git.changes", "git.log", "git.branches"):
        await ask(home, name)
    assert (repository.top / ".git/index").read_bytes() == index


async def test_only_reading_is_foreseen(home, repository):
    prospect = await foresee(GitLookActions(finder(home)), "git.status")
    assert [(touch.access.value, touch.path) for touch in prospect.effects.touches] == [("read", str(repository.top))]


@pytest.mark.parametrize("folder", ["plain", "/"])
async def test_a_folder_that_is_no_repository_is_said(home, folder):
    (home / "plain").mkdir()
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status", folder=folder)
    assert caught.value.code == "no-repository"


async def test_of_several_repositories_one_is_asked_for(home, repository):
    MadeRepository(home / "code/shop", home)
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status")
    assert caught.value.facts["argument"] == "folder"
    assert caught.value.facts["choices"] == [str(repository.top), str(home / "code/shop")]


async def test_the_one_that_was_used_last_is_meant(home, repository):
    MadeRepository(home / "shop", home)
    actions = GitLookActions(finder(home, last_used=str(home / "shop")))
    assert (await act(actions, "git.status")).facts["repository"] == "shop"


async def test_the_one_that_is_set_is_meant(home, repository):
    MadeRepository(home / "shop", home)
    actions = GitLookActions(finder(home, chosen="~/website"))
    assert (await act(actions, "git.status")).facts["repository"] == "website"


# ------------------------------------------------------------------------------------------------ hostile repositories

TRAPS = {
    "hooks": [("core.hooksPath", "{traps}")],
    "fsmonitor": [("core.fsmonitor", "{trap}")],
    "external diff": [("diff.external", "{trap}"), ("diff.evil.command", "{trap}"), ("diff.evil.textconv", "{trap}")],
}


@pytest.mark.parametrize("trap", TRAPS)
async def test_nothing_that_a_repository_names_is_started(home, repository, tmp_path, trap):
    program, sprung = tmp_path / "traps/trap.sh", tmp_path / "sprung"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    program.chmod(0o755)
    for hook in ("post-checkout", "pre-commit", "post-index-change", "reference-transaction"):
        (program.parent / hook).symlink_to(program)
    repository.write(".gitattributes", "* diff=evil merge=evil\n")
    repository.write("a.txt", "changed\n")
    for key, value in TRAPS[trap]:
        repository.git("config", key, value.format(trap=program, traps=program.parent))
    for name in ("git.status", "git.changes", "git.log", "git.branches"):
        await ask(home, name)
    assert not sprung.exists()


async def test_a_repository_whose_settings_name_a_filter_is_not_worked_in(home, repository, tmp_path):
    sprung = tmp_path / "sprung"
    repository.git("config", "filter.evil.clean", f"touch {sprung}; cat")
    repository.write(".gitattributes", "* filter=evil\n")
    repository.write("a.txt", "changed\n")
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status")
    assert caught.value.code == "own-filters"
    assert not sprung.exists()


async def test_a_filter_in_a_file_that_the_settings_include_counts_too(home, repository):
    repository.write("settings", '[filter "a=b"]\n\tprocess = touch x\n')
    repository.git("config", "include.path", "../settings")
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status")
    assert caught.value.code == "own-filters"


async def test_a_repository_that_says_its_files_lie_elsewhere_is_not_worked_in(home, repository):
    repository.git("config", "core.worktree", str(home))
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status", folder="website")
    assert caught.value.code in ("unusual-repository", "no-repository")


async def test_a_bare_repository_in_a_folder_is_no_repository(home, repository):
    repository.git("init", "-q", "--bare", str(repository.top / "inner"))
    with pytest.raises(ActionFailedError) as caught:
        await ask(home, "git.status", folder=str(repository.top / "inner"))
    assert caught.value.code == "no-repository"
