"""The log file: one JSON object a line, without personal data unless the user asked for it.

`log.info("opened %s", Private(name), extra={"turn": 3, "private": {"text": text}})` writes `opened <private>` and drops
`text`. Paths count as private. Of an exception the type, code and places are written, for its text may quote anything;
of a foreign library's message only where it came from, for the same reason.
"""

import json
import logging
import os
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from assistant.config.paths import disk_full, ensure_private, is_disk_full
from assistant.kernel import events
from assistant.kernel.bus import Stamped
from assistant.kernel.errors import ConfigError, ZenusError

MAX_BYTES = 1_000_000
BACKUPS = 3
PACKAGES = ("assistant", "speech", "vision", "gui", "models")

_RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "private"}


@dataclass(frozen=True, slots=True)
class Private:
    """Marks a value as personal: it is written as `<private>`."""

    value: object

    def __str__(self) -> str:
        return "<private>"

    __repr__ = __str__


class JsonFormatter(logging.Formatter):
    """Formats a record as `{at, level, logger, message, fields?, error?, private?}`.

    Args:
        log_private: Write personal data as well.
    """

    def __init__(self, *, log_private: bool = False) -> None:
        super().__init__()
        self.log_private = log_private

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        extra = {name: self._shown(value) for name, value in vars(record).items() if name not in _RECORD_FIELDS}
        if extra:
            line["fields"] = extra
        if record.exc_info and record.exc_info[1]:
            line["error"] = self._error(record.exc_info[1])
        private = getattr(record, "private", None)
        if self.log_private and private:
            line["private"] = private
        return json.dumps(line, ensure_ascii=False, default=str)

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] not in PACKAGES and not self.log_private:
            return f"withheld, from {record.module}:{record.lineno}"
        if isinstance(record.args, Mapping):
            return str(record.msg) % {name: self._shown(value) for name, value in record.args.items()}
        return str(record.msg) % tuple(map(self._shown, record.args)) if record.args else str(record.msg)

    def _shown(self, value: object) -> object:
        if isinstance(value, os.PathLike):
            value = Private(value)
        return value.value if isinstance(value, Private) and self.log_private else value

    def _error(self, error: BaseException) -> dict[str, object]:
        frames = traceback.walk_tb(error.__traceback__)
        described: dict[str, object] = {
            "type": type(error).__name__,
            "at": [f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}" for frame, line in frames],
        }
        if isinstance(error, ZenusError):
            described["code"] = error.code
        if self.log_private:
            described["text"] = str(error)
        if error.__cause__:
            described["cause"] = self._error(error.__cause__)
        if isinstance(error, BaseExceptionGroup):
            described["errors"] = [self._error(each) for each in error.exceptions]
        return described


class _PrivateFileHandler(RotatingFileHandler):
    """Writes files that only the user can read, and goes without when it cannot write."""

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename,
            "a",
            encoding="utf-8",
            errors="backslashreplace",
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the base class's name
        """Keep the traceback of a failed write off the user's terminal: a full disk must not stop the assistant."""

    def close(self) -> None:
        """Close the file, and let go of what could not be written."""
        with suppress(OSError):
            super().close()


class LogFile:
    """The open log; `close` it, or use it as a context. Made once, before other threads start."""

    def __init__(self, path: Path, level: str, *, log_private: bool) -> None:
        self._handler = _PrivateFileHandler(path, maxBytes=MAX_BYTES, backupCount=BACKUPS)
        self.apply(level, log_private=log_private)
        logging.getLogger().addHandler(self._handler)

    def apply(self, level: str, *, log_private: bool) -> None:
        """Take settings that have changed."""
        self._handler.setFormatter(JsonFormatter(log_private=log_private))
        for package in PACKAGES:
            logging.getLogger(package).setLevel(level.upper())

    def close(self) -> None:
        """Stop logging."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        for package in PACKAGES:
            logging.getLogger(package).setLevel(logging.NOTSET)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def start_logging(path: Path, level: str, *, log_private: bool = False) -> LogFile:
    """Log to `path`, from our packages what is at least `level`, from libraries that something was warned of.

    Raises:
        ConfigError: `log-unwritable`, `folder-unusable` or `folder-not-private`.
        StoreError: `disk-full`.
    """
    ensure_private(path.parent)
    try:
        return LogFile(path, level, log_private=log_private)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(path) from error
        raise ConfigError(
            f"The log file {str(path)!r} cannot be written: {error.strerror}.",
            code="log-unwritable",
            hint="Check who may write to that file and its folder.",
        ) from error


# Text that is one of our own words. Any other text of an event is private; numbers and truth values are not.
_OWN_WORDS: Mapping[type[events.Event], frozenset[str]] = MappingProxyType(
    {
        events.StateChanged: frozenset({"name"}),
        events.WakeDetected: frozenset({"name"}),
        events.SpeechEnded: frozenset({"reason"}),
        events.Transcribed: frozenset({"language"}),
        events.Planned: frozenset({"source"}),
        events.ApprovalGiven: frozenset({"by"}),
        events.ActionStarted: frozenset({"action"}),
        events.ActionFinished: frozenset({"action"}),
        events.Interrupted: frozenset({"by"}),
        events.ErrorRaised: frozenset({"code"}),
    }
)

_event_log = logging.getLogger("assistant.events")


def log_event(stamped: Stamped) -> None:
    """Log an event without what was said, read or named in it. A sink for the bus."""
    event = stamped.event
    own_words = _OWN_WORDS.get(type(event), frozenset())
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    public = {n: v for n, v in values.items() if isinstance(v, bool | int | float) or n in own_words}
    if isinstance(event, events.Planned):
        public["actions"] = [step.get("action") for step in event.steps]
    private = {name: value for name, value in values.items() if name not in public}
    extra = {"t_s": round(stamped.t_s, 4), "event": public, "private": private}
    _event_log.log(_level(event), event.type, extra=extra)


def _level(event: events.Event) -> int:
    if isinstance(event, events.ErrorRaised):
        return logging.WARNING
    return logging.DEBUG if isinstance(event, events.Transcribed) and not event.final else logging.INFO
