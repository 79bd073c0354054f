"""Taking back: the newest first, exactly once, and finished after it was broken off anywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.actions.declaration import action
from assistant.actions.executor import ActionExecutor
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import Registry
from assistant.actions.undo import MOST_SHOWN, UndoActions
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, DeedState, Obstacle
from assistant.kernel.effects import Access, Effects, Prospect, touching
from assistant.kernel.errors import ActionError
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import ActionResult, Risk, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class SetClock:
    def __init__(self) -> None:
        self.moment = NOON

    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return self.moment


class Shelf:
    """Things that are put on it, in order; what a test sets makes the taking back go wrong."""

    def __init__(self) -> None:
        self.things: list[str] = []
        self.taken_back: list[str] = []
        self.obstacles: dict[str, Obstacle] = {}
        self.errors: dict[str, Exception] = {}
        self.stuck: set[str] = set()
        self.before_taking_back = lambda: None

    async def _foresee(self, thing: str) -> Prospect:
        effects = Effects(touching(Access.CREATE, [f"/shelf/{thing}"]), file_count=1)
        return Prospect(effects, {"thing": thing}, {"thing": thing})

    async def _review(self, deed: Deed) -> tuple[Obstacle, ...]:
        thing = deed.undo["thing"]
        return (self.obstacles[thing],) if thing in self.obstacles else ()

    async def _undo(self, deed: Deed, work: Work) -> bool:
        thing = deed.undo["thing"]
        self.before_taking_back()
        if thing in self.errors:
            raise self.errors[thing]
        self.taken_back.append(thing)
        if thing in self.things and thing not in self.stuck:
            self.things.remove(thing)
        return thing not in self.things

    @action(
        "shelf.put",
        capabilities={"files.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=1.0,
        messages={"shelf.put.done": ()},
        effects=_foresee,
        foresees={"thing"},
        undo=_undo,
        undo_review=_review,
    )
    async def put(self, thing: str) -> Outcome:
        """Put a thing on the shelf."""
        if thing == "hot":
            raise ActionFailedError("shelf.put.done", code="hot")
        self.things.append(thing)
        if thing == "half":
            raise ActionFailedError("shelf.put.done", code="halved", is_partial=True)

        async def check() -> bool:
            return thing in self.things

        return Outcome("shelf.put.done", check=check)

    async def _foresee_burn(self) -> Prospect:
        return Prospect(facts={"thing": "all"})

    @action(
        "shelf.burn",
        capabilities={"files.destroy"},
        risk=Risk.REVERSIBLE,
        timeout_s=1.0,
        messages={"shelf.burn.done": ()},
        effects=_foresee_burn,
    )
    async def burn(self) -> Outcome:
        """Burn the shelf."""
        return Outcome("shelf.burn.done")


class Stage:
    def __init__(self) -> None:
        self.clock, self.shelf, self.halt = SetClock(), Shelf(), Halt()
        self.journal = FakeJournal(self.clock)
        self.registry = Registry(self.shelf, UndoActions(self.journal, lambda: self.registry))
        self.executor = ActionExecutor(self.registry, self.journal, self.halt)
        self.turn = 0

    async def foresee(self, name: str, **args: object) -> Foreseen | ActionResult:
        return await self.executor.foresee(Step(name, args))

    async def do(self, name: str, *, is_same_turn: bool = False, **args: object) -> ActionResult:
        """Do one step, in a turn of its own unless told otherwise, a minute after the one before."""
        self.turn += not is_same_turn
        self.clock.moment += timedelta(minutes=1)
        foreseen = await self.foresee(name, **args)
        if isinstance(foreseen, ActionResult):
            return foreseen
        return await self.executor.run(Permit(foreseen), self.turn)

    async def put(self, *things: str, is_same_turn: bool = False) -> None:
        for number, thing in enumerate(things):
            await self.do("shelf.put", is_same_turn=is_same_turn and number > 0, thing=thing)

    async def undo(self, count: int = 1) -> ActionResult:
        return await self.do("undo.last", count=count)

    def states(self) -> dict[str, DeedState]:
        """Return the state of each deed by the thing that it put."""
        deeds = [self.journal.deed(number) for number in range(1, 100)]
        return {str(deed.facts["thing"]): deed.state for deed in deeds if deed and deed.action == "shelf.put"}


@pytest.fixture
def stage() -> Stage:
    return Stage()


# ---------------------------------------------------------------------------------------------------------- the last


async def test_the_last_deed_is_taken_back_and_told(stage: Stage) -> None:
    await stage.put("a", "b")
    result = await stage.undo()
    assert stage.shelf.things == ["a"]
    assert (result.ok, result.is_verified, result.message) == (True, True, "undo.done")
    assert result.facts["count"] == 1
    assert result.facts["last"] == {"action": "shelf.put", "facts": {"thing": "b"}}
    assert stage.states() == {"a": DeedState.DONE, "b": DeedState.UNDONE}


async def test_again_takes_back_the_one_before_and_never_the_undo_itself(stage: Stage) -> None:
    await stage.put("a", "b", "c")
    for left in (["a", "b"], ["a"], []):
        assert (await stage.undo()).ok
        assert stage.shelf.things == left
    assert (await stage.undo()).error_code == "nothing-to-undo"
    assert stage.shelf.taken_back == ["c", "b", "a"], "each once"


async def test_a_request_of_several_steps_is_taken_back_as_one_and_backwards(stage: Stage) -> None:
    await stage.put("a")
    await stage.put("b", "c", "d", is_same_turn=True)
    result = await stage.undo()
    assert stage.shelf.taken_back == ["d", "c", "b"] and stage.shelf.things == ["a"]
    assert result.facts["count"] == 3


async def test_several_requests_are_taken_back_the_newest_first(stage: Stage) -> None:
    await stage.put("a")
    await stage.put("b", "c", is_same_turn=True)
    await stage.put("d")
    result = await stage.undo(2)
    assert stage.shelf.taken_back == ["d", "c", "b"] and stage.shelf.things == ["a"]
    assert result.facts["oldest"] == {"action": "shelf.put", "facts": {"thing": "b"}}


async def test_more_requests_than_there_were_are_all(stage: Stage) -> None:
    await stage.put("a", "b")
    assert (await stage.undo(100)).facts["count"] == 2
    assert stage.shelf.things == []


@pytest.mark.parametrize("count", [0, -1, 101, 1.5, "2"])
async def test_a_count_that_means_nothing_is_refused(stage: Stage, count: object) -> None:
    await stage.put("a")
    assert (await stage.do("undo.last", count=count)).error_code == "invalid-argument"


async def test_what_only_reads_and_what_surely_did_nothing_are_passed_over(stage: Stage) -> None:
    await stage.put("a", "hot")
    await stage.do("undo.list")
    assert (await stage.undo()).facts["last"] == {"action": "shelf.put", "facts": {"thing": "a"}}


async def test_what_was_broken_off_half_way_is_taken_back(stage: Stage) -> None:
    await stage.put("half")
    assert stage.shelf.things == ["half"]
    assert (await stage.undo()).ok and stage.shelf.things == []


async def test_what_a_dead_process_left_is_taken_back(stage: Stage) -> None:
    await stage.put("a")
    stage.journal.finish(1, DeedState.BEGUN, {})
    assert (await stage.undo()).error_code == "nothing-to-undo", "it may still run"
    stage.journal.recover()
    assert (await stage.undo()).ok and stage.shelf.things == []


# -------------------------------------------------------------------------------------------------------------- since


async def test_everything_since_a_moment_is_taken_back(stage: Stage) -> None:
    await stage.put("a", "b")
    since = stage.clock.moment + timedelta(seconds=30)
    await stage.put("c", "d")
    result = await stage.do("undo.since", since=since.isoformat())
    assert stage.shelf.taken_back == ["d", "c"] and stage.shelf.things == ["a", "b"]
    assert (result.ok, result.facts["count"]) == (True, 2)


async def test_a_moment_without_a_zone_is_local(stage: Stage) -> None:
    await stage.put("a")
    since = (NOON - timedelta(hours=1)).astimezone().replace(tzinfo=None)
    assert (await stage.do("undo.since", since=since.isoformat())).ok


async def test_since_then_there_was_nothing(stage: Stage) -> None:
    await stage.put("a")
    since = stage.clock.moment + timedelta(hours=1)
    assert (await stage.do("undo.since", since=since.isoformat())).error_code == "nothing-to-undo"


# ------------------------------------------------------------------------------------------------------------ foresee


async def test_what_would_be_taken_back_is_foreseen_and_nothing_is_done(stage: Stage) -> None:
    await stage.put("a", "b")
    foreseen = await stage.foresee("undo.last", count=2)
    assert isinstance(foreseen, Foreseen) and stage.shelf.things == ["a", "b"]
    effects = foreseen.prospect.effects
    assert effects.paths(Access.RESTORE) == effects.paths() == ("/shelf/b", "/shelf/a")
    assert effects.file_count == 2
    assert foreseen.prospect.facts["count"] == 2


@pytest.mark.parametrize(("name", "args", "is_shown"), [("last", {}, False), ("last", {"count": 2}, True)])
async def test_more_than_the_last_request_is_shown_beforehand(
    stage: Stage, name: str, args: dict, is_shown: bool
) -> None:
    await stage.put("a", "b")
    foreseen = await stage.foresee(f"undo.{name}", **args)
    assert isinstance(foreseen, Foreseen) and foreseen.prospect.effects.wants_preview is is_shown


async def test_everything_since_is_always_shown_beforehand(stage: Stage) -> None:
    await stage.put("a")
    foreseen = await stage.foresee("undo.since", since=NOON.isoformat())
    assert isinstance(foreseen, Foreseen) and foreseen.prospect.effects.wants_preview


async def test_an_agreement_holds_only_while_the_deeds_are_the_same(stage: Stage) -> None:
    await stage.put("a", "b")
    before = await stage.foresee("undo.last", count=2)
    await stage.put("c")
    after = await stage.foresee("undo.last", count=2)
    assert isinstance(before, Foreseen) and isinstance(after, Foreseen) and before.seal != after.seal


# --------------------------------------------------------------------------------------------------- what stands there


async def test_what_has_no_way_back_is_told_by_name(stage: Stage) -> None:
    await stage.put("a")
    await stage.do("shelf.burn")
    result = await stage.undo()
    assert (result.ok, result.message, result.error_code) == (False, "undo.impossible", "cannot-be-undone")
    assert result.facts["deed"] == {"action": "shelf.burn", "facts": {"thing": "all"}}
    assert stage.shelf.things == ["a"], "the one before it is not meant"


async def test_what_has_no_way_back_does_not_keep_the_rest_of_its_request(stage: Stage) -> None:
    await stage.put("a")
    await stage.do("shelf.burn", is_same_turn=True)
    assert (await stage.undo()).facts["count"] == 1
    assert stage.shelf.things == []


async def test_a_deed_of_an_action_that_is_gone_has_no_way_back(stage: Stage) -> None:
    await stage.put("a")
    stage.registry = Registry(UndoActions(stage.journal, lambda: stage.registry))
    stage.executor = ActionExecutor(stage.registry, stage.journal, stage.halt)
    assert (await stage.undo()).error_code == "cannot-be-undone"


async def test_undo_data_that_was_forgotten_leaves_no_way_back(stage: Stage) -> None:
    await stage.put("a")
    stage.journal.drop_undo(1)
    assert (await stage.undo()).error_code == "cannot-be-undone"


@pytest.mark.parametrize("code", ["changed-since", "name-taken", "missing"])
async def test_what_stands_in_the_way_is_named_and_nothing_is_done(stage: Stage, code: str) -> None:
    await stage.put("a")
    stage.shelf.obstacles["a"] = Obstacle(code, "/shelf/deep/note.txt")
    result = await stage.undo()
    assert (result.ok, result.message, result.error_code) == (False, "undo.blocked", "undo-blocked")
    assert (result.facts["obstacle"], result.facts["name"], result.facts["done"]) == (code, "note.txt", 0)
    assert stage.shelf.things == ["a"] and stage.states() == {"a": DeedState.DONE}
    del stage.shelf.obstacles["a"]
    assert (await stage.undo()).ok, "it can be taken back once the way is free"


async def test_an_obstacle_on_the_way_leaves_what_was_taken_back_so_far(stage: Stage) -> None:
    await stage.put("a", "b", "c")
    stage.shelf.obstacles["b"] = Obstacle("changed-since", "/shelf/b")
    result = await stage.undo(3)
    assert (result.ok, result.facts["done"]) == (False, 1)
    assert result.facts["deed"] == {"action": "shelf.put", "facts": {"thing": "b"}}
    assert stage.shelf.things == ["a", "b"]
    assert stage.states() == {"a": DeedState.DONE, "b": DeedState.DONE, "c": DeedState.UNDONE}


# ---------------------------------------------------------------------------------------------------------- broken off


async def test_a_halt_ends_it_between_two_deeds(stage: Stage) -> None:
    await stage.put("a", "b", "c")
    stage.shelf.before_taking_back = stage.halt.call
    result = await stage.undo(3)
    assert (result.ok, result.message, result.error_code) == (False, "undo.halted", "halted")
    assert (result.facts["done"], result.facts["count"]) == (1, 3)
    assert stage.shelf.things == ["a", "b"]
    stage.shelf.before_taking_back = lambda: None
    assert (await stage.undo(2)).ok and stage.shelf.things == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("gone"), "io-error"), (ActionError("It is stuck.", code="stuck"), "stuck")],
)
async def test_one_that_breaks_is_told_and_finished_by_undoing_again(
    stage: Stage, error: Exception, reason: str
) -> None:
    await stage.put("a", "b")
    stage.shelf.errors["b"] = error
    result = await stage.undo()
    assert (result.ok, result.message, result.error_code) == (False, "undo.broken", "undo-broken")
    assert (result.facts["reason"], result.facts["done"]) == (reason, 0)
    assert stage.states()["b"] is DeedState.UNDOING
    stage.shelf.errors.clear()
    assert (await stage.undo()).ok and stage.shelf.things == ["a"]
    assert stage.states()["b"] is DeedState.UNDONE


async def test_one_that_ends_in_an_unexpected_way_can_still_be_finished(stage: Stage) -> None:
    await stage.put("a")
    stage.shelf.errors["a"] = KeyError("secret.txt")
    assert (await stage.undo()).error_code == "internal-error"
    assert stage.states()["a"] is DeedState.UNDOING
    stage.shelf.errors.clear()
    assert (await stage.undo()).ok and stage.shelf.things == []


async def test_a_process_that_dies_in_the_middle_leaves_what_can_be_finished(stage: Stage) -> None:
    await stage.put("a", "b")
    stage.journal.finish(2, DeedState.UNDOING, {})  # the last that was written
    assert stage.journal.recover() == []
    assert (await stage.undo()).ok and stage.shelf.things == ["a"]


async def test_what_cannot_be_confirmed_is_told_with_the_doubt_and_may_be_tried_again(stage: Stage) -> None:
    await stage.put("a")
    stage.shelf.stuck.add("a")
    result = await stage.undo()
    assert (result.ok, result.is_verified) == (True, False)
    assert stage.states() == {"a": DeedState.UNDOING}
    stage.shelf.stuck.clear()
    assert (await stage.undo()).is_verified and stage.states() == {"a": DeedState.UNDONE}


async def test_what_was_taken_back_needs_no_undo_data_any_more(stage: Stage) -> None:
    await stage.put("a")
    await stage.undo()
    deed = stage.journal.deed(1)
    assert deed is not None and deed.undo is None


# --------------------------------------------------------------------------------------------------------------- list


async def test_what_can_be_taken_back_is_listed_the_newest_first(stage: Stage) -> None:
    await stage.put("a", "b")
    await stage.do("shelf.burn")
    result = await stage.do("undo.list")
    assert (result.message, result.facts["count"]) == ("undo.list.done", 2)
    assert [deed["facts"]["thing"] for deed in result.facts["deeds"]] == ["b", "a"]


async def test_of_many_some_are_listed_and_all_counted(stage: Stage) -> None:
    await stage.put(*[f"thing {number}" for number in range(MOST_SHOWN + 5)])
    facts = (await stage.do("undo.list")).facts
    assert (facts["count"], len(facts["deeds"])) == (MOST_SHOWN + 5, MOST_SHOWN)


async def test_an_empty_list_says_so(stage: Stage) -> None:
    assert (await stage.do("undo.list")).message == "undo.list.none"
    await stage.do("shelf.burn")
    assert (await stage.do("undo.list")).message == "undo.list.none"


# ---------------------------------------------------------------------------------------------------------- one deed


async def test_one_deed_is_taken_back_by_its_number_and_no_other(stage: Stage) -> None:
    await stage.put("a", "b", "c")
    result = await stage.do("undo.deed", deed=2)
    assert (result.ok, result.is_verified, stage.shelf.things) == (True, True, ["a", "c"])
    assert stage.states() == {"a": DeedState.DONE, "b": DeedState.UNDONE, "c": DeedState.DONE}


@pytest.mark.parametrize("deed", [2, 99])
async def test_what_is_no_deed_or_was_taken_back_is_nothing_to_take_back(stage: Stage, deed: int) -> None:
    await stage.put("a", "b")
    await stage.do("undo.deed", deed=2)
    assert (await stage.do("undo.deed", deed=deed)).error_code == "nothing-to-undo"
    assert stage.shelf.taken_back == ["b"]


async def test_a_deed_that_something_stands_on_stays(stage: Stage) -> None:
    await stage.put("a", "b")
    stage.shelf.obstacles["a"] = Obstacle("changed-since", "/shelf/a")
    assert (await stage.do("undo.deed", deed=1)).error_code == "undo-blocked"
    assert stage.shelf.things == ["a", "b"]


async def test_the_taking_back_itself_is_no_deed_to_take_back(stage: Stage) -> None:
    await stage.put("a")
    await stage.undo()
    assert (await stage.do("undo.deed", deed=2)).error_code == "nothing-to-undo"
