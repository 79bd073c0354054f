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
        UsageError: `events-unwritable`, on entering if the file cannot be made, on leaving if it is not whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._failure: OSError | None = None

    def __enter__(self) -> Self:
        try:
            # A file name that is not UTF-8 holds lone surrogates; with a backslash they are JSON's own escapes.
            self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            raise self._unwritable(error) from None
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._file is not None, "left without having been entered"
        try:
            self._file.close()
        except OSError as error:
            self._failure = self._failure or error
        if self._failure is not None and exc is None:
            raise self._unwritable(self._failure)

    def __call__(self, stamped: Stamped) -> None:
        """Write one line; after a failure nothing more, so that no line is missing from the middle."""
        assert self._file is not None, "written to outside its context"
        if self._failure is not None:
            return
        try:
            self._file.write(json.dumps(stamped.event.to_json(stamped.t_s), ensure_ascii=False) + "\n")
        except OSError as error:
            self._failure = error

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(
            f"The event file {str(self._path)!r} cannot be written: {error.strerror}.",
            code="events-unwritable",
            hint="Choose a path in a folder that exists, on a disk with space.",
        )
