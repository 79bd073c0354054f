"""The halt: one call after which no effect begins that was begun for before it.

Whatever is going to change something takes a `Watch` first and asks it before every effect. A watch knows only of halts
that came after it, so nothing has to be reset.
"""

from collections.abc import Callable

Watch = Callable[[], bool]
"""Returns whether a halt came since the watch was taken. Cheap; any thread may call it."""


class Halt:
    """Counts the halts. Reading and adding to an integer needs no lock here: one thread adds."""

    def __init__(self) -> None:
        self._count = 0

    def call(self) -> None:
        """Halt everything that is watched now."""
        self._count += 1

    def watch(self) -> Watch:
        """Return a watch that starts now."""
        count = self._count
        return lambda: self._count != count
