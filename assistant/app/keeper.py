"""Keeps the journal in order: finds what a crash broke off, and lets go of what is too old or too big to be undone."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from anyio.to_thread import run_sync

from assistant.kernel.clock import Clock
from assistant.kernel.deeds import Deed
from assistant.kernel.ports import Journal

Sweep = Callable[[], Sequence[int]]
"""Removes saved originals by age and quota, and returns the deeds whose undo needed them. Blocking."""


class JournalKeeper:
    """Looks after the journal at the start of a process.

    Args:
        undo_days: Age after which a deed can no longer be taken back.
        sweep: Removes what the undo of old deeds needs outside the journal.
    """

    def __init__(self, journal: Journal, clock: Clock, undo_days: int, sweep: Sweep) -> None:
        self._journal = journal
        self._clock = clock
        self._undo_days = undo_days
        self._sweep = sweep

    async def recover(self) -> Sequence[Deed]:
        """Return the deeds that a crash broke off, the newest first; they can be taken back like any other."""
        return await run_sync(self._journal.recover)

    async def let_go(self) -> None:
        """Forget what is too old, or too big altogether, to be taken back."""
        await run_sync(self._let_go)

    def _let_go(self) -> None:
        self._journal.forget_undo(self._clock.now() - timedelta(days=self._undo_days))
        for deed in self._sweep():
            self._journal.drop_undo(deed)
