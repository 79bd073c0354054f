"""The names of what runs, for the understanding of what is said. Implements `NameSource`."""

from collections.abc import Sequence

from assistant.actions.machine.process_groups import program_name
from assistant.actions.machine.process_survey import Loads
from assistant.kernel.clock import Clock

REFRESH_S = 2.0
MOST_NAMES = 1_000


class ProcessNames:
    """Reads the process table at most every two seconds, and only when a sentence may name a process."""

    def __init__(self, table: Loads, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._looked_s = float("-inf")
        self._names: Sequence[tuple[str, str]] = []

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (as spoken, program) pairs; the same list while nothing changed."""
        if self._clock.monotonic_s() - self._looked_s >= REFRESH_S:
            found = [(name, name) for name in sorted(self._read())[:MOST_NAMES]]
            self._names = self._names if found == self._names else found
            self._looked_s = self._clock.monotonic_s()
        return self._names

    def _read(self) -> set[str]:
        processes = [load.process for load in self._table.loads()]
        return {name for process in processes for name in (program_name(process), *process.names())}
