"""The ports of storage: what the dialog, the gate and the actions ask of what is kept over restarts.

Their calls block, but not for long, and any thread may make them. Each has a contract suite and a fake in
`assistant.kernel.testing`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from assistant.kernel.context import Clarification
from assistant.kernel.deeds import AuditReport, Deed, DeedState, NewDeed
from assistant.kernel.schedules import KeptSchedule, Schedule, Settled
from assistant.kernel.types import (
    CustomCommand,
    Facts,
    TurnRecord,
)
from assistant.kernel.verdict import Question


class History(Protocol):
    """Keeps turns. Blocking, but quick."""

    def next_turn(self) -> int:
        """Return a turn number that was never used before."""
        ...

    def add(self, record: TurnRecord) -> None:
        """Keep a finished turn.

        Raises:
            StoreError: `store-locked`, `disk-full` or `store-damaged`.
        """
        ...

    def latest(self, count: int, session: str | None = None) -> Sequence[TurnRecord]:
        """Return the newest turns, oldest first."""
        ...

    def get(self, turn: int) -> TurnRecord | None:
        """Return one turn; None if it is not kept."""
        ...


class DeedCounter(Protocol):
    """Knows how much was done of late."""

    def count_since(self, capability: str, since: datetime) -> int:
        """Return how many deeds that used the capability began since then."""
        ...


class Journal(DeedCounter, Protocol):
    """Keeps deeds and the audit log. Blocking, but quick; any thread may call it.

    Raises:
        StoreError: `store-locked`, `disk-full` or `store-damaged`, from every method.
    """

    def begin(self, deed: NewDeed) -> int:
        """Keep a deed that is about to begin and return its number."""
        ...

    def note(self, deed: int, index: int, facts: Facts) -> None:
        """Keep what its undo must know of a part that is about to be done; a second note replaces the first."""
        ...

    def finish(self, deed: int, state: DeedState, content: Facts, *, keeps_undo: bool = True) -> None:
        """Keep how far a deed has come, and for the audit log why."""
        ...

    def record(self, kind: str, content: Facts, deed: int = 0) -> None:
        """Add an entry to the audit log alone."""
        ...

    def deed(self, number: int) -> Deed | None:
        """Return one deed; None if there is none."""
        ...

    def recent(self, since: datetime | None = None, limit: int = 200) -> Sequence[Deed]:
        """Return deeds that may have left something changed, the newest first, also those without a way back."""
        ...

    def of_turn(self, turn: int) -> Sequence[Deed]:
        """Return the deeds of one turn, in order."""
        ...

    def recover(self) -> Sequence[Deed]:
        """Mark the deeds whose process died before they ended, and return them, the newest first."""
        ...

    def drop_undo(self, deed: int) -> None:
        """Forget what the undo of a deed needs."""
        ...

    def forget_undo(self, before: datetime) -> None:
        """Forget what the undo of all deeds from before that time needs."""
        ...

    def audit(self) -> AuditReport:
        """Check the audit log from its first entry to its last."""
        ...


class QuestionStore(Protocol):
    """Keeps the gate's open question of each session, also from one process to the next. Blocking, but quick."""

    def put(self, session: str, question: Question) -> None:
        """Keep a question; it replaces the one that is open in this session."""
        ...

    def get(self, session: str) -> Question | None:
        """Return the question of a session, also one whose time is over; None if there is none."""
        ...

    def take(self, session: str) -> Question | None:
        """Return the question and forget it. Of several processes that try, one gets it."""
        ...

    def clear(self) -> None:
        """Forget all questions."""
        ...


class ClarificationStore(Protocol):
    """Keeps what is asked back in each session, also from one process to the next. Blocking, but quick."""

    def put(self, session: str, clarification: Clarification) -> None:
        """Keep what is open; it replaces what was open in this session."""
        ...

    def get(self, session: str) -> Clarification | None:
        """Return what is open in a session, also if its time is over; None if nothing is."""
        ...

    def take(self, session: str) -> Clarification | None:
        """Return what is open and forget it."""
        ...

    def clear(self) -> None:
        """Forget what is open in all sessions."""
        ...


class CustomCommandStore(Protocol):
    """Keeps the user's own commands. Blocking, but quick."""

    def put(self, command: CustomCommand) -> None:
        """Keep a command; it replaces one of the same phrase."""
        ...

    def remove(self, phrase: str, language: str) -> bool:
        """Forget a command; False if there was none."""
        ...

    def all(self) -> Sequence[CustomCommand]:
        """Return all commands in the order of their phrases; the same object while nothing has changed."""
        ...


class TimerStore(Protocol):
    """Keeps timers and alarms over restarts. Blocking, but quick."""

    def add(self, kind: str, label: str, due_utc: datetime) -> int:
        """Keep one and return its number."""
        ...

    def remove(self, timer: int) -> bool:
        """Forget one; False if there was none."""
        ...

    def pending(self) -> Sequence[tuple[int, str, str, datetime]]:
        """Return (number, kind, label, due) of all that are kept, the soonest first."""
        ...

    def set_aside(self) -> int:
        """Put away what cannot be read, and return how many there were."""
        ...


class ScheduleStore(Protocol):
    """Keeps schedules, and which of their occurrences were told or done. Blocking, but quick."""

    def put(self, schedule: Schedule, settled: Settled) -> None:
        """Keep a schedule, settled so far; it replaces the one with its id."""
        ...

    def remove(self, schedule: str) -> bool:
        """Forget one; False if there was none. Its occurrences are not forgotten."""
        ...

    def all(self) -> Sequence[KeptSchedule]:
        """Return all that can be read, in the order in which they were first kept."""
        ...

    def settle(self, schedule: str, settled: Settled) -> None:
        """Note up to when all is told or done."""
        ...

    def take(self, schedule: str, occurrence: str) -> bool:
        """Take an occurrence, by its key, to tell or do it. Of several that try, ever, one gets True."""
        ...

    def finish(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken is told or done."""
        ...

    def give_back(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken could neither be told nor done."""
        ...

    def broken_off(self) -> Sequence[tuple[str, str]]:
        """Return (schedule, occurrence) of those that were taken by processes that are no more."""
        ...

    def set_aside(self, is_sound: Callable[[Schedule], bool]) -> int:
        """Put away what cannot be read or is not sound, and return how many there were."""
        ...
