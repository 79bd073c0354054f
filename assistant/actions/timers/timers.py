"""Timers and alarms: started, listed and cancelled here, kept by a `TimerStore`, announced by the `AlarmClock`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, cast

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.clock import Clock
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Prospect
from assistant.kernel.stores import TimerStore
from assistant.kernel.types import Facts, Risk

Kind = Literal["timer", "alarm"]

MAX_DURATION_S = 366 * 24 * 3600
MAX_LABEL_CHARS = 200

DurationS = Annotated[int, Field(gt=0, le=MAX_DURATION_S)]
Label = Annotated[str, Field(max_length=MAX_LABEL_CHARS)]


@dataclass(frozen=True, slots=True)
class PendingTimer:
    """A timer or alarm that has not rung yet."""

    number: int
    kind: str
    label: str
    due: datetime


class TimerActions:
    """Keeps timers and alarms.

    Args:
        on_change: Called after timers were added or removed; wakes the alarm clock.
        recurring: Returns label and next time of alarms that repeat; they are listed here, and kept elsewhere.
    """

    def __init__(
        self,
        store: TimerStore,
        clock: Clock,
        on_change: Callable[[], None],
        recurring: Callable[[], Sequence[tuple[str, datetime]]] = tuple,
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_change = on_change
        self._recurring = recurring

    # Kept and taken away by what they are rather than by number: after a crash no number may have been noted yet.

    async def _undo_new(self, deed: Deed, work: Work) -> bool:
        kind, label, due = _read(cast(Facts, deed.undo))
        for timer in self._pending():
            if (timer.kind, timer.label, timer.due) == (kind, label, due):
                self._store.remove(timer.number)
        self._on_change()
        return not any((timer.kind, timer.label, timer.due) == (kind, label, due) for timer in self._pending())

    async def _undo_cancel(self, deed: Deed, work: Work) -> bool:
        cancelled = [_read(facts) for facts in cast(Sequence[Facts], cast(Facts, deed.undo)["timers"])]
        present = {(timer.kind, timer.label, timer.due) for timer in self._pending()}
        for kind, label, due in cancelled:
            if (kind, label, due) not in present:
                self._store.add(kind, label, due.astimezone(UTC))
        self._on_change()
        return set(cancelled) <= {(timer.kind, timer.label, timer.due) for timer in self._pending()}

    async def _foresee_start(self, duration_s: DurationS, label: Label = "") -> Prospect:
        due = self._clock.now() + timedelta(seconds=duration_s)
        facts: Facts = {"duration_s": duration_s, "label": label}
        return Prospect(facts=facts, undo=_kept("timer", label, due), resolved=due)

    @action(
        "timers.start",
        capabilities={"timers.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"timers.start.done": {"duration_s", "label", "due"}},
        effects=_foresee_start,
        foresees={"duration_s", "label"},
        undo=_undo_new,
    )
    async def start(self, work: Work, duration_s: DurationS, label: Label = "") -> Outcome:
        """Start a timer that rings after so many seconds."""
        due = cast(datetime, work.prospect.resolved)
        check = self._keep("timer", label, due)
        facts: Facts = {"duration_s": duration_s, "label": label, "due": due.isoformat()}
        return Outcome("timers.start.done", facts, ("a timer was started",), check)

    async def _foresee_alarm(self, at: datetime, label: Label = "") -> Prospect:
        # A time without a zone is the user's own, with the offset that will be in force on that day.
        due = at.astimezone()
        if due <= self._clock.now():
            raise ActionFailedError("timers.alarm.past", code="time-is-past", facts={"due": due.isoformat()})
        facts: Facts = {"due": due.isoformat(), "label": label}
        return Prospect(facts=facts, undo=_kept("alarm", label, due))

    @action(
        "timers.alarm",
        capabilities={"timers.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"timers.alarm.done": {"due", "label"}, "timers.alarm.past": {"due"}},
        effects=_foresee_alarm,
        foresees={"due", "label"},
        undo=_undo_new,
    )
    async def alarm(self, at: datetime, label: Label = "") -> Outcome:
        """Set an alarm for a local date and time."""
        due = at.astimezone()
        check = self._keep("alarm", label, due)
        return Outcome("timers.alarm.done", {"due": due.isoformat(), "label": label}, ("an alarm was set",), check)

    @action(
        "timers.list",
        capabilities={"timers.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "timers.list.none": (),
            "timers.list.done": {"count", "timers", "next_kind", "next_label", "next_due", "next_remaining_s"},
        },
    )
    async def list(self) -> Outcome:
        """List the timers and alarms that have not rung yet."""
        recurring = [PendingTimer(0, "alarm", label, due) for label, due in self._recurring()]
        pending = sorted([*self._pending(), *recurring], key=lambda timer: timer.due)
        if not pending:
            return Outcome("timers.list.none")
        timers = [self._facts(timer) for timer in pending]
        soonest = {f"next_{name}": value for name, value in timers[0].items()}
        return Outcome("timers.list.done", {"count": len(timers), "timers": timers, **soonest})

    async def _foresee_cancel(self, kind: Literal["timer", "alarm", "any"], which: Literal["all", "next"]) -> Prospect:
        chosen = self._chosen(kind, which)
        timers = [_kept(timer.kind, timer.label, timer.due) for timer in chosen]
        facts: Facts = {"kind": kind, "count": len(chosen)}
        return Prospect(facts=facts, undo={"timers": timers} if timers else None)

    @action(
        "timers.cancel",
        capabilities={"timers.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"timers.cancel.none": {"kind", "recurring"}, "timers.cancel.done": {"kind", "count", "label"}},
        effects=_foresee_cancel,
        foresees={"kind", "count"},
        undo=_undo_cancel,
    )
    async def cancel(self, kind: Literal["timer", "alarm", "any"], which: Literal["all", "next"]) -> Outcome:
        """Cancel the next timer or alarm, or all of them."""
        chosen = self._chosen(kind, which)
        for timer in chosen:
            self._store.remove(timer.number)
        self._on_change()
        check = self._are_gone({timer.number for timer in chosen})
        if not chosen:
            recurring = 0 if kind == "timer" else len(self._recurring())
            return Outcome("timers.cancel.none", {"kind": kind, "recurring": recurring}, check=check)
        kinds = {timer.kind for timer in chosen}
        return Outcome(
            "timers.cancel.done",
            {
                "kind": kinds.pop() if len(kinds) == 1 else "any",
                "count": len(chosen),
                "label": chosen[0].label if len(chosen) == 1 else "",
            },
            tuple(f"one {timer.kind} was cancelled" for timer in chosen),
            check,
        )

    def _chosen(self, kind: str, which: str) -> Sequence[PendingTimer]:
        chosen = [timer for timer in self._pending() if kind in ("any", timer.kind)]
        return chosen[:1] if which == "next" else chosen

    def _keep(self, kind: Kind, label: str, due: datetime) -> Check:
        number = self._store.add(kind, label, due.astimezone(UTC))
        self._on_change()
        wanted = PendingTimer(number, kind, label, due)

        async def is_kept() -> bool:
            return wanted in self._pending()

        return is_kept

    def _are_gone(self, numbers: set[int]) -> Check:
        async def are_gone() -> bool:
            return not any(timer.number in numbers for timer in self._pending())

        return are_gone

    def _pending(self) -> Sequence[PendingTimer]:
        return [PendingTimer(*row) for row in self._store.pending()]

    def _facts(self, timer: PendingTimer) -> Facts:
        remaining = timer.due - self._clock.now()
        return {
            "kind": timer.kind,
            "label": timer.label,
            "due": timer.due.astimezone().isoformat(),
            "remaining_s": max(0, round(remaining.total_seconds())),
        }


def _kept(kind: str, label: str, due: datetime) -> Facts:
    return {"kind": kind, "label": label, "due": due.astimezone(UTC).isoformat()}


def _read(facts: Facts) -> tuple[str, str, datetime]:
    return str(facts["kind"]), str(facts["label"]), datetime.fromisoformat(str(facts["due"]))
