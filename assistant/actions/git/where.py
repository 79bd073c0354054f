"""Which repository is meant: the one that is named, else the one that has the focus, was used last, or is set."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from anyio.to_thread import run_sync

from assistant.actions.apps.running_apps import Process
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.git.program import GitProgram
from assistant.actions.git.repository import Repository, RepositoryError
from assistant.actions.outcome import ActionFailedError
from assistant.actions.selection import shown
from assistant.kernel.types import Facts

REPOSITORY_MESSAGES: Final = {
    "git.no_repository": {"folder", "trouble"},
    "git.which": (),
    "git.which_of": {"choices", "argument"},
    "files.failed": {"name", "reason"},
}
_MOST_CHOICES = 5
# Where repositories are looked for to be offered: at home and one folder below.
_DEPTH = 2


class RepositoryFinder:
    """Finds repositories.

    Args:
        tools: Finds folders by their spoken names.
        focused: Returns the process of the window that keys go to; 0 if there is none.
        processes: Returns the user's processes.
        last_used: Returns the folder of the repository that was worked in a short while ago; empty if none was.
        chosen: The folder that the user has set; empty if none is.
        home: Where repositories are looked for when nothing else says which.
    """

    def __init__(  # noqa: PLR0913  # each is one of the places to look at
        self,
        git: GitProgram,
        tools: FileTools,
        focused: Callable[[], int],
        processes: Callable[[], Sequence[Process]],
        last_used: Callable[[], str],
        chosen: str,
        home: str,
    ) -> None:
        self._git = git
        self._tools = tools
        self._focused = focused
        self._processes = processes
        self._last_used = last_used
        self._chosen = chosen
        self._home = home

    async def find(self, action: str, folder: str) -> Repository:
        """Return the repository that is meant.

        Raises:
            ActionFailedError: There is none, or it cannot be told which.
        """
        if folder:
            path = await look(self._tools, action, lambda looking: _named(looking, folder))
            return await run_sync(self._opened, path, folder)
        return await run_sync(self._unnamed)

    def _unnamed(self) -> Repository:
        for path in self._likely():
            try:
                return Repository(self._git, path)
            except RepositoryError as error:
                if error.trouble != "no-repository":
                    raise _failed(error, path) from None
        found = list(self._at_home())
        if len(found) == 1:
            return self._opened(found[0], found[0])
        if not found or len(found) > _MOST_CHOICES:
            raise ActionFailedError("git.which", code="which-repository")
        facts: Facts = {"choices": found, "argument": "folder"}
        raise ActionFailedError("git.which_of", code="which-repository", facts=facts)

    def _opened(self, path: str, said: str) -> Repository:
        try:
            return Repository(self._git, path)
        except RepositoryError as error:
            raise _failed(error, said) from None

    def _likely(self) -> Iterator[str]:
        yield from focused_folders(self._focused(), self._processes())
        for folder in (self._last_used(), self._chosen):
            path = os.path.realpath(self._home + folder[1:] if folder.startswith("~") else folder)
            if folder and Path(path).is_dir():
                yield path

    def _at_home(self) -> Iterator[str]:
        """Yield the repositories that lie at home, and in its folders."""
        folders = [self._home]
        for _ in range(_DEPTH):
            inner = [entry.path for folder in folders for entry in _folders_in(folder)]
            yield from (path for path in sorted(inner) if os.path.lexists(f"{path}/.git"))
            folders = [path for path in inner if not os.path.lexists(f"{path}/.git")]


def focused_folders(pid: int, processes: Sequence[Process]) -> Iterator[str]:
    """Yield the folders that the newest processes of a window work in: a terminal's is that of its shell."""
    if not pid:
        return
    children: dict[int, list[Process]] = {}
    for process in processes:
        children.setdefault(process.parent, []).append(process)
    family = [pid]
    for each in family:
        family += [child.pid for child in children.get(each, ()) if child.pid not in family]
    for each in reversed(family):
        try:
            yield str(Path(f"/proc/{each}/cwd").resolve(strict=True))
        except OSError:
            continue


def _named(looking: Looking, folder: str) -> str:
    return looking.folder(folder)[0]


def _folders_in(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [e for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith(".")]
    except OSError:
        return []


def _failed(error: RepositoryError, said: str) -> ActionFailedError:
    facts: Facts = {"folder": shown(said), "trouble": error.trouble}
    return ActionFailedError("git.no_repository", code=error.trouble, facts=facts)
