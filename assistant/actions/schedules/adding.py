"""Schedules are added here: reminders and alarms that come again, and deeds for a time to come.

A deed is kept as the steps that its words led to. What would certainly be refused is refused now; what would be asked
about is told now, and asked when it is due, for every step passes the gate again then.
"""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.schedules.keeping import ScheduleTools, undo_of
from assistant.actions.schedules.planning import After, Due, Wanted, due_after, due_of
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Prospect
from assistant.kernel.schedules import Schedule
from assistant.kernel.types import Facts, Risk, Step
from assistant.kernel.verdict import Ask, Deny, Verdict

MOST_SCHEDULES = 200
MOST_DELAY_S = 366 * 24 * 3600
# A schedule that changed schedules could multiply; what was done last is not known yet.
_NEVER = ("schedules.", "undo.", "commands.")

Rule = Annotated[str, Field(max_length=200)]
Time = Annotated[str, Field(pattern=r"^(\d\d:\d\d)?$")]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
Moment = Annotated[str, Field(max_length=40)]
Delay = Annotated[int, Field(ge=0, le=MOST_DELAY_S)]
Label = Annotated[str, Field(max_length=200)]
Said = Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]

Review = Callable[[Sequence[Step]], Awaitable[Verdict]]
"""What the gate would decide of steps now."""


class ScheduledStep(BaseModel):
    """One step of a deed: an action and its arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Annotated[str, Field(max_length=60)]
    args: dict[str, JsonValue] = {}


Steps = Annotated[list[ScheduledStep], Field(min_length=1, max_length=16)]


class AddScheduleActions:
    """Adds schedules.

    Args:
        review: Asks the gate.
    """

    def __init__(self, tools: ScheduleTools, review: Review) -> None:
        self._tools = tools
        self._review = review

    async def _undo(self, deed: Deed, work: Work) -> bool:
        return self._tools.take_back(deed)

    # ------------------------------------------------------------------------------------------------------ reminders

    async def _foresee_remind(
        self, kind: Literal["reminder", "alarm"], rule: Rule, time: Time = "", start: Day = "", label: Label = ""
    ) -> Prospect:
        due = self._due(Wanted(rule=rule, time=time, start=start))
        return self._prospect(Schedule(_new_id(), kind, label, due.at, due.rule), due)

    @action(
        "schedules.remind",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={
            "schedules.remind.done": {"kind", "name", "every", "next"},
            "schedules.unclear": (),
            "schedules.over": (),
            "schedules.full": {"count"},
        },
        effects=_foresee_remind,
        foresees={"kind", "name", "every", "next"},
        undo=_undo,
    )
    async def remind(
        self,
        work: Work,
        kind: Literal["reminder", "alarm"],
        rule: Rule,
        time: Time = "",
        start: Day = "",
        label: Label = "",
    ) -> Outcome:
        """Remind or wake the user again and again, by an RFC 5545 rule and a local time of day."""
        return self._keep(work, "schedules.remind.done", "a recurring reminder was set")

    # ---------------------------------------------------------------------------------------------------------- deeds

    async def _foresee_do(  # noqa: PLR0913  # each is an argument of the action
        self,
        steps: Steps,
        said: Said,
        rule: Rule = "",
        time: Time = "",
        start: Day = "",
        at: Moment = "",
        delay_s: Delay = 0,
        after: After = "",
        language: Language = "en",
        is_dated: bool = False,
    ) -> Prospect:
        due = self._due(Wanted(rule, time, start, at, delay_s, after))
        wanted = tuple(Step(step.action, step.args) for step in steps)
        will_ask = await self._will_ask(wanted, said)
        schedule = Schedule(
            _new_id(), "deed", said, due.at, due.rule, due.trigger, wanted, said, language, is_dated and bool(due.rule)
        )
        return self._prospect(schedule, due, will_ask=will_ask)

    @action(
        "schedules.do",
        capabilities={"schedules.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={
            "schedules.do.done": {"kind", "name", "every", "next", "after", "is_recurring", "will_ask"},
            "schedules.do.refused": {"name", "capability", "path"},
            "schedules.do.never": {"name"},
            "schedules.after.none": {"kind"},
            "schedules.past": {"due"},
            "schedules.unclear": (),
            "schedules.over": (),
            "schedules.full": {"count"},
        },
        effects=_foresee_do,
        foresees={"kind", "name", "every", "next", "after", "is_recurring", "will_ask"},
        undo=_undo,
    )
    async def do(  # noqa: PLR0913  # each is an argument of the action
        self,
        work: Work,
        steps: Steps,
        said: Said,
        rule: Rule = "",
        time: Time = "",
        start: Day = "",
        at: Moment = "",
        delay_s: Delay = 0,
        after: After = "",
        language: Language = "en",
        is_dated: bool = False,
    ) -> Outcome:
        """Do steps at a time to come, again and again, or after a timer or alarm; each passes the gate then."""
        return self._keep(work, "schedules.do.done", "a deed was scheduled")

    # --------------------------------------------------------------------------------------------------------- inside

    def _due(self, wanted: Wanted) -> Due:
        tools, now = self._tools, self._tools.clock.now()
        if len(tools.store.all()) >= MOST_SCHEDULES:
            raise ActionFailedError("schedules.full", code="too-many-schedules", facts={"count": MOST_SCHEDULES})
        if wanted.after:
            return due_after(wanted.after, tools.timers.pending(), tools.kept(), now, tools.zone)
        return due_of(wanted, now, tools.zone)

    async def _will_ask(self, steps: Sequence[Step], said: str) -> bool:
        """Return whether the gate would ask, as things are now.

        Raises:
            ActionFailedError: It would refuse.
        """
        if any(step.action.startswith(_NEVER) for step in steps):
            raise ActionFailedError("schedules.do.never", code="not-schedulable", facts={"name": said})
        verdict = await self._review(steps)
        # Too much at once is about this minute, and not about then.
        if isinstance(verdict, Deny) and verdict.concern.code != "too-many":
            known = {name: str(verdict.concern.facts.get(name, "")) for name in ("capability", "path")}
            raise ActionFailedError("schedules.do.refused", code="would-be-refused", facts={"name": said, **known})
        return isinstance(verdict, Ask)

    def _prospect(self, schedule: Schedule, due: Due, *, will_ask: bool = False) -> Prospect:
        following = self._tools.local(due.next) if due.next else ""
        facts: Facts = {**self._tools.facts(schedule), "next": following, "will_ask": will_ask}
        return Prospect(facts=facts, undo=undo_of(made=[schedule]), resolved=schedule)

    def _keep(self, work: Work, message: str, effect: str) -> Outcome:
        schedule = cast(Schedule, work.prospect.resolved)
        return Outcome(message, work.prospect.facts, (effect,), self._tools.put(schedule))


def _new_id() -> str:
    return uuid.uuid4().hex[:16]
