"""One repository, as git tells it: where it is, what is checked out, what was changed, and what was done last."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.actions.git.program import GitProgram

Trouble: TypeAlias = Literal[
    "no-repository", "not-yours", "own-filters", "unusual-repository", "no-git", "too-slow", "git-failed"
]
_OPERATIONS = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
_FIELD, _MOST_COMMITS = "\x1f", 50


class RepositoryError(Exception):
    """The repository cannot be worked in; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs from what is committed: new, changed, removed, renamed or in conflict."""

    path: str
    kind: Literal["new", "changed", "removed", "renamed", "conflict"]


@dataclass(frozen=True, slots=True)
class Head:
    """What is checked out.

    Attributes:
        commit: Empty in a repository without commits.
        branch: Empty where no branch is checked out.
        operation: A merge or the like that is under way; empty if none is.
    """

    commit: str
    branch: str
    operation: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `at` is its author's time as ISO text."""

    short: str
    subject: str
    author: str
    at: str


class Repository:
    """A repository that may be worked in. All methods block.

    Args:
        folder: Real path of a folder in it.

    Raises:
        RepositoryError: It may not be worked in.
    """

    def __init__(self, git: GitProgram, folder: str) -> None:
        if not git.is_there():
            raise RepositoryError("no-git")
        self.git = git
        found = git.run(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir")
        if found.status or len(found.lines) != 2:
            raise RepositoryError("not-yours" if "dubious ownership" in found.error else "no-repository")
        self.top, self.git_dir = found.lines
        # A repository may say that its files lie anywhere; then its settings are somebody's trick, or too clever.
        if not os.path.lexists(f"{self.top}/.git") or os.path.realpath(self.top) != self.top:
            raise RepositoryError("unusual-repository")
        if git.has_own_filters(self.top):
            raise RepositoryError("own-filters")

    @property
    def name(self) -> str:
        """What it is called: the name of its folder."""
        return self.top.rpartition("/")[2]

    def head(self) -> Head:
        """Return what is checked out."""
        commit = self.git.run(self.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").output.strip()
        branch = self.git.run(self.top, "symbolic-ref", "--quiet", "--short", "HEAD").output.rstrip("\n")
        under_way = (name for mark, name in _OPERATIONS if os.path.lexists(f"{self.git_dir}/{mark}"))
        return Head(commit, branch, next(under_way, ""))

    def changes(self) -> Sequence[Change]:
        """Return what differs from the last commit; submodules and repositories within are left out."""
        fields = iter(
            self._asked("status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignore-submodules=all").split(
                "\0"
            )
        )
        found: list[Change] = []
        for entry in fields:
            change = _change(entry)
            if entry.startswith("2 "):
                next(fields, "")  # where it was before it was renamed
            if change is not None:
                found.append(change)
        return found

    def extent(self) -> tuple[int, int]:
        """Return how many lines were added and removed in files that are known to git."""
        base = "HEAD" if self.head().commit else "--cached"
        rows = self._asked("diff", "--numstat", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", base)
        counts = [row.split("\t") for row in rows.split("\0") if row.count("\t") == 2]
        numbers = [(int(added), int(removed)) for added, removed, _ in counts if added.isdigit()]
        return sum(added for added, _ in numbers), sum(removed for _, removed in numbers)

    def commits(self, count: int) -> Sequence[Commit]:
        """Return the last commits, the newest first."""
        form = _FIELD.join(("%h", "%s", "%an", "%aI"))
        options = ("--no-show-signature", "--no-ext-diff", "--no-textconv", "-z", f"--format=tformat:{form}")
        if not self.head().commit:
            return ()
        rows = self._asked("log", *options, f"--max-count={min(count, _MOST_COMMITS)}").split("\0")
        return [Commit(*row.split(_FIELD)) for row in rows if row.count(_FIELD) == 3]

    def branches(self) -> Sequence[str]:
        """Return the names of the local branches, the last used first."""
        return self._asked(
            "for-each-ref", "--sort=-committerdate", "--format=%(refname:short)", "refs/heads"
        ).splitlines()

    def distance(self) -> tuple[int, int]:
        """Return how many commits the branch is ahead of and behind what it follows; nothing of both if nothing."""
        counts = self.git.run(self.top, "rev-list", "--left-right", "--count", "HEAD...@{upstream}").output.split()
        return (int(counts[0]), int(counts[1])) if len(counts) == 2 else (0, 0)

    def _asked(self, *arguments: str) -> str:
        answer = self.git.run(self.top, *arguments)
        if answer.status:
            raise RepositoryError("too-slow" if answer.status < 0 else "git-failed")
        return answer.output


def _change(entry: str) -> Change | None:
    """Return what an entry of `git status --porcelain=v2` says. Source: git-status(1)."""
    kind, _, rest = entry.partition(" ")
    if kind == "?":
        return None if rest.endswith("/") else Change(rest, "new")
    if kind == "u":
        return Change(rest.split(" ", 9)[-1], "conflict")
    if kind == "2":
        return Change(rest.split(" ", 8)[-1], "renamed")
    if kind != "1":
        return None
    marks, path = rest[:2], rest.split(" ", 7)[-1]
    return Change(path, "removed" if "D" in marks else "new" if "A" in marks else "changed")
