"""Wiring of the user's files: folders, trash, saved originals, and the actions that work on them."""

import logging
import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.actions.files import FileTools, LastRead
from assistant.actions.files.parts import parts_of
from assistant.actions.files.tools import Tell
from assistant.actions.filesystem import FileError, SavedOriginals, Trash
from assistant.actions.filesystem.mounts import mounted_folders
from assistant.actions.selection import FileNames, Selector, read_user_folders
from assistant.actions.work import Work
from assistant.app.keeper import Housework
from assistant.config import paths
from assistant.config.settings import SafetySettings
from assistant.kernel.clock import Clock
from assistant.kernel.deeds import Deed
from assistant.kernel.errors import ZenusError
from assistant.kernel.stores import History, Journal
from assistant.kernel.types import Facts

_ON_FILES = ("files.", "folders.", "trash.", "notes.", "screen.")
_DAY_S = 24 * 3600
_MEGABYTE = 1_000_000
# Where the desktop mounts what the user plugs in.
_REMOVABLE = ("/media/", "/run/media/", "/mnt/")
# As far back as "read on" is understood.
_TURNS_LOOKED_AT = 5

log = logging.getLogger(__name__)


def saved_originals(safety: SafetySettings) -> SavedOriginals:
    """Return the store of what files held before they were changed."""
    folder = os.path.realpath(paths.originals_dir())
    return SavedOriginals(folder, safety.undo_megabytes * _MEGABYTE, safety.undo_days * _DAY_S)


def file_tools(home: Path, originals: SavedOriginals, journal: Journal, clock: Clock, tell: Tell) -> FileTools:
    """Return what file actions work with."""
    data_home = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    return FileTools(
        selector=Selector(read_user_folders(home)),
        trash=Trash(os.path.realpath(data_home), os.getuid(), _removable_disks()),
        originals=originals,
        originals_folder=os.path.realpath(paths.originals_dir()),
        clock=clock,
        forget_undo=journal.drop_undo,
        tell=tell,
    )


def file_names(clock: Clock) -> FileNames:
    """Return the names of the files in the user's own folders."""
    return FileNames(read_user_folders(Path.home()).kept, clock)


def housework(originals: SavedOriginals, journal: Journal) -> Housework:
    """Return what is to be looked after of files."""
    return Housework(partial(_sweep, originals), partial(_tidy, journal))


def _tidy(journal: Journal, deed: Deed) -> None:
    """Remove what a deed that was broken off left under hidden names; other deeds left nothing."""
    if not deed.action.startswith(_ON_FILES):
        return
    work = Work(deed.number, note=partial(journal.note, deed.number))
    try:
        for part in parts_of(deed, work, os.path.realpath(paths.originals_dir())):
            part.tidy()
    except (ZenusError, ValueError) as error:
        # It can be taken back all the same.
        log.warning("deed %d could not be tidied up: %s", deed.number, type(error).__name__)


def _sweep(originals: SavedOriginals) -> Sequence[int]:
    """Throw away originals that are too old or too many, and return the deeds that lost theirs."""
    return originals.sweep(time.time(), ())


def last_read(history: History) -> Facts | None:
    """Return what the last reading of a file said, if that was a short while ago; see `LastRead`."""
    for record in reversed(history.latest(_TURNS_LOOKED_AT)):
        for result in reversed(record.results):
            if result.ok and result.message == "files.read.done":
                return result.facts
    return None


def reader_of(history: History) -> LastRead:
    """Return what remembers the last reading."""
    return partial(last_read, history)


def _removable_disks() -> tuple[str, ...]:
    """Return where disks of the user's are mounted."""
    try:
        return tuple(folder for folder in mounted_folders() if folder.startswith(_REMOVABLE))
    except FileError:
        return ()
