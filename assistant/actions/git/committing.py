"""Committing: everything that was changed becomes one commit, made from its parts, and can be taken back exactly.

The commit is made before the branch is moved to it, and its name is noted in between, so that whatever breaks off can
be finished or taken back. What was staged before is kept as a tree, and is staged again by undo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.git.looking import MESSAGES, changed, looked, repository_of
from assistant.actions.git.program import GitProgram
from assistant.actions.git.repository import Repository, RepositoryError
from assistant.actions.git.where import RepositoryFinder
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SELECTION_ERRORS, SpokenName, shown_path
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, Risk

MessageText = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
_TIMEOUT_S = 120.0
_FACTS = {"repository", "path", "branch", "count", "message", "changes", "first"}
# Indexes of notes.
_STAGED, _COMMITTED = 0, 1


@dataclass(frozen=True, slots=True)
class _Kept:
    """What undo knows: where, on which branch, what it stood on, what was staged, and the commit; empty if unknown."""

    top: str
    branch: str
    parent: str
    staged: str
    commit: str


class GitCommitActions:
    """Commits.

    Args:
        finder: Finds the repository that is meant.
        git: Used by undo.
    """

    def __init__(self, finder: RepositoryFinder, git: GitProgram) -> None:
        self._finder = finder
        self._git = git

    async def _foresee_commit(self, message: MessageText, folder: SpokenName = "") -> Prospect:
        repository = await self._finder.find("git.commit", folder)
        facts = await looked(repository, lambda: _commit_facts(repository, message.strip()))
        head = await run_sync(repository.head)
        undo: Facts = {"top": repository.top, "branch": head.branch, "parent": head.commit}
        seen = "\0".join(f"{change.kind} {change.path}" for change in await run_sync(repository.changes))
        effects = Effects(
            (Touch(Access.CREATE, repository.top),),
            file_count=cast(int, facts["count"]),
            starts=("git",),
            fingerprint=f"{head.commit}\0{head.branch}\0{seen}",
        )
        return Prospect(effects, facts, undo, repository)

    async def _review_undo(self, deed: Deed) -> Sequence[Obstacle]:
        return await run_sync(self._obstacles, _kept(deed))

    async def _undo_commit(self, deed: Deed, work: Work) -> bool:
        return await run_sync(self._take_back, _kept(deed))

    @action(
        "git.commit",
        capabilities={"git.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=_TIMEOUT_S,
        messages={
            "git.commit.done": _FACTS | {"short", "has_hooks"},
            "git.commit.nothing": {"repository"},
            "git.commit.under_way": {"repository", "operation"},
            "git.commit.detached": {"repository"},
            "git.commit.nobody": {"repository"},
            "git.commit.failed": {"repository"},
            **MESSAGES,
        },
        errors=SELECTION_ERRORS,
        effects=_foresee_commit,
        foresees=_FACTS,
        undo=_undo_commit,
        undo_review=_review_undo,
    )
    async def commit(self, work: Work, message: MessageText, folder: SpokenName = "") -> Outcome:
        """Commit everything that was changed in a repository."""
        repository, facts = repository_of(work), work.prospect.facts
        parent = cast(str, (work.prospect.undo or {})["parent"])
        name = await run_sync(_committed, repository, message.strip(), parent, work)
        has_hooks = await run_sync(self._git.has_hooks, repository.top)

        async def is_committed() -> bool:
            return (await run_sync(repository.head)).commit == name

        told: Facts = {**facts, "short": name[:9], "has_hooks": has_hooks}
        return Outcome("git.commit.done", told, ("a commit was made",), is_committed)

    # ----------------------------------------------------------------------------------------------------------- undo

    def _obstacles(self, kept: _Kept) -> Sequence[Obstacle]:
        try:
            head = Repository(self._git, kept.top).head()
        except RepositoryError:
            return (Obstacle("not-found", kept.top),)
        if head.branch != kept.branch or head.commit not in (kept.commit or kept.parent, kept.parent) or head.operation:
            return (Obstacle("changed-since", kept.top),)
        if kept.commit and head.commit == kept.commit:
            sent = self._git.run(
                kept.top, "for-each-ref", "--count=1", "--contains", kept.commit, "refs/remotes"
            ).output
            return (Obstacle("already-sent", kept.top),) if sent else ()
        return ()

    def _take_back(self, kept: _Kept) -> bool:
        run = self._git.run
        if kept.commit and Repository(self._git, kept.top).head().commit == kept.commit:
            back = ("HEAD", kept.parent, kept.commit) if kept.parent else ("-d", "HEAD", kept.commit)
            run(kept.top, "update-ref", "-m", "undo of a commit", *back)
        if kept.staged:
            run(kept.top, "read-tree", kept.staged)
            run(kept.top, "update-index", "-q", "--refresh")
        return Repository(self._git, kept.top).head().commit == kept.parent


def _commit_facts(repository: Repository, message: str) -> Facts:
    """Return what would be committed.

    Raises:
        ActionFailedError: Nothing can be.
    """
    head, facts = repository.head(), changed(repository)
    name: Facts = {"repository": facts["repository"]}
    if head.operation or facts["conflict"]:
        under_way: Facts = {**name, "operation": head.operation or "merge"}
        raise ActionFailedError("git.commit.under_way", code="operation-under-way", facts=under_way)
    if not head.branch:
        raise ActionFailedError("git.commit.detached", code="detached-head", facts=name)
    if not facts["count"]:
        raise ActionFailedError("git.commit.nothing", code="nothing-to-commit", facts=name)
    if not all(repository.git.run(repository.top, "config", key).output.strip() for key in ("user.name", "user.email")):
        raise ActionFailedError("git.commit.nobody", code="no-identity", facts=name)
    kept = {key: facts[key] for key in ("repository", "path", "branch", "count", "changes", "first")}
    return {**kept, "message": shown_path(message)}


def _committed(repository: Repository, message: str, parent: str, work: Work) -> str:
    """Make the commit and move the branch to it; return its name.

    Raises:
        ActionFailedError: git refused.
    """
    run, top = repository.git.run, repository.top
    staged = run(top, "write-tree")
    work.note(_STAGED, {"tree": _name(staged.output, repository, staged.status)})
    paths = "".join(f"{change.path}\0" for change in repository.changes())
    added = run(top, "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)
    tree = run(top, "write-tree")
    _name(tree.output, repository, added.status or tree.status)
    base = ("-p", parent) if parent else ()
    made = run(top, "commit-tree", "--no-gpg-sign", *base, "-F", "-", tree.output.strip(), given=f"{message}\n")
    name = _name(made.output, repository, made.status)
    work.note(_COMMITTED, {"commit": name})
    subject = message.partition("\n")[0]
    moved = run(top, "update-ref", "-m", f"commit: {subject}", "HEAD", name, parent or "0" * len(name))
    return _name(name, repository, moved.status)


def _name(output: str, repository: Repository, status: int) -> str:
    if status:
        facts: Facts = {"repository": repository.name}
        raise ActionFailedError("git.commit.failed", code="git-failed", facts=facts, is_partial=True)
    return output.strip()


def _kept(deed: Deed) -> _Kept:
    undo = cast(dict[str, str], deed.undo or {})
    staged = cast(str, deed.notes.get(_STAGED, {}).get("tree", ""))
    commit = cast(str, deed.notes.get(_COMMITTED, {}).get("commit", ""))
    return _Kept(undo["top"], undo["branch"], undo["parent"], staged, commit)
