"""From a plan to its records: foresee every step, ask the gate, ask the user if need be, and run step by step.

Each step passes the gate once more just before it runs, with its targets as they are then. What was agreed to is agreed
to as it was told: if it has changed since, the user is asked anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from anyio.lowlevel import checkpoint
from anyio.to_thread import run_sync

from assistant.dialog.collaborators import Collaborators
from assistant.dialog.questions import OpenQuestions
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.turn import Turn
from assistant.kernel.events import ActionFinished, ActionStarted, ApprovalGiven, ApprovalRequested
from assistant.kernel.types import ActionResult, Approval, Facts, Plan, Reply, Step
from assistant.kernel.verdict import NO_AGREEMENT, Agreement, Ask, Concern, Demand, Deny, Foreseen, Permit, Verdict
from assistant.planning.check import problem_with

# A turn's record is kept for months; the journal holds the whole list.
_MOST_TRACED = 20


class PlanRunner:
    """Runs plans through the gate."""

    def __init__(self, collaborators: Collaborators, questions: OpenQuestions) -> None:
        self._with = collaborators
        self._questions = questions

    async def run(self, turn: Turn, plan: Plan, agreement: Agreement = NO_AGREEMENT) -> Reply:
        """Run the plan as far as the gate and the user let it, and return the reply."""
        problem = problem_with(plan, self._with.executor)
        if problem:
            return await self._refuse(turn, problem)
        foreseen = await self._foresee(turn, plan)
        if turn.results:  # the first step has no target
            return self._composer(turn).compose(turn.results, len(plan.steps))
        verdict = await self._with.gate.review(foreseen)
        turn.trace = _trace(verdict, foreseen)
        if turn.request.options.is_dry_run and not isinstance(verdict, Deny):
            return self._composer(turn).preview(foreseen, plan.steps[len(foreseen) :])
        if isinstance(verdict, Deny):
            return await self._refuse(turn, verdict.concern)
        if isinstance(verdict, Ask) and not all(agreement.covers(step, verdict.demand) for step in verdict.steps):
            approved = await self._approved_beforehand(turn, verdict)
            if approved is None:
                return await self._ask(turn, plan, _once_more(verdict, agreement))
            agreement = approved
        return await self._act(turn, plan, foreseen, agreement)

    async def note_approval(self, turn: Turn, approval: Approval) -> None:
        """Keep and tell an answer to a question."""
        turn.approvals.append(approval)
        self._with.bus.publish(ApprovalGiven(turn=turn.number, granted=approval.granted, by=approval.by))
        await self._audit(
            "approved" if approval.granted else "declined",
            {"turn": turn.number, "question": approval.question, "by": approval.by},
        )

    def risks(self, plan: Plan) -> Mapping[str, str]:
        """Return the risk of each action of a plan."""
        specs = (self._with.executor.spec(step.action) for step in plan.steps)
        return {spec.name: spec.risk.value for spec in specs if spec}

    async def _foresee(self, turn: Turn, plan: Plan) -> Sequence[Foreseen]:
        """Return the steps up to the first whose targets cannot be found; they may be made by the steps before it."""
        foreseen: list[Foreseen] = []
        for step in plan.steps:
            found = await self._with.executor.foresee(step)
            if isinstance(found, ActionResult):
                if not foreseen:
                    turn.results.append(found)
                break
            foreseen.append(found)
        return foreseen

    # ---------------------------------------------------------------------------------------------------- refuse, ask

    async def _approved_beforehand(self, turn: Turn, ask: Ask) -> Agreement | None:
        """Return what the user has agreed to with the request itself; None where that is not enough."""
        if not turn.request.options.approve_all or ask.demand is Demand.CODE:
            return None
        await self.note_approval(turn, Approval(self._composer(turn).question(ask, "").text, True, "option"))
        return Agreement(frozenset(step.seal for step in ask.steps), ask.demand)

    async def _refuse(self, turn: Turn, concern: Concern) -> Reply:
        turn.trace = {**turn.trace, "refused": {"code": concern.code, "facts": concern.facts}}
        steps = [step.action for step in turn.plan.steps] if turn.plan else []
        await self._audit("refused", {"turn": turn.number, "code": concern.code, "actions": steps})
        return self._composer(turn).refusal(concern)

    async def _ask(self, turn: Turn, plan: Plan, ask: Ask) -> Reply:
        done = self._composer(turn).compose(turn.results, len(turn.results)).text if turn.results else ""
        question, reply = self._questions.put(turn.request.options.session, plan, ask, done, turn.language)
        self._with.bus.publish(
            ApprovalRequested(
                turn=turn.number,
                question=question.text,
                steps=turn.step_facts(self.risks(plan)),
                demand=question.agreement.demand.value,
                id=question.id,
                session=turn.request.options.session,
                targets=reply.card.rows,
                changes=tuple(line for step in ask.steps for line in step.prospect.changes),
                open_s=(question.expires_at - question.asked_at).total_seconds(),
            )
        )
        await self._audit("asked", {"turn": turn.number, "question": question.text})
        return reply

    def _composer(self, turn: Turn) -> ReplyComposer:
        return self._with.composers.of(turn.language)

    async def _audit(self, kind: str, content: Facts) -> None:
        await run_sync(self._with.journal.record, kind, content)

    # ------------------------------------------------------------------------------------------------------------ act

    async def _act(self, turn: Turn, plan: Plan, reviewed: Sequence[Foreseen], agreement: Agreement) -> Reply:
        """Run the steps in order; after one that failed, the rest are not begun."""
        started_s = self._with.clock.monotonic_s()
        self._with.attention.enter("acting", turn.number)
        for number, step in enumerate(plan.steps):
            await checkpoint()  # After an interruption no further step begins.
            permit = await self._admit(turn, step, reviewed[0] if number == 0 else None, agreement)
            if isinstance(permit, Ask):
                ask = _once_more(permit, agreement) if number < len(reviewed) else permit
                return await self._ask(turn, replace(plan, steps=plan.steps[number:]), ask)
            if isinstance(permit, Concern):
                refusal = await self._refuse(turn, permit)
                total = len(plan.steps)
                return self._composer(turn).compose(turn.results, total, permit) if turn.results else refusal
            if permit is None or not (await self._run_step(turn, permit)).ok:
                break
        turn.mark("act", started_s, self._with.clock.monotonic_s())
        return self._composer(turn).compose(turn.results, len(plan.steps))

    async def _admit(
        self, turn: Turn, step: Step, known: Foreseen | None, agreement: Agreement
    ) -> Permit | Ask | Concern | None:
        """Return leave to run a step, or what stands against it; None if its targets are not there."""
        found = known or await self._with.executor.foresee(step)
        if isinstance(found, ActionResult):
            turn.results.append(found)
            return None
        verdict = await self._with.gate.admit(found, agreement)
        if isinstance(verdict, Ask):
            approved = await self._approved_beforehand(turn, verdict)
            verdict = await self._with.gate.admit(found, approved) if approved else verdict
        return verdict.concern if isinstance(verdict, Deny) else verdict

    async def _run_step(self, turn: Turn, permit: Permit) -> ActionResult:
        action = permit.foreseen.step.action
        self._with.bus.publish(ActionStarted(turn=turn.number, action=action))
        result = await self._with.executor.run(permit, turn.number)
        turn.results.append(result)
        self._with.bus.publish(
            ActionFinished(
                turn=turn.number,
                action=result.action,
                ok=result.ok,
                verified=result.is_verified,
                undoable=result.is_undoable,
                effects=result.effects,
            )
        )
        return result


def _once_more(ask: Ask, agreement: Agreement) -> Ask:
    """Return the question with the reason why it comes again, if something was agreed to before."""
    if not agreement.seals:
        return ask
    return Ask(ask.steps, (Concern("changed-since"), *ask.concerns), ask.demand)


def _trace(verdict: Verdict, foreseen: Sequence[Foreseen]) -> Facts:
    """Return what the gate computed, for "why"."""
    concerns: Sequence[Concern] = ()
    name = "allow"
    if isinstance(verdict, Ask):
        name, concerns = "ask", verdict.concerns
    elif isinstance(verdict, Deny):
        name, concerns = "deny", (verdict.concern,)
    return {
        "verdict": name,
        "concerns": [{"code": concern.code, "facts": concern.facts} for concern in concerns],
        "steps": [
            {
                "action": step.step.action,
                "facts": step.prospect.facts,
                "effects": step.prospect.effects.as_facts(_MOST_TRACED),
                "can_be_undone": step.prospect.undo is not None,
            }
            for step in foreseen
        ],
    }
