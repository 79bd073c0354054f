"""Finding the user's files."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.file_search import FileQuery, FoundFile, Kind, SearchResult, query_words, search
from assistant.actions.outcome import Outcome
from assistant.kernel.errors import ActionError
from assistant.kernel.types import Facts, Risk

MAX_SHOWN = 20
SEARCH_LIMIT_S = 3.0


class FileActions:
    """Searches the user's home.

    Args:
        home: The folder that is searched.
        search_limit_s: A longer search ends with what it has found.
    """

    def __init__(self, home: Path, search_limit_s: float = SEARCH_LIMIT_S) -> None:
        self._home = home
        self._search_limit_s = search_limit_s

    @action(
        "files.find",
        capabilities={"files.search"},
        risk=Risk.READ_ONLY,
        timeout_s=10.0,
        messages={
            "files.find.none": {"name", "kind", "is_complete"},
            "files.find.done": {"name", "kind", "count", "newest", "newest_folder", "files", "is_complete"},
        },
        errors={"invalid-date"},
    )
    async def find(self, name: str = "", kind: Kind = "any", since: str = "", until: str = "") -> Outcome:
        """Find files by words of their name, kind and date of last change, the newest first."""
        query = FileQuery(query_words(name), kind, *_period(since, until))
        result = await self._search(query)
        if not result.newest:
            return Outcome("files.find.none", {"name": name, "kind": kind, "is_complete": result.is_complete})
        newest = result.newest[0]
        return Outcome(
            "files.find.done",
            {
                "name": name,
                "kind": kind,
                "is_complete": result.is_complete,
                "count": result.count,
                "newest": newest.path.name,
                "newest_folder": self._folder_name(newest.path),
                "files": [self._facts(found) for found in result.newest],
            },
        )

    async def _search(self, query: FileQuery) -> SearchResult:
        is_abandoned = threading.Event()
        try:
            return await run_sync(
                search,
                self._home,
                query,
                MAX_SHOWN,
                is_abandoned.is_set,
                self._search_limit_s,
                abandon_on_cancel=True,
            )
        finally:
            is_abandoned.set()

    def _facts(self, found: FoundFile) -> Facts:
        return {
            "name": found.path.name,
            "folder": self._folder_name(found.path),
            "path": str(found.path),
            "modified": datetime.fromtimestamp(found.modified_s).astimezone().isoformat(),
            "size_bytes": found.size_bytes,
        }

    def _folder_name(self, path: Path) -> str:
        """Return the name of the folder that holds `path`; empty for the home folder itself."""
        return "" if path.parent == self._home else path.parent.name


def _period(since: str, until: str) -> tuple[float, float]:
    """Return two ISO dates as Unix seconds in local time; a last day counts to its end.

    Raises:
        ActionError: `invalid-date`.
    """
    try:
        start_s = datetime.fromisoformat(since).timestamp() if since else float("-inf")
        end_s = _end(until).timestamp() if until else float("inf")
    except (ValueError, OverflowError) as error:
        raise ActionError(
            "That is not a date.", code="invalid-date", hint="Say a day such as yesterday or the third of May."
        ) from error
    return start_s, end_s


def _end(until: str) -> datetime:
    moment = datetime.fromisoformat(until)
    is_whole_day = "T" not in until and " " not in until
    return moment + timedelta(days=1, microseconds=-1) if is_whole_day else moment
