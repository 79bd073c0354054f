"""Notices that the settings file has changed while Zenus runs."""

from collections.abc import Callable
from pathlib import Path

import anyio

from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.kernel.errors import ConfigError

POLL_S = 1.0

# Times of change of contents and of permissions, size, file number: editors write in place or put another file there.
Signature = tuple[int, int, int, int] | None
_NEVER_SEEN: Signature = (0, 0, 0, 0)


async def watch_settings(
    path: Path,
    current: Settings,
    on_change: Callable[[Settings], None],
    on_error: Callable[[ConfigError], None],
) -> None:
    """Look at `path` once a second, for ever, and tell of settings that differ from those before.

    A file that has become bad is reported once, and the settings before it hold until it is mended. A file that is
    removed brings the defaults back. Safe to cancel.
    """
    seen = _NEVER_SEEN  # the file may have changed since `current` was loaded
    while True:
        signature = _signature(path)
        if signature != seen:
            seen = signature
            try:
                settings = load_settings(path)
            except ConfigError as error:
                on_error(error)
            else:
                if settings != current:
                    current = settings
                    on_change(current)
        await anyio.sleep(POLL_S)


def _signature(path: Path) -> Signature:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
