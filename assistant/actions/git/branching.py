"""Branches: beginning one, and switching to another; either can be taken back while nothing was built on it."""

from collections.abc import Sequence
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.git.looking import MESSAGES, looked, named, repository_of
from assistant.actions.git.program import GitProgram
from assistant.actions.git.repository import Head, Repository, RepositoryError
from assistant.actions.git.where import RepositoryFinder
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SELECTION_ERRORS, SpokenName
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, Risk

BranchName = Annotated[str, Field(min_length=1, max_length=200)]
_TIMEOUT_S = 120.0
_FACTS = {"repository", "path", "name", "before"}
_REFUSALS = {
    "git.branch.invalid": {"name"},
    "git.branch.taken": {"name", "repository"},
    "git.branch.unknown": {"name", "repository"},
    "git.branch.already": {"name", "repository"},
    "git.branch.no_commits": {"repository"},
    "git.branch.under_way": {"repository", "operation"},
    "git.branch.in_the_way": {"name", "repository"},
}


class GitBranchActions:
    """Begins branches and switches between them.

    Args:
        finder: Finds the repository that is meant.
        git: Used by undo.
    """

    def __init__(self, finder: RepositoryFinder, git: GitProgram) -> None:
        self._finder = finder
        self._git = git

    # ---------------------------------------------------------------------------------------------------------- begin

    async def _foresee_begin(self, branch: BranchName, folder: SpokenName = "") -> Prospect:
        repository = await self._finder.find("git.begin", folder)
        head = await _settled_head(repository)
        if not await run_sync(_is_branch_name, repository, branch):
            raise ActionFailedError("git.branch.invalid", code="invalid-branch", facts={"name": branch})
        if branch in await run_sync(repository.branches):
            facts: Facts = {"name": branch, "repository": repository.name}
            raise ActionFailedError("git.branch.taken", code="branch-taken", facts=facts)
        return _prospect(repository, head, branch)

    async def _review_begin(self, deed: Deed) -> Sequence[Obstacle]:
        undo = cast(dict[str, str], deed.undo or {})
        tip = await run_sync(_tip, self._git, undo["top"], undo["name"])
        return (Obstacle("changed-since", undo["top"]),) if tip not in ("", undo["commit"]) else ()

    async def _undo_begin(self, deed: Deed, work: Work) -> bool:
        undo = cast(dict[str, str], deed.undo or {})

        def take_back() -> bool:
            if Repository(self._git, undo["top"]).head().branch == undo["name"]:
                _go_to(self._git, undo["top"], undo["before"], undo["commit"])
            ref = f"refs/heads/{undo['name']}"
            if _tip(self._git, undo["top"], undo["name"]):
                self._git.run(undo["top"], "update-ref", "-d", ref, undo["commit"])
            return not _tip(self._git, undo["top"], undo["name"])

        return await run_sync(take_back)

    @action(
        "git.begin",
        capabilities={"git.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=_TIMEOUT_S,
        messages={"git.begin.done": _FACTS, **_REFUSALS, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_begin,
        foresees=_FACTS,
        undo=_undo_begin,
        undo_review=_review_begin,
    )
    async def begin(self, work: Work, branch: BranchName, folder: SpokenName = "") -> Outcome:
        """Begin a branch in a repository and switch to it."""
        return await self._switched(work, branch, "git.begin.done", "--create", branch)

    # --------------------------------------------------------------------------------------------------------- switch

    async def _foresee_switch(self, branch: BranchName, folder: SpokenName = "") -> Prospect:
        repository = await self._finder.find("git.switch", folder)
        head = await _settled_head(repository)
        branches = await run_sync(repository.branches)
        near = (each for each in branches if _plain(each) == _plain(branch))
        found = branch if branch in branches else next(near, "")
        facts: Facts = {"name": found or branch, "repository": repository.name}
        if not found:
            raise ActionFailedError("git.branch.unknown", code="unknown-branch", facts=facts)
        if found == head.branch:
            raise ActionFailedError("git.branch.already", code="already-there", facts=facts)
        return _prospect(repository, head, found)

    async def _review_switch(self, deed: Deed) -> Sequence[Obstacle]:
        undo = cast(dict[str, str], deed.undo or {})
        try:
            head = await run_sync(lambda: Repository(self._git, undo["top"]).head())
        except RepositoryError:
            return (Obstacle("not-found", undo["top"]),)
        is_as_left = head.branch in (undo["name"], undo["before"]) and not head.operation
        return () if is_as_left else (Obstacle("changed-since", undo["top"]),)

    async def _undo_switch(self, deed: Deed, work: Work) -> bool:
        undo = cast(dict[str, str], deed.undo or {})
        return await run_sync(lambda: _go_to(self._git, undo["top"], undo["before"], undo["commit"]))

    @action(
        "git.switch",
        capabilities={"git.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=_TIMEOUT_S,
        messages={"git.switch.done": _FACTS, **_REFUSALS, **MESSAGES},
        errors=SELECTION_ERRORS,
        effects=_foresee_switch,
        foresees=_FACTS,
        undo=_undo_switch,
        undo_review=_review_switch,
    )
    async def switch(self, work: Work, branch: BranchName, folder: SpokenName = "") -> Outcome:
        """Switch a repository to another branch."""
        found = cast(str, work.prospect.facts["name"])
        return await self._switched(work, found, "git.switch.done", "--no-guess", found)

    async def _switched(self, work: Work, name: str, message: str, *options: str) -> Outcome:
        repository, facts = repository_of(work), work.prospect.facts
        # Without --force git keeps whatever is not committed, or refuses.
        answer = await run_sync(lambda: repository.git.run(repository.top, "switch", "--quiet", *options))
        if answer.status:
            told: Facts = {"name": name, "repository": repository.name}
            raise ActionFailedError("git.branch.in_the_way", code="changes-in-the-way", facts=told)

        async def is_there() -> bool:
            return (await run_sync(repository.head)).branch == name

        return Outcome(message, facts, ("another branch was checked out",), is_there)


async def _settled_head(repository: Repository) -> Head:
    """Return what is checked out.

    Raises:
        ActionFailedError: There are no commits, or a merge or the like is under way.
    """
    head = await run_sync(repository.head)
    if not head.commit:
        facts: Facts = {"repository": repository.name}
        raise ActionFailedError("git.branch.no_commits", code="no-commits", facts=facts)
    if head.operation:
        facts = {"repository": repository.name, "operation": head.operation}
        raise ActionFailedError("git.branch.under_way", code="operation-under-way", facts=facts)
    await looked(repository, lambda: named(repository))
    return head


def _prospect(repository: Repository, head: Head, name: str) -> Prospect:
    effects = Effects(
        (Touch(Access.CREATE, repository.top),), starts=("git",), fingerprint=f"{head.commit}\0{head.branch}"
    )
    undo: Facts = {"top": repository.top, "name": name, "before": head.branch, "commit": head.commit}
    return Prospect(effects, {**named(repository), "name": name, "before": head.branch}, undo, repository)


def _is_branch_name(repository: Repository, name: str) -> bool:
    """Ask git; what it would take for an option or for a way to name a commit is none."""
    checked = repository.git.run(repository.top, "check-ref-format", "--branch", name)
    return not checked.status and checked.output.rstrip("\n") == name and not name.startswith("-") and name != "HEAD"


def _tip(git: GitProgram, top: str, name: str) -> str:
    return git.run(top, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}").output.strip()


def _go_to(git: GitProgram, top: str, branch: str, commit: str) -> bool:
    """Switch back to a branch, or to a commit if none was checked out; return whether that is where it stands."""
    where = ("--no-guess", branch) if branch else ("--detach", commit)
    if Repository(git, top).head().branch != branch or not branch:
        git.run(top, "switch", "--quiet", *where)
    head = Repository(git, top).head()
    return head.branch == branch and (bool(branch) or head.commit == commit)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
