"""Wiring of what is kept about the user: every place on this machine."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.actions.filesystem import SavedOriginals
from assistant.config import paths
from assistant.kernel.memory import Contents, MemoryPlace, Scope
from assistant.store.database import Database
from assistant.store.file_places import FilesPlace
from assistant.store.memory import JournalPlace, TurnsPlace, UndoPlace


class OriginalsPlace:
    """What files held before they were changed. Implements `MemoryPlace`."""

    scope = Scope.UNDO

    def __init__(self, originals: SavedOriginals) -> None:
        self._originals = originals

    def survey(self) -> Contents:
        """Return of how many deeds originals are kept, and what they take."""
        kept = self._originals.sizes().values()
        oldest = min((datetime.fromtimestamp(each.changed_s, UTC) for each in kept), default=None)
        size_bytes = sum(each.size_bytes for each in kept)
        return Contents("originals", str(paths.originals_dir()), size_bytes, len(kept), oldest)

    def forget(self) -> None:
        """Drop them."""
        for deed in self._originals.sizes():
            self._originals.drop(deed)


def memory_places(database: Database, originals: SavedOriginals) -> Sequence[MemoryPlace]:
    """Return every place where something is kept; what others build on comes first."""
    return (
        UndoPlace(database),
        OriginalsPlace(originals),
        TurnsPlace(database),
        JournalPlace(database),
        FilesPlace("sounds", paths.data_dir() / "disowned-sounds", "*.npy", Scope.RECORDINGS),
        FilesPlace("voice", paths.data_dir() / "owner-voice", "*.npy", Scope.RECORDINGS),
        FilesPlace("log", paths.state_dir(), "*.log*", Scope.LOG, is_emptied=True),
        FilesPlace("settings", paths.config_dir(), "*"),
        FilesPlace("models", paths.models_dir(), "*"),
    )
