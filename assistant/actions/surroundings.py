"""What lies round a path, for the gate: links, repositories, and what other programs have open."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from anyio.to_thread import run_sync

_PROC = "/proc"
# A look into a folder's own entries finds a folder of projects; deeper, the look would cost more than it tells.
_MOST_ENTRIES = 2_000
# Of more paths in one folder it is quicker to list the folder than to ask about each.
_FEW_PATHS = 64
_REPOSITORIES = (".git", ".hg", ".svn", ".jj")


class FileSystemSurroundings:
    """Reads the file system and the kernel's process table; changes nothing and never raises."""

    async def real_paths(self, paths: Sequence[str], follow: Sequence[bool]) -> Sequence[str]:
        """Return each path with its links resolved: all of them where `follow` is true, else all but the last name."""
        return await run_sync(_real_paths, paths, follow)

    async def version_controlled(self, paths: Sequence[str]) -> bool:
        """Return whether one of them is a repository, or a folder with one in it."""
        return await run_sync(lambda: any(map(_holds_repository, paths)))

    async def open_elsewhere(self, paths: Sequence[str]) -> bool:
        """Return whether another program has one of them, or something in it, open now."""
        return await run_sync(_is_open_elsewhere, paths)


def real_path(path: str, *, follow: bool) -> str:
    """Return `path` with its links resolved; its last name stays as it is unless `follow` is true.

    To the kernel a slash behind a link means what the link leads to. What the kernel takes for no path is "".
    """
    if not _is_path(path):
        return ""
    folder, name = os.path.split(path)
    if follow or name in ("", ".", ".."):
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118  # bytes that are no text must come through


def _is_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _real_paths(paths: Sequence[str], follow: Sequence[bool]) -> Sequence[str]:
    folders = _Folders(paths)
    return [folders.real_path(path, follow=is_followed) for path, is_followed in zip(paths, follow, strict=True)]


class _Folders:
    """The folders of many paths, each looked at once."""

    def __init__(self, paths: Sequence[str]) -> None:
        counts = Counter(path.rpartition("/")[0] for path in paths)
        self._links = {folder: _links_in(folder) for folder, count in counts.items() if count > _FEW_PATHS}
        self._real = cache(os.path.realpath)

    def real_path(self, path: str, *, follow: bool) -> str:
        """Return what `real_path` does."""
        folder, _, name = path.rpartition("/")
        is_plain = "\0" not in path and (path.isascii() or _is_path(path))
        if not is_plain or not folder.startswith("/") or name in ("", ".", ".."):
            return real_path(path, follow=follow)
        if follow and self._is_link(path, folder, name):
            return real_path(path, follow=True)
        return f"{self._real(folder).rstrip('/')}/{name}"

    def _is_link(self, path: str, folder: str, name: str) -> bool:
        links = self._links.get(folder)
        return os.path.islink(path) if links is None else name in links  # noqa: PTH114


def _links_in(folder: str) -> frozenset[str] | None:
    """Return the names of the links in a folder; None if it cannot be listed."""
    try:
        with os.scandir(folder) as listing:
            return frozenset(entry.name for entry in listing if entry.is_symlink())
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError):
        return None


def _holds_repository(path: str) -> bool:
    if os.path.basename(path) in _REPOSITORIES:  # noqa: PTH119
        return True
    if not os.path.isdir(path):  # noqa: PTH112
        return False
    if _is_repository(path):
        return True
    return any(_is_repository(folder) for folder in _folders_in(path))


def _is_repository(path: str) -> bool:
    return any(os.path.lexists(f"{path}/{name}") for name in _REPOSITORIES)


def _folders_in(path: str) -> Iterator[str]:
    try:
        with os.scandir(path) as listing:
            for _, entry in zip(range(_MOST_ENTRIES), listing, strict=False):
                if entry.is_dir(follow_symlinks=False):
                    yield entry.path
    except OSError:
        return


def _is_open_elsewhere(paths: Sequence[str]) -> bool:
    wanted = set(_real_paths(paths, [True] * len(paths)))
    return any(_lies_in(opened, wanted) for opened in _opened_by_others())


def _lies_in(path: str, wanted: set[str]) -> bool:
    while path not in wanted:
        parent = os.path.dirname(path)  # noqa: PTH120
        if parent == path:
            return False
        path = parent
    return True


def _opened_by_others() -> Iterator[str]:
    """Yield the files that other processes of this user have open; none where the kernel does not tell."""
    own = str(os.getpid())
    for pid in filter(str.isdigit, _listed(_PROC)):
        if pid != own:
            folder = f"{_PROC}/{pid}/fd"
            yield from (target for fd in _listed(folder) if (target := _target(f"{folder}/{fd}")).startswith("/"))


def _listed(folder: str) -> Sequence[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return ()


def _target(link: str) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115
    except OSError:
        return ""
