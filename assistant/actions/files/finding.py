"""Finding files, and telling what is in a folder and how big things are. Nothing is changed."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.actions.declaration import action
from assistant.actions.file_search import FoundFile, Kind, SearchResult, search
from assistant.actions.files.facts import listed
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.places import is_folder, join
from assistant.actions.outcome import Outcome
from assistant.actions.selection import SELECTION_ERRORS, SELECTION_MESSAGES, Selection, SpokenName, shown, shown_path
from assistant.actions.selection.request import Bytes
from assistant.kernel.effects import NOTHING_FORESEEN, Access, Effects, Prospect, touching
from assistant.kernel.types import Facts, Risk

MAX_SHOWN = 20
SEARCH_LIMIT_S = 3.0
_TIMEOUT_S = 60.0
_LOOK_MESSAGES = {**SELECTION_MESSAGES, "files.failed": frozenset({"name", "reason"})}


@dataclass(frozen=True, slots=True)
class _Content:
    """What is right in a folder, the newest first."""

    found: Sequence[FoundFile]
    folder_count: int


class FindActions:
    """Looks for files.

    Args:
        search_limit_s: A longer search ends with what it has found.
    """

    def __init__(self, tools: FileTools, search_limit_s: float = SEARCH_LIMIT_S) -> None:
        self._tools = tools
        self._search_limit_s = search_limit_s

    async def _foresee_find(  # noqa: PLR0913  # the arguments of the search
        self,
        name: SpokenName = "",
        kind: Kind = "any",
        since: str = "",
        until: str = "",
        folder: SpokenName = "",
        over_bytes: Bytes = 0,
        under_bytes: Bytes = 0,
    ) -> Prospect:
        if not folder:
            return NOTHING_FORESEEN
        return await self._foresee_look("files.find", folder)

    @action(
        "files.find",
        capabilities={"files.search"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={
            "files.find.none": {"name", "kind", "place", "is_complete"},
            "files.find.done": {"name", "kind", "place", "count", "newest", "newest_folder", "files", "is_complete"},
            **_LOOK_MESSAGES,
        },
        errors=SELECTION_ERRORS,
        effects=_foresee_find,
    )
    async def find(  # noqa: PLR0913  # what can be said of files, each optional
        self,
        name: SpokenName = "",
        kind: Kind = "any",
        since: str = "",
        until: str = "",
        folder: SpokenName = "",
        over_bytes: Bytes = 0,
        under_bytes: Bytes = 0,
    ) -> Outcome:
        """Find files by words of their name, kind, date of last change, folder and size, the newest first."""
        wanted = Selection(
            name=name,
            kind=kind,
            folder=folder,
            since=since,
            until=until,
            over_bytes=over_bytes,
            under_bytes=under_bytes,
        )
        place, result = await look(self._tools, "files.find", self._search, wanted)
        said: Facts = {"name": name, "kind": kind, "place": place, "is_complete": result.is_complete}
        if not result.newest:
            return Outcome("files.find.none", said)
        newest = result.newest[0]
        facts: Facts = {
            **said,
            "count": result.count,
            "newest": shown(newest.path.name),
            "newest_folder": self._holder(newest),
            "files": [self._facts(found) for found in result.newest],
        }
        return Outcome("files.find.done", facts)

    def _search(self, looking: Looking, wanted: Selection) -> tuple[str, SearchResult]:
        query = wanted.query()
        home = str(self._tools.selector.user.home)
        root, _is_sure = looking.folder(wanted.folder, home)
        result = search(Path(root), query, MAX_SHOWN, looking.is_cancelled, self._search_limit_s)
        return self._tools.selector.user.shown(root), result

    # ------------------------------------------------------------------------------------------------------- a folder

    async def _foresee_list(self, folder: SpokenName) -> Prospect:
        return await self._foresee_look("files.list", folder)

    async def _foresee_look(self, action: str, folder: str) -> Prospect:
        path, _is_sure = await look(self._tools, action, Looking.folder, folder)
        seen = await look(self._tools, action, _seen_in, [path])
        return Prospect(Effects(touching(Access.READ, seen)), {"folder": self._tools.selector.user.shown(path)})

    @action(
        "files.list",
        capabilities={"files.search"},
        risk=Risk.READ_ONLY,
        timeout_s=_TIMEOUT_S,
        messages={
            "files.list.none": {"folder"},
            "files.list.done": {"folder", "count", "file_count", "folder_count", "newest", "size_bytes", "files"},
            **_LOOK_MESSAGES,
        },
        effects=_foresee_list,
        foresees={"folder"},
    )
    async def list(self, folder: SpokenName) -> Outcome:
        """Tell what is in a folder, the newest first."""
        name, content = await look(self._tools, "files.list", self._content_of, folder)
        if not content.found:
            return Outcome("files.list.none", {"folder": name})
        facts: Facts = {
            "folder": name,
            "count": len(content.found),
            "file_count": len(content.found) - content.folder_count,
            "folder_count": content.folder_count,
            "newest": shown(content.found[0].path.name),
            "size_bytes": sum(found.size_bytes for found in content.found),
            "files": [self._facts(found) for found in content.found[:MAX_SHOWN]],
        }
        return Outcome("files.list.done", facts)

    def _content_of(self, looking: Looking, folder: str) -> tuple[str, _Content]:
        path, _is_sure = looking.folder(folder)
        found: list[FoundFile] = []
        folder_count = 0
        with Naming(path), os.scandir(path) as listing:
            for entry in listing:
                if entry.name.startswith("."):
                    continue
                status = entry.stat(follow_symlinks=False)
                is_folder = stat.S_ISDIR(status.st_mode)
                folder_count += is_folder
                found.append(FoundFile(status.st_mtime, Path(entry.path), 0 if is_folder else status.st_size))
        return self._tools.selector.user.shown(path), _Content(sorted(found, reverse=True), folder_count)

    # ---------------------------------------------------------------------------------------------------------- sizes

    async def _foresee_size(self, what: Selection) -> Prospect:
        selected = await look(self._tools, "files.size", Looking.select, what)
        seen = await look(self._tools, "files.size", _seen_in, selected.paths)
        return Prospect(Effects(touching(Access.READ, seen)), {"paths": listed(selected.paths)})

    @action(
        "files.size",
        capabilities={"files.search"},
        risk=Risk.READ_ONLY,
        timeout_s=600.0,
        messages={
            "files.size.done": {"name", "count", "size_bytes", "file_count", "is_folder", "is_complete"},
            **_LOOK_MESSAGES,
        },
        errors=SELECTION_ERRORS,
        effects=_foresee_size,
        foresees={"paths"},
    )
    async def size(self, what: Selection) -> Outcome:
        """Tell how big files or folders are, with all that is in them."""
        return Outcome("files.size.done", await look(self._tools, "files.size", self._measure, what))

    def _measure(self, looking: Looking, what: Selection) -> Facts:
        selected = looking.select(what)
        found = looking.survey(selected.paths)
        return {
            "name": shown(selected.paths[0]) if len(selected.paths) == 1 else "",
            "count": len(selected.paths),
            "size_bytes": found.size_bytes,
            "file_count": found.file_count,
            "is_folder": found.folder_count > 0,
            "is_complete": not (found.has_unreadable or found.has_other_filesystem),
        }

    # --------------------------------------------------------------------------------------------------------- inside

    def _facts(self, found: FoundFile) -> Facts:
        return {
            "name": shown(found.path.name),
            "folder": self._holder(found),
            "path": shown_path(str(found.path)),
            "modified": datetime.fromtimestamp(found.modified_s).astimezone().isoformat(),
            "size_bytes": found.size_bytes,
        }

    def _holder(self, found: FoundFile) -> str:
        """Return the name of the folder that holds a file; empty for the home folder itself."""
        return self._tools.selector.user.holder(str(found.path))


def _seen_in(_looking: Looking, paths: Sequence[str]) -> Sequence[str]:
    """Return what is seen when one looks at these: a folder shows what lies right in it, as far as it is not hidden.

    The folder itself would stand for all that is in it, and a home holds what nobody may read.
    """
    seen = []
    for path in paths:
        if not is_folder(path):
            seen.append(path)
            continue
        with Naming(path), os.scandir(path) as listing:
            inside = [entry.path for entry in listing if not entry.name.startswith(".")]
        seen += inside or [join(path, "empty")]
    return seen
