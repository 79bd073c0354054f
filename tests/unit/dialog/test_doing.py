"""From a plan to its records: what was told is what is agreed to, and what is agreed to is what is done."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from assistant.kernel.effects import Access, Effects, Prospect
from assistant.kernel.events import ApprovalRequested
from assistant.kernel.testing.dialog import ScriptedExecutor, ScriptedGate
from assistant.kernel.testing.safety import touched
from assistant.kernel.types import ActionResult, Plan, Source, Step, TurnRecord
from assistant.kernel.verdict import Allow, Ask, Concern, Demand, Deny, Foreseen, Verdict
from tests.unit.dialog.stage import Stage, asking, refusal, staged

Run = Callable[..., None]
GONE = ActionResult("b.two", ok=False, message="failed.not-found", error_code="not-found")


def asking_about(*actions: str, demand: Demand = Demand.YES, concerns: Sequence[Concern] = ()) -> ScriptedGate:
    """Return a gate that asks about some actions and allows the rest."""

    def decide(steps: Sequence[Foreseen]) -> Verdict:
        asked = tuple(step for step in steps if step.step.action in actions)
        return Ask(asked, tuple(concerns), demand) if asked else Allow()

    return ScriptedGate(decide)


def refusing(action: str) -> ScriptedGate:
    """Return a gate that refuses one action and allows the rest."""

    def decide(steps: Sequence[Foreseen]) -> Verdict:
        return refusal() if any(step.step.action == action for step in steps) else Allow()

    return ScriptedGate(decide)


class Target:
    """What an action would touch: a file whose fingerprint a test changes."""

    def __init__(self, fingerprint: str = "1") -> None:
        self.fingerprint = fingerprint
        self.looks = 0

    def __call__(self, step: Step) -> Prospect:
        self.looks += 1
        effects = touched(Access.TRASH, "/home/ann/a", fingerprint=self.fingerprint)
        return Prospect(effects, {**step.args, "at": self.fingerprint}, {})


def appearing_after(executor: ScriptedExecutor, action: str) -> Callable[[Step], Prospect | ActionResult]:
    """Return a sight of something that is not there before an action has run."""

    def sight(step: Step) -> Prospect | ActionResult:
        is_there = any(ran.action == action for ran in executor.ran)
        return Prospect(facts=step.args) if is_there else replace(GONE, action=step.action)

    return sight


async def say(stage: Stage, text: str, **options: object) -> TurnRecord:
    return await stage.controller.submit(stage.requests(text, is_spoken=False, **options))


def ran(stage: Stage) -> list[str]:
    return [step.action for step in stage.executor.ran]


def kinds(stage: Stage) -> list[str]:
    """Return the kinds of the entries of the audit log."""
    return [kind for kind, _deed, _content in stage.journal.entries]


# -------------------------------------------------------------------------------------------------------- the question


def test_a_question_names_the_deed_and_nothing_is_done(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            record = await say(stage, "delete it all")
        assert record.reply.text == "Shall I do files.delete: Downloads?" and record.reply.expects_answer
        assert not record.results and not stage.executor.ran
        assert kinds(stage) == ["asked"]
        (event,) = [each.event for each in stage.events if isinstance(each.event, ApprovalRequested)]
        assert (event.question, event.demand) == (record.reply.text, "yes")
        assert event.steps[0]["action"] == "files.delete"

    on_virtual_time(body)


def test_a_question_and_a_dry_run_show_the_lines_that_a_text_loses_and_gets(on_virtual_time: Run) -> None:
    lines = (("-", "eggs"), ("+", "bread"))

    async def body() -> None:
        executor = ScriptedExecutor(sights={"files.delete": lambda _step: Prospect(changes=lines)})
        async with staged(executor, asking()) as stage:
            dry = await say(stage, "delete it all", is_dry_run=True)
            await say(stage, "delete it all")
        (event,) = [each.event for each in stage.events if isinstance(each.event, ApprovalRequested)]
        assert event.changes == lines
        assert (dry.reply.card.kind, dry.reply.card.rows) == ("diff", lines)

    on_virtual_time(body)


def test_a_yes_runs_the_plan_and_stands_in_the_record(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await say(stage, "delete it all")
            record = await say(stage, "yes, do it")
        assert ran(stage) == ["files.delete"]
        (approval,) = record.approvals
        assert (approval.granted, approval.by) == (True, "voice")
        assert kinds(stage) == ["asked", "approved"]

    on_virtual_time(body)


def test_a_no_stands_in_the_record_too(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await say(stage, "delete it all")
            record = await say(stage, "no")
        assert [approval.granted for approval in record.approvals] == [False]
        assert record.reply.text == "All right, I leave it."
        assert not stage.executor.ran and kinds(stage) == ["asked", "declined"]

    on_virtual_time(body)


def test_the_steps_that_need_no_question_are_run_with_it(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking_about("b.two")) as stage:
            record = await say(stage, "two things")
            assert record.reply.text == "Shall I do b.two?" and not stage.executor.ran, "nothing before the answer"
            await say(stage, "yes")
        assert ran(stage) == ["a.one", "b.two"]

    on_virtual_time(body)


def test_what_the_gate_computed_stands_in_the_trace(on_virtual_time: Run) -> None:
    async def body() -> None:
        concern = Concern("many", {"count": 42})
        sights = {"files.delete": Target()}
        async with staged(ScriptedExecutor(sights=sights), asking_about("files.delete", concerns=[concern])) as stage:
            trace = (await say(stage, "delete it all")).trace
        assert trace["verdict"] == "ask"
        assert trace["concerns"] == [{"code": "many", "facts": {"count": 42}}]
        (step,) = trace["steps"]
        assert step["effects"]["touches"] == [{"access": "trash", "path": "/home/ann/a"}]
        assert (step["action"], step["can_be_undone"]) == ("files.delete", True)

    on_virtual_time(body)


# --------------------------------------------------------------------------------------------------------------- code


def code_of(record: TurnRecord) -> str:
    return record.reply.text.partition("The code is ")[2][:2]


def test_what_has_no_way_back_is_done_after_its_code_alone(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking(Demand.CODE)) as stage:
            record = await say(stage, "delete it all")
            for answer in ("yes", "yes, delete it", f"{code_of(record)}", "confirm"):
                again = await say(stage, answer)
                assert not stage.executor.ran and record.reply.text in again.reply.text
            await say(stage, f"confirm {code_of(record)}")
        assert ran(stage) == ["files.delete"]

    on_virtual_time(body)


def test_a_wrong_code_ends_the_question(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking(Demand.CODE)) as stage:
            code = code_of(await say(stage, "delete it all"))
            await say(stage, f"confirm {'22' if code != '22' else '23'}")
            await say(stage, f"confirm {code}")
        assert not stage.executor.ran

    on_virtual_time(body)


def test_a_yes_beforehand_is_no_code(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking(Demand.CODE)) as stage:
            record = await say(stage, "delete it all", approve_all=True)
            assert record.reply.expects_answer and not record.approvals
            again = await say(stage, "yes", approve_all=True)
            assert again.reply.expects_answer
        assert not stage.executor.ran

    on_virtual_time(body)


def test_a_plain_yes_does_not_hold_once_there_is_no_way_back(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await say(stage, "delete it all")
            stage.gate._decide = asking(Demand.CODE)._decide
            record = await say(stage, "yes")
            assert "This can't be undone" in record.reply.text and record.reply.expects_answer
        assert not stage.executor.ran

    on_virtual_time(body)


# --------------------------------------------------------------------------------------------------------- beforehand


def test_a_yes_beforehand_stands_in_the_record(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            record = await say(stage, "delete it all", approve_all=True)
        assert ran(stage) == ["files.delete"]
        (approval,) = record.approvals
        assert (approval.granted, approval.by) == (True, "option")
        assert approval.question == "Shall I do files.delete: Downloads?"
        assert kinds(stage) == ["approved"]

    on_virtual_time(body)


def test_a_yes_beforehand_holds_for_what_shows_itself_on_the_way(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, asking_about("b.two")) as stage:
            record = await say(stage, "two things", approve_all=True)
        assert ran(stage) == ["a.one", "b.two"]
        assert [approval.question for approval in record.approvals] == ["Shall I do b.two?"]

    on_virtual_time(body)


def test_a_yes_beforehand_is_no_code_for_what_shows_itself_on_the_way(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, asking_about("b.two", demand=Demand.CODE)) as stage:
            record = await say(stage, "two things", approve_all=True)
        assert ran(stage) == ["a.one"] and record.reply.expects_answer and not record.approvals

    on_virtual_time(body)


# ------------------------------------------------------------------------------------------------------------ dry run


@pytest.mark.parametrize("gate", [ScriptedGate(), asking(), asking(Demand.CODE)], ids=["allow", "ask", "code"])
@pytest.mark.parametrize("options", [{}, {"approve_all": True}])
def test_a_dry_run_tells_what_would_be_done_and_does_nothing(
    on_virtual_time: Run, gate: ScriptedGate, options: dict
) -> None:
    async def body() -> None:
        async with staged(gate=gate) as stage:
            record = await say(stage, "delete it all", is_dry_run=True, **options)
            assert not stage.controller.has_question()
        assert record.reply.text == ("I would do files.delete: Downloads, but this was a dry run, so nothing was done.")
        assert not stage.executor.ran and not record.results and not record.approvals and not stage.journal.entries

    on_virtual_time(body)


def test_a_dry_run_names_steps_whose_targets_are_not_there_yet(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor(sights={"b.two": lambda _step: GONE})
        async with staged(executor) as stage:
            record = await say(stage, "two things", is_dry_run=True)
        assert record.reply.text.startswith("I would do a.one and b.two,") and not stage.executor.ran

    on_virtual_time(body)


def test_a_dry_run_of_what_is_refused_is_refused(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=refusing("files.delete")) as stage:
            record = await say(stage, "delete it all", is_dry_run=True)
        assert record.reply.text.startswith("I won't touch")

    on_virtual_time(body)


def test_an_answer_in_a_dry_run_closes_no_question(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=asking()) as stage:
            await say(stage, "delete it all")
            for answer in ("yes", "no"):
                record = await say(stage, answer, is_dry_run=True)
                assert not record.approvals and not stage.executor.ran
            assert kinds(stage) == ["asked"] and stage.controller.has_question()
            await say(stage, "yes")
        assert ran(stage) == ["files.delete"]

    on_virtual_time(body)


# ------------------------------------------------------------------------------------------------------------- changed


def test_a_target_that_changed_since_the_question_is_asked_about_anew(on_virtual_time: Run) -> None:
    async def body() -> None:
        target = Target()
        async with staged(ScriptedExecutor(sights={"files.delete": target}), asking()) as stage:
            await say(stage, "delete it all")
            target.fingerprint = "2"
            record = await say(stage, "yes")
            assert record.reply.text.startswith("That has changed since I asked. Shall I do files.delete:")
            assert not stage.executor.ran
            record = await say(stage, "yes")
            assert ran(stage) == ["files.delete"] and record.results

    on_virtual_time(body)


def test_a_target_that_changes_while_the_steps_run_is_asked_about_anew(on_virtual_time: Run) -> None:
    async def body() -> None:
        target = Target()

        class Meddling(ScriptedExecutor):
            async def run(self, permit, turn):
                target.fingerprint = "2"
                return await super().run(permit, turn)

        executor = Meddling(sights={"b.two": target})
        async with staged(executor, asking_about("b.two")) as stage:
            await say(stage, "two things")
            record = await say(stage, "yes")
            assert ran(stage) == ["a.one"]
            assert record.reply.text == "Done. That has changed since I asked. Shall I do b.two: 2?"
            assert [result.action for result in record.results] == ["a.one"]

    on_virtual_time(body)


def test_every_step_but_the_first_is_looked_at_again_before_it_runs(on_virtual_time: Run) -> None:
    async def body() -> None:
        first, second = Target(), Target()
        async with staged(ScriptedExecutor(sights={"a.one": first, "b.two": second})) as stage:
            await say(stage, "two things")
        assert (first.looks, second.looks) == (1, 2)

    on_virtual_time(body)


# ------------------------------------------------------------------------------------------------------- several steps


def test_a_step_whose_target_the_step_before_makes_is_foreseen_when_it_is_there(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor) as stage:
            record = await say(stage, "two things")
        assert ran(stage) == ["a.one", "b.two"]
        assert [result.ok for result in record.results] == [True, True]

    on_virtual_time(body)


def test_a_first_step_without_a_target_fails_and_nothing_is_run(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor(sights={"a.one": lambda _step: replace(GONE, action="a.one")})
        async with staged(executor, asking()) as stage:
            record = await say(stage, "two things")
        assert not stage.executor.ran and not record.reply.expects_answer
        assert record.reply.text.startswith("None of the 2 steps was done.")

    on_virtual_time(body)


def test_a_later_step_without_a_target_ends_the_plan(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(ScriptedExecutor(sights={"b.two": lambda _step: GONE})) as stage:
            record = await say(stage, "two things")
        assert ran(stage) == ["a.one"]
        assert record.reply.text == "I did only 1 of 2 steps. I could not do that because a file or folder is missing."

    on_virtual_time(body)


def test_a_question_in_the_middle_is_about_the_rest(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, asking_about("b.two")) as stage:
            record = await say(stage, "two things")
            assert ran(stage) == ["a.one"]
            assert record.reply.text == "Done. Shall I do b.two?", "never asked about, so it has not changed since"
            record = await say(stage, "yes")
            assert ran(stage) == ["a.one", "b.two"], "what is done is not done again"
            assert [result.action for result in record.results] == ["b.two"]

    on_virtual_time(body)


def test_a_question_in_the_middle_after_another_question_is_no_change(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, asking_about("a.one", "b.two")) as stage:
            assert (await say(stage, "two things")).reply.text == "Shall I do a.one?"
            record = await say(stage, "yes")
            assert ran(stage) == ["a.one"] and record.reply.text == "Done. Shall I do b.two?"

    on_virtual_time(body)


def test_a_no_in_the_middle_leaves_what_was_done(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, asking_about("b.two")) as stage:
            await say(stage, "two things")
            await say(stage, "no")
            await say(stage, "yes")
        assert ran(stage) == ["a.one"]

    on_virtual_time(body)


def test_a_refusal_in_the_middle_tells_what_was_done_and_why_no_more(on_virtual_time: Run) -> None:
    async def body() -> None:
        executor = ScriptedExecutor()
        executor.sights["b.two"] = appearing_after(executor, "a.one")
        async with staged(executor, refusing("b.two")) as stage:
            record = await say(stage, "two things")
        assert ran(stage) == ["a.one"]
        assert record.reply.text == (
            "I did only 1 of 2 steps. I won't touch “Downloads”, because your settings keep me away from there."
        )
        assert record.trace["refused"] == {"code": "path-denied", "facts": {"path": "Downloads"}}
        assert kinds(stage) == ["refused"]

    on_virtual_time(body)


def test_a_refusal_of_any_step_beforehand_lets_none_begin(on_virtual_time: Run) -> None:
    async def body() -> None:
        async with staged(gate=refusing("b.two")) as stage:
            record = await say(stage, "two things", approve_all=True)
        assert not stage.executor.ran and record.reply.text.startswith("I won't touch")

    on_virtual_time(body)


# ------------------------------------------------------------------------------------------------------------ source


@pytest.mark.parametrize("source", Source)
def test_whoever_wrote_the_plan_the_gate_is_asked(on_virtual_time: Run, source: Source) -> None:
    async def body() -> None:
        plan = Plan(source, (Step("files.delete", {"risk": "harmless", "approved": True}),), rule="harmless")
        async with staged(gate=asking()) as stage:
            request = replace(stage.requests("go on", is_spoken=False), plan=plan)
            record = await stage.controller.submit(request)
        assert record.reply.expects_answer and not stage.executor.ran

    on_virtual_time(body)


def test_the_gate_is_given_what_the_action_foresees_and_not_what_the_plan_says(on_virtual_time: Run) -> None:
    async def body() -> None:
        seen: list[Effects] = []

        def decide(steps: Sequence[Foreseen]) -> Verdict:
            seen.extend(step.prospect.effects for step in steps)
            return Deny(Concern("other"))

        async with staged(ScriptedExecutor(sights={"files.delete": Target()}), ScriptedGate(decide)) as stage:
            await say(stage, "delete it all")
        assert [effects.paths() for effects in seen] == [("/home/ann/a",)]

    on_virtual_time(body)
