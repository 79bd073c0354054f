"""Fakes for storage: in memory, gone with the object."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.kernel.clock import Clock
from assistant.kernel.context import Clarification
from assistant.kernel.deeds import OPEN_STATES, AuditReport, Deed, DeedState, NewDeed
from assistant.kernel.schedules import KeptSchedule, Schedule, Settled
from assistant.kernel.types import CustomCommand, Facts, TurnRecord
from assistant.kernel.verdict import Question


class FakeHistory:
    """Keeps turns in a dictionary."""

    def __init__(self) -> None:
        self._last = 0
        self._records: dict[int, TurnRecord] = {}

    def next_turn(self) -> int:
        """Return a turn number that was never used before."""
        self._last += 1
        return self._last

    def add(self, record: TurnRecord) -> None:
        """Keep a finished turn; one that is added again replaces the first."""
        self._records[record.turn] = record

    def latest(self, count: int, session: str | None = None) -> Sequence[TurnRecord]:
        """Return the newest turns, of one session or of all, oldest first."""
        matching = [r for _, r in sorted(self._records.items()) if session in (None, r.session)]
        return matching[-count:] if count > 0 else []

    def get(self, turn: int) -> TurnRecord | None:
        """Return one turn; None if it is not kept."""
        return self._records.get(turn)

    def forget(self, older_than: datetime) -> int:
        """Delete the turns from before that time and return how many there were."""
        kept = {turn: record for turn, record in self._records.items() if record.at_utc >= older_than}
        forgotten = len(self._records) - len(kept)
        self._records = kept
        return forgotten


class FakeTimerStore:
    """Keeps timers in a dictionary."""

    def __init__(self) -> None:
        self._last = 0
        self._timers: dict[int, tuple[str, str, datetime]] = {}

    def add(self, kind: str, label: str, due_utc: datetime) -> int:
        """Keep one and return its number."""
        self._last += 1
        self._timers[self._last] = (kind, label, due_utc)
        return self._last

    def remove(self, timer: int) -> bool:
        """Forget one; False if there was none."""
        return self._timers.pop(timer, None) is not None

    def pending(self) -> Sequence[tuple[int, str, str, datetime]]:
        """Return (number, kind, label, due) of all that are kept, the soonest first."""
        return sorted(((timer, *kept) for timer, kept in self._timers.items()), key=lambda each: (each[3], each[0]))

    def set_aside(self) -> int:
        """Return that everything can be read."""
        return 0


class FakeScheduleStore:
    """Keeps schedules in dictionaries; what was taken and not finished is broken off once `crash` is called."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Schedule, Settled]] = {}
        self._taken: dict[tuple[str, str], str] = {}

    def put(self, schedule: Schedule, settled: Settled) -> None:
        """Keep a schedule, settled so far; it replaces the one with its id."""
        self._kept[schedule.id] = (schedule, settled)

    def remove(self, schedule: str) -> bool:
        """Forget one; False if there was none. Its occurrences are not forgotten."""
        return self._kept.pop(schedule, None) is not None

    def all(self) -> Sequence[KeptSchedule]:
        """Return all, in the order in which they were first kept."""
        taken: dict[str, set[str]] = {}
        for name, occurrence in self._taken:
            taken.setdefault(name, set()).add(occurrence)
        return [
            KeptSchedule(schedule, settled, frozenset(taken.get(schedule.id, ())))
            for schedule, settled in self._kept.values()
        ]

    def settle(self, schedule: str, settled: Settled) -> None:
        """Note up to when all is told or done."""
        if schedule in self._kept:
            self._kept[schedule] = (self._kept[schedule][0], settled)

    def take(self, schedule: str, occurrence: str) -> bool:
        """Take an occurrence; True once."""
        is_first = (schedule, occurrence) not in self._taken
        self._taken.setdefault((schedule, occurrence), "taken")
        return is_first

    def finish(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken is told or done."""
        self._taken[schedule, occurrence] = "finished"

    def give_back(self, schedule: str, occurrence: str) -> None:
        """Note that an occurrence that was taken could neither be told nor done."""
        self._taken.pop((schedule, occurrence), None)

    def crash(self) -> None:
        """Let the process die that has taken what is not finished."""
        self._taken = {key: "broken off" if state == "taken" else state for key, state in self._taken.items()}

    def broken_off(self) -> Sequence[tuple[str, str]]:
        """Return (schedule, occurrence) of those that were taken by processes that are no more."""
        return [key for key, state in self._taken.items() if state == "broken off"]

    def set_aside(self, is_sound: Callable[[Schedule], bool]) -> int:
        """Put away what is not sound, and return how many there were."""
        unsound = [schedule.id for schedule, _ in self._kept.values() if not is_sound(schedule)]
        for name in unsound:
            del self._kept[name]
        return len(unsound)


class FakeQuestionStore:
    """Keeps questions in a dictionary."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}

    def put(self, session: str, question: Question) -> None:
        """Keep a question; it replaces the one that is open in this session."""
        self._questions[session] = question

    def get(self, session: str) -> Question | None:
        """Return the question of a session; None if there is none."""
        return self._questions.get(session)

    def take(self, session: str) -> Question | None:
        """Return the question and forget it."""
        return self._questions.pop(session, None)

    def clear(self) -> None:
        """Forget all questions."""
        self._questions.clear()


class FakeCustomCommandStore:
    """Keeps the user's own commands in a dictionary."""

    def __init__(self) -> None:
        self._kept: tuple[CustomCommand, ...] = ()

    def put(self, command: CustomCommand) -> None:
        """Keep a command; it replaces one of the same phrase."""
        rest = [kept for kept in self._kept if (kept.language, kept.phrase) != (command.language, command.phrase)]
        self._kept = tuple(sorted((*rest, command), key=lambda kept: (kept.language, kept.phrase)))

    def remove(self, phrase: str, language: str) -> bool:
        """Forget a command; False if there was none."""
        rest = tuple(kept for kept in self._kept if (kept.language, kept.phrase) != (language, phrase))
        was_there, self._kept = len(rest) < len(self._kept), rest
        return was_there

    def all(self) -> Sequence[CustomCommand]:
        """Return all commands in the order of their phrases; the same object while nothing has changed."""
        return self._kept


class FakeClarificationStore:
    """Keeps what is asked back in a dictionary."""

    def __init__(self) -> None:
        self._open: dict[str, Clarification] = {}

    def put(self, session: str, clarification: Clarification) -> None:
        """Keep what is open; it replaces what was open in this session."""
        self._open[session] = clarification

    def get(self, session: str) -> Clarification | None:
        """Return what is open in a session; None if nothing is."""
        return self._open.get(session)

    def take(self, session: str) -> Clarification | None:
        """Return what is open and forget it."""
        return self._open.pop(session, None)

    def clear(self) -> None:
        """Forget what is open in all sessions."""
        self._open.clear()


class FakeJournal:
    """Keeps deeds and audit entries in lists. Every process but this one is dead to it.

    Attributes:
        entries: The audit log: kind, deed and content of each entry.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deeds: dict[int, Deed] = {}
        self._capabilities: list[tuple[str, datetime]] = []
        self.entries: list[tuple[str, int, Facts]] = []

    def begin(self, deed: NewDeed) -> int:
        """Keep a deed that is about to begin and return its number."""
        number, now = len(self._deeds) + 1, self._clock.now().astimezone(UTC)
        paths = tuple(sorted(set(deed.effects.paths())))
        self._deeds[number] = Deed(
            number, deed.turn, now, deed.action, deed.args, DeedState.BEGUN, deed.facts, deed.undo, {}, paths
        )
        self._capabilities += [(capability, now) for capability in deed.capabilities]
        self.entries.append(("begun", number, {"action": deed.action}))
        return number

    def note(self, deed: int, index: int, facts: Facts) -> None:
        """Keep what undo must know of a part; a second note replaces the first."""
        kept = self._deeds[deed]
        self._deeds[deed] = replace(kept, notes={**kept.notes, index: facts})

    def finish(self, deed: int, state: DeedState, content: Facts, *, keeps_undo: bool = True) -> None:
        """Keep how far a deed has come."""
        kept = self._deeds[deed]
        self._deeds[deed] = replace(kept, state=state, undo=kept.undo if keeps_undo else None)
        self.entries.append((state.value, deed, content))

    def record(self, kind: str, content: Facts, deed: int = 0) -> None:
        """Add an entry to the audit log alone."""
        self.entries.append((kind, deed, content))

    def deed(self, number: int) -> Deed | None:
        """Return one deed; None if there is none."""
        return self._deeds.get(number)

    def recent(self, since: datetime | None = None, limit: int = 200) -> Sequence[Deed]:
        """Return deeds that may have left something changed, the newest first, also those without a way back."""
        found = [
            deed
            for deed in reversed(self._deeds.values())
            if deed.state in OPEN_STATES
            and (deed.undo is not None or deed.state is not DeedState.FAILED)
            and (since is None or deed.at_utc >= since)
        ]
        return found[:limit]

    def of_turn(self, turn: int) -> Sequence[Deed]:
        """Return the deeds of one turn, in order."""
        return [deed for deed in self._deeds.values() if deed.turn == turn]

    def recover(self) -> Sequence[Deed]:
        """Mark the deeds that were begun and return them, the newest first."""
        begun = [deed.number for deed in reversed(self._deeds.values()) if deed.state is DeedState.BEGUN]
        for number in begun:
            self.finish(number, DeedState.INTERRUPTED, {})
        return [self._deeds[number] for number in begun]

    def drop_undo(self, deed: int) -> None:
        """Forget what the undo of a deed needs."""
        self._deeds[deed] = replace(self._deeds[deed], undo=None, notes={})

    def forget_undo(self, before: datetime) -> None:
        """Forget what the undo of all deeds from before that time needs."""
        for deed in list(self._deeds.values()):
            if deed.at_utc < before:
                self.drop_undo(deed.number)

    def count_since(self, capability: str, since: datetime) -> int:
        """Return how many deeds that used the capability began since then."""
        return sum(name == capability and at >= since for name, at in self._capabilities)

    def audit(self) -> AuditReport:
        """Find nothing wrong."""
        return AuditReport(len(self.entries), ())
