"""What a request is about, as arguments: one thing by its name, or everything that fits a description."""

import os
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.actions.file_search import FileQuery, Kind, query_words
from assistant.kernel.errors import ActionError

MAX_NAME_CHARS = 1000
MAX_BYTES = 2**63 - 1


def _possible(name: str) -> str:
    if "\0" in name:
        raise ValueError("no file has such a name")
    os.fsencode(name)
    return name


SpokenName = Annotated[str, Field(max_length=MAX_NAME_CHARS), AfterValidator(_possible)]
Bytes = Annotated[int, Field(ge=0, le=MAX_BYTES)]


class Selection(BaseModel):
    """Files or folders that are meant. Without `every` it is one thing, and several that fit are a question.

    Attributes:
        name: A name as it was spoken ("budget 2026", "notes.txt"), or a path from / or ~ on.
        kind: What sort of thing.
        folder: Where it lies: a well-known folder (downloads, documents, desktop, pictures, music, videos, home), a
            folder's name, several of these joined by "/" from the outermost in, or a path. Empty is anywhere.
        since: First day or moment of its last change, as an ISO date.
        until: Last day or moment of its last change, as an ISO date.
        over_bytes: Only what is bigger than this, if not 0.
        under_bytes: Only what is smaller than this, if not 0.
        every: All that fit are meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: SpokenName = ""
    kind: Kind = "any"
    folder: SpokenName = ""
    since: str = ""
    until: str = ""
    over_bytes: Bytes = 0
    under_bytes: Bytes = 0
    every: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said that tells one thing from another."""
        return not (self.name or self.has_bounds or self.every) and self.kind in ("any", "file", "folder")

    @property
    def has_bounds(self) -> bool:
        """Tell whether a date or a size is asked for."""
        return bool(self.since or self.until or self.over_bytes or self.under_bytes)

    def query(self) -> FileQuery:
        """Return what to look for.

        Raises:
            ActionError: `invalid-date`.
        """
        since_s, until_s = _period(self.since, self.until)
        return FileQuery(
            query_words(self.name),
            self.kind,
            since_s,
            until_s,
            self.over_bytes + 1 if self.over_bytes else 0,
            self.under_bytes - 1 if self.under_bytes else float("inf"),
        )


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
