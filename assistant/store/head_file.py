"""The number and digest of the newest audit entry, kept a second time in a file of its own."""

import os
from collections.abc import Callable
from pathlib import Path

from assistant.config.paths import disk_full, ensure_private, is_disk_full
from assistant.kernel.errors import StoreError
from assistant.safety.audit import AuditEntry


class HeadFile:
    """One line: number, space, digest. Written by rename, so that it is never half there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_folder_ready = False

    def write(self, entry: AuditEntry, is_in_chain: Callable[[int, str], bool]) -> None:
        """Keep an entry as the newest, unless a newer one is there already.

        One that is no longer in the chain is never replaced: it is the proof that the chain was cut or forged.

        Args:
            entry: The entry that was just added to the chain.
            is_in_chain: Tells whether the chain still has an entry of this number and digest.

        Raises:
            StoreError: `disk-full` or `store-unusable`.
        """
        if not self._is_folder_ready:
            ensure_private(self._path.parent)
            self._is_folder_ready = True
        kept = self.read()
        if kept and (kept[0] >= entry.number or not is_in_chain(*kept)):
            return  # another process was faster, or somebody was at the chain
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.{entry.number}")
        try:
            draft.write_text(f"{entry.number} {entry.digest}\n", "ascii")
            draft.replace(self._path)
        except OSError as error:
            if is_disk_full(error):
                raise disk_full(self._path) from error
            raise StoreError(
                "The copy of the newest audit entry cannot be written.",
                code="store-unusable",
                hint="Check who may write to the state folder of Zenus.",
            ) from error

    def read(self) -> tuple[int, str] | None:
        """Return number and digest; None if the file is missing or holds anything else."""
        try:
            number, digest = self._path.read_text("ascii").split()
            return int(number), digest
        except (OSError, ValueError):
            return None
