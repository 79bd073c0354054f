"""Keeps the journal in order: finds what a crash broke off, and lets go of what is too old or too big to be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from anyio.to_thread import run_sync

from assistant.kernel.clock import Clock
from assistant.kernel.deeds import Deed
from assistant.kernel.stores import Journal

Sweep = Callable[[], Sequence[int]]
"""Removes saved originals by age and quota, and returns the deeds whose undo needed them. Blocking."""


Tidy = Callable[[Deed], None]
"""Removes what a deed that a crash broke off has left lying about. Blocking."""


@dataclass(frozen=True, slots=True)
class Housework:
    """What is to be looked after outside the journal."""

    sweep: Sweep
    tidy: Tidy


class JournalKeeper:
    """Looks after the journal at the start of a process.

    Args:
        undo_days: Age after which a deed can no longer be taken back.
        housework: Removes what old deeds and broken off ones have left outside the journal.
    """

    def __init__(self, journal: Journal, clock: Clock, undo_days: int, housework: Housework) -> None:
        self._journal = journal
        self._clock = clock
        self._undo_days = undo_days
        self._housework = housework

    async def recover(self) -> Sequence[Deed]:
        """Return the deeds that a crash broke off, the newest first; they can be taken back like any other."""
        return await run_sync(self._recover)

    def _recover(self) -> Sequence[Deed]:
        broken_off = self._journal.recover()
        for deed in broken_off:
            self._housework.tidy(deed)
        return broken_off

    async def let_go(self) -> None:
        """Forget what is too old, or too big altogether, to be taken back."""
        await run_sync(self._let_go)

    def _let_go(self) -> None:
        self._journal.forget_undo(self._clock.now() - timedelta(days=self._undo_days))
        for deed in self._housework.sweep():
            self._journal.drop_undo(deed)
