"""The event file of `zenus run --events`: one JSON object a line, written as it happens."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from assistant.kernel.bus import Stamped
from assistant.kernel.errors import UsageError


class EventFile:
    """A sink of the event bus that writes to a file; a context manager.

    Raises:
        UsageError: `events-unwritable` on entering, if the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        try:
            # A file name that is not UTF-8 holds lone surrogates; with a backslash they are JSON's own escapes.
            self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            raise UsageError(
                f"The event file {str(self._path)!r} cannot be written: {error.strerror}.",
                code="events-unwritable",
                hint="Choose a path in a folder that exists.",
            ) from None
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, stamped: Stamped) -> None:
        """Write one line."""
        assert self._file is not None, "written to outside its context"
        self._file.write(json.dumps(stamped.event.to_json(stamped.t_s), ensure_ascii=False) + "\n")
