"""The actions that look at a repository: status, the last commits, what was changed, and the branches."""

from collections.abc import Callable, Sequence
from typing import Annotated

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.git.repository import Change, Repository, RepositoryError
from assistant.actions.git.where import REPOSITORY_MESSAGES, RepositoryFinder
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SELECTION_ERRORS, SELECTION_MESSAGES, SpokenName, shown_path
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, JsonValue, Risk

Count = Annotated[int, Field(ge=1, le=50)]
MESSAGES = {**REPOSITORY_MESSAGES, **SELECTION_MESSAGES}
_TIMEOUT_S = 60.0
_MOST_LISTED, _MOST_TOLD = 100, 3
_COUNTS = {"repository", "path", "branch", "count", "new", "changed", "removed", "conflict", "changes", "first"}


class GitLookActions:
    """Looks at repositories.

    Args:
        finder: Finds the repository that is meant.
    """

    def __init__(self, finder: RepositoryFinder) -> None:
        self._finder = finder

    async def _foresee(self, name: str, folder: str) -> Prospect:
        repository = await self._finder.find(name, folder)
        effects = Effects((Touch(Access.READ, repository.top),), starts=("git",))
        return Prospect(effects, {"repository": repository.name}, resolved=repository)

    # --------------------------------------------------------------------------------------------------------- status

    async def _foresee_status(self, folder: SpokenName = "") -> Prospect:
        return await self._foresee("git.status", folder)

    @action(
        "git.status",
        capabilities={"git.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={"git.status.done": _COUNTS | {"operation", "ahead", "behind", "has_commits"}, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_status,
        foresees={"repository"},
    )
    async def status(self, work: Work, folder: SpokenName = "") -> Outcome:
        """Tell the state of a repository."""
        repository = repository_of(work)

        def look() -> Facts:
            head, (ahead, behind) = repository.head(), repository.distance()
            standing: Facts = {
                "operation": head.operation,
                "ahead": ahead,
                "behind": behind,
                "has_commits": bool(head.commit),
            }
            return {**changed(repository), **standing}

        return Outcome("git.status.done", await looked(repository, look))

    # -------------------------------------------------------------------------------------------------------- changes

    async def _foresee_changes(self, folder: SpokenName = "") -> Prospect:
        return await self._foresee("git.changes", folder)

    @action(
        "git.changes",
        capabilities={"git.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={"git.changes.done": _COUNTS | {"added_lines", "removed_lines"}, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_changes,
        foresees={"repository"},
    )
    async def changes(self, work: Work, folder: SpokenName = "") -> Outcome:
        """Sum up what was changed in a repository since the last commit."""
        repository = repository_of(work)

        def look() -> Facts:
            added, removed = repository.extent()
            return {**changed(repository), "added_lines": added, "removed_lines": removed}

        return Outcome("git.changes.done", await looked(repository, look))

    # ------------------------------------------------------------------------------------------------------------ log

    async def _foresee_log(self, count: Count = 5, folder: SpokenName = "") -> Prospect:
        return await self._foresee("git.log", folder)

    @action(
        "git.log",
        capabilities={"git.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={"git.log.done": {"repository", "path", "count", "commits", "subjects"}, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_log,
        foresees={"repository"},
    )
    async def log(self, work: Work, count: Count = 5, folder: SpokenName = "") -> Outcome:
        """Tell the last commits of a repository."""
        repository = repository_of(work)

        def look() -> Facts:
            commits = repository.commits(count)
            rows: list[JsonValue] = [
                {"short": each.short, "subject": each.subject, "author": each.author, "at": each.at} for each in commits
            ]
            subjects: list[JsonValue] = [each.subject for each in commits[:_MOST_TOLD]]
            return {**named(repository), "count": len(commits), "commits": rows, "subjects": subjects}

        return Outcome("git.log.done", await looked(repository, look))

    # ------------------------------------------------------------------------------------------------------- branches

    async def _foresee_branches(self, folder: SpokenName = "") -> Prospect:
        return await self._foresee("git.branches", folder)

    @action(
        "git.branches",
        capabilities={"git.read"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={"git.branches.done": {"repository", "path", "branch", "count", "branches", "first"}, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_branches,
        foresees={"repository"},
    )
    async def branches(self, work: Work, folder: SpokenName = "") -> Outcome:
        """Tell which branch is checked out in a repository, and which there are."""
        repository = repository_of(work)

        def look() -> Facts:
            names = repository.branches()
            listed: list[JsonValue] = [*names[:_MOST_LISTED]]
            others: list[JsonValue] = [*names[:_MOST_TOLD]]
            standing: Facts = {"branch": repository.head().branch, "count": len(names)}
            return {**named(repository), **standing, "branches": listed, "first": others}

        return Outcome("git.branches.done", await looked(repository, look))


def repository_of(work: Work) -> Repository:
    """Return the repository that was foreseen."""
    repository = work.prospect.resolved
    assert isinstance(repository, Repository)
    return repository


async def looked(repository: Repository, look: Callable[[], Facts]) -> Facts:
    """Return what a look at a repository gives, run in a thread.

    Raises:
        ActionFailedError: git could not tell.
    """
    try:
        return await run_sync(look)
    except RepositoryError as error:
        facts: Facts = {"folder": repository.name, "trouble": error.trouble}
        raise ActionFailedError("git.no_repository", code=error.trouble, facts=facts) from None


def named(repository: Repository) -> Facts:
    """Return what a repository is called, and where it is."""
    return {"repository": shown_path(repository.name), "path": shown_path(repository.top)}


def changed(repository: Repository) -> Facts:
    """Return what differs from the last commit, counted and listed."""
    changes = repository.changes()
    rows: list[JsonValue] = [{"path": shown_path(each.path), "change": each.kind} for each in changes[:_MOST_LISTED]]
    first: list[JsonValue] = [shown_path(each.path.rpartition("/")[2]) for each in changes[:_MOST_TOLD]]
    return {
        **named(repository),
        "branch": repository.head().branch,
        "count": len(changes),
        "new": _count(changes, "new"),
        "changed": _count(changes, "changed") + _count(changes, "renamed"),
        "removed": _count(changes, "removed"),
        "conflict": _count(changes, "conflict"),
        "changes": rows,
        "first": first,
    }


def _count(changes: Sequence[Change], kind: str) -> int:
    return sum(change.kind == kind for change in changes)
