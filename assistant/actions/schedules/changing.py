"""Schedules are changed here: skipped once, paused and resumed, moved, renamed, cancelled. All of it can be undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated, cast

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.schedules.adding import Rule, Time
from assistant.actions.schedules.finding import ALL, Kind, chosen
from assistant.actions.schedules.keeping import ScheduleTools, undo_of
from assistant.actions.schedules.listing import Day, Which, day_of
from assistant.actions.schedules.planning import Wanted, due_of, moved
from assistant.actions.schedules.reckoning import upcoming, utc_of, within
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Prospect
from assistant.kernel.schedules import KeptSchedule, Occurrence, Schedule
from assistant.kernel.types import Facts, Risk

_NOT_FOUND = {
    "schedules.none": {"kind"},
    "schedules.unknown": {"which", "kind"},
    "schedules.several": {"choices"},
}
_TOLD = {"kind", "name", "every", "next", "after", "is_recurring", "is_paused"}

NewName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class ChangeScheduleActions:
    """Changes schedules."""

    def __init__(self, tools: ScheduleTools) -> None:
        self._tools = tools

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return self._tools.take_back(deed)

    # ----------------------------------------------------------------------------------------------------------- skip

    async def _foresee_skip(self, which: Which = "", kind: Kind = "any", day: Day = "") -> Prospect:
        kept = self._one(which, kind)
        left_out = self._to_skip(kept, day)
        keys = tuple(occurrence.key for occurrence in left_out)
        changed = replace(kept.schedule, skipped=(*kept.schedule.skipped, *keys))
        return self._prospect(kept.schedule, changed, {"skipped": self._tools.local(left_out[0].due)})

    @action(
        "schedules.skip",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"schedules.skip.done": {*_TOLD, "skipped"}, "schedules.skip.none": {"name"}, **_NOT_FOUND},
        effects=_foresee_skip,
        foresees={*_TOLD, "skipped"},
        undo=_undo,
    )
    async def skip(self, work: Work, which: Which = "", kind: Kind = "any", day: Day = "") -> Outcome:
        """Leave out the next time of a schedule, or those of a day."""
        return self._keep(work, "schedules.skip.done", "an occurrence will be left out")

    # -------------------------------------------------------------------------------------------------- pause, resume

    async def _foresee_pause(self, which: Which = "", kind: Kind = "any") -> Prospect:
        kept = self._one(which, kind)
        return self._prospect(kept.schedule, replace(kept.schedule, is_paused=True), {})

    @action(
        "schedules.pause",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"schedules.pause.done": _TOLD, **_NOT_FOUND},
        effects=_foresee_pause,
        foresees=_TOLD,
        undo=_undo,
    )
    async def pause(self, work: Work, which: Which = "", kind: Kind = "any") -> Outcome:
        """Let a schedule rest until it is resumed."""
        return self._keep(work, "schedules.pause.done", "a schedule was paused")

    async def _foresee_resume(self, which: Which = "", kind: Kind = "any") -> Prospect:
        kept = self._one(which, kind, [each for each in self._tools.active() if each.schedule.is_paused])
        return self._prospect(kept.schedule, replace(kept.schedule, is_paused=False), {})

    @action(
        "schedules.resume",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"schedules.resume.done": _TOLD, **_NOT_FOUND},
        effects=_foresee_resume,
        foresees=_TOLD,
        undo=_undo,
    )
    async def resume(self, work: Work, which: Which = "", kind: Kind = "any") -> Outcome:
        """Let a schedule that was paused go on."""
        return self._keep(work, "schedules.resume.done", "a schedule was resumed")

    # ----------------------------------------------------------------------------------------------------------- move

    async def _foresee_move(self, which: Which = "", kind: Kind = "any", time: Time = "", rule: Rule = "") -> Prospect:
        schedule = self._one(which, kind).schedule
        now, zone = self._tools.clock.now(), self._tools.zone
        if schedule.at is None or not (time or rule):
            raise ActionFailedError("schedules.unclear", code="unsupported-rule")
        if rule:
            due = due_of(Wanted(rule=rule, time=time or f"{schedule.at:%H:%M}"), now, zone)
        else:
            due = moved(schedule.rule, schedule.at, time, now, zone)
        changed = replace(schedule, at=due.at, rule=due.rule, skipped=())
        return self._prospect(schedule, changed, {})

    @action(
        "schedules.move",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={
            "schedules.move.done": _TOLD,
            "schedules.move.elapsed": (),
            "schedules.unclear": (),
            "schedules.over": (),
            "schedules.past": {"due"},
            **_NOT_FOUND,
        },
        effects=_foresee_move,
        foresees=_TOLD,
        undo=_undo,
    )
    async def move(
        self, work: Work, which: Which = "", kind: Kind = "any", time: Time = "", rule: Rule = ""
    ) -> Outcome:
        """Move a schedule to another time of day, or give it another recurrence."""
        return self._keep(work, "schedules.move.done", "a schedule was moved")

    # --------------------------------------------------------------------------------------------------------- rename

    async def _foresee_rename(self, label: NewName, which: Which = "", kind: Kind = "any") -> Prospect:
        schedule = self._one(which, kind).schedule
        return self._prospect(schedule, replace(schedule, name=label.strip()), {"before": schedule.name})

    @action(
        "schedules.rename",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"schedules.rename.done": {*_TOLD, "before"}, **_NOT_FOUND},
        effects=_foresee_rename,
        foresees={*_TOLD, "before"},
        undo=_undo,
    )
    async def rename(self, work: Work, label: NewName, which: Which = "", kind: Kind = "any") -> Outcome:
        """Give a schedule another name."""
        return self._keep(work, "schedules.rename.done", "a schedule was renamed")

    # --------------------------------------------------------------------------------------------------------- cancel

    async def _foresee_cancel(self, which: Which = "", kind: Kind = "any") -> Prospect:
        found = [each.schedule for each in chosen(self._tools.active(), which, kind, self._tools.zone)]
        facts: Facts = {**self._tools.facts(found[0]), "count": len(found)}
        return Prospect(facts=facts, undo=undo_of(before=found), resolved=found)

    @action(
        "schedules.cancel",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"schedules.cancel.done": {*_TOLD, "count"}, **_NOT_FOUND},
        effects=_foresee_cancel,
        foresees={*_TOLD, "count"},
        undo=_undo,
    )
    async def cancel(self, work: Work, which: Which = "", kind: Kind = "any") -> Outcome:
        """Cancel a schedule, or with `*` all of a kind."""
        found = cast(Sequence[Schedule], work.prospect.resolved)
        check = self._tools.remove(found)
        return Outcome("schedules.cancel.done", work.prospect.facts, ("a schedule was cancelled",) * len(found), check)

    # --------------------------------------------------------------------------------------------------------- inside

    def _one(self, which: str, kind: Kind, among: Sequence[KeptSchedule] | None = None) -> KeptSchedule:
        kept = self._tools.active() if among is None else among
        return chosen(kept, "" if which == ALL else which, kind, self._tools.zone)[0]

    def _to_skip(self, kept: KeptSchedule, day: str) -> Sequence[Occurrence]:
        tools, now = self._tools, self._tools.clock.now()
        if day:
            midnight = datetime.combine(day_of(day, tools), time())
            since, until = utc_of(midnight, tools.zone), utc_of(midnight + timedelta(days=1), tools.zone)
            found = list(within(kept, max(since, now), until - timedelta(microseconds=1), tools.zone))
        else:
            following = upcoming(kept, now, tools.zone)
            found = [following] if following else []
        if not found:
            raise ActionFailedError("schedules.skip.none", code="nothing-to-skip", facts={"name": kept.schedule.name})
        return found

    def _prospect(self, before: Schedule, after: Schedule, more: Facts) -> Prospect:
        return Prospect(facts={**self._tools.facts(after), **more}, undo=undo_of(before=[before]), resolved=after)

    def _keep(self, work: Work, message: str, effect: str) -> Outcome:
        check = self._tools.put(cast(Schedule, work.prospect.resolved))
        return Outcome(message, work.prospect.facts, (effect,), check)
