"""Files of Zenus's own that say something about the user, or take room: sounds, logs, settings, models."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.kernel.errors import StoreError
from assistant.kernel.memory import Contents, Scope


class FilesPlace:
    """Files below a folder. Implements `MemoryPlace`.

    Args:
        pattern: Of the files, as `Path.rglob` has it.
        scope: By which they are removed; None if they are not to be.
        is_emptied: They are open elsewhere, so that they are made empty rather than removed.
    """

    def __init__(
        self, name: str, folder: Path, pattern: str, scope: Scope | None = None, *, is_emptied: bool = False
    ) -> None:
        self._name = name
        self._folder = folder
        self._pattern = pattern
        self.scope = scope
        self._is_emptied = is_emptied

    def survey(self) -> Contents:
        """Return how many files there are, and what they take; a file with several names counts once."""
        found = {(status.st_dev, status.st_ino): status for path in self._files() if (status := path.lstat())}
        ages = [status.st_mtime for status in found.values() if status.st_size]
        return Contents(
            self._name,
            str(self._folder),
            sum(status.st_size for status in found.values()),
            len(ages),
            datetime.fromtimestamp(min(ages), UTC) if ages else None,
            is_private=self.scope is not None,
        )

    def forget(self) -> None:
        """Remove the files, or empty them."""
        if self.scope is None:
            return
        try:
            for path in self._files():
                if self._is_emptied:
                    path.write_bytes(b"")
                else:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"Something in {str(self._folder)!r} cannot be removed.",
                code="store-unusable",
                hint="Check who may write to that folder.",
            ) from error

    def _files(self) -> Sequence[Path]:
        return [path for path in self._folder.rglob(self._pattern) if path.is_file() and not path.is_symlink()]
