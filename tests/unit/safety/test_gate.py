"""I1 and I2: nothing runs outside what is granted, and nothing that is lost for good without the user's own word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.deeds import NewDeed
from assistant.kernel.effects import NO_EFFECTS, Access, Effects, touching
from assistant.kernel.testing.safety import FakeSurroundings, foreseen, touched
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import Risk
from assistant.kernel.verdict import (
    NO_AGREEMENT,
    Agreement,
    Allow,
    Ask,
    Concern,
    Demand,
    Deny,
    Foreseen,
    Permit,
    Verdict,
)
from assistant.safety.gate import DESTRUCTIVE, CapabilityGate
from assistant.safety.policy import PathRule, Policy, Ruling

pytestmark = pytest.mark.anyio

ALL = frozenset(Access)
HOME = PathRule("/home/ann", allow=ALL)
SECRETS = PathRule("/home/ann/.ssh", deny=ALL)
UNDO = {"from": "there"}


class SetClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return self.moment


class Stage:
    """A gate that allows files and asks for sound, unless a test wants something else of it."""

    def __init__(self, surroundings: FakeSurroundings | None = None, **policy: object) -> None:
        values: dict = {"allow": {"files"}, "ask": {"sound"}, "paths": (HOME, SECRETS), **policy}
        for name in ("allow", "ask", "deny"):
            values[name] = frozenset(values.get(name, ()))
        self.clock = SetClock()
        self.journal = FakeJournal(self.clock)
        self.gate = CapabilityGate(Policy(**values), self.journal, surroundings or FakeSurroundings(), self.clock)

    async def review(self, *steps: Foreseen) -> Verdict:
        return await self.gate.review(steps)


def step(access: Access = Access.TRASH, *paths: str, undo: dict | None = UNDO, **effects: object) -> Foreseen:
    """Return a step that touches files, with a way back unless told otherwise."""
    found = Effects(touching(access, paths or ("/home/ann/a",)), **effects)
    return foreseen("files.any", "files", effects=found, undo=undo)


def asked(verdict: Verdict) -> list[str]:
    assert isinstance(verdict, Ask), verdict
    return [concern.code for concern in verdict.concerns]


def refused(verdict: Verdict) -> Concern:
    assert isinstance(verdict, Deny), verdict
    return verdict.concern


# ------------------------------------------------------------------------------------------------------ capabilities


async def test_what_is_allowed_runs() -> None:
    assert await Stage().review(foreseen("files.look", "files")) == Allow()


async def test_what_needs_nothing_runs_under_the_strictest_policy() -> None:
    assert await Stage(allow=()).review(foreseen("dialog.stop")) == Allow()


async def test_a_capability_in_no_list_is_denied_by_name() -> None:
    assert refused(await Stage().review(foreseen("mail.send", "mail"))) == Concern(
        "capability-denied", {"capability": "mail"}
    )


@pytest.mark.parametrize("granted", ["notes", "mail"])
async def test_every_capability_must_be_granted(granted: str) -> None:
    assert isinstance(await Stage(allow=[granted]).review(foreseen("notes.mail", "notes", "mail")), Deny)


async def test_what_must_be_asked_is_asked_with_its_reason() -> None:
    verdict = await Stage().review(foreseen("volume.set", "sound"))
    assert isinstance(verdict, Ask)
    assert verdict.concerns == (Concern("capability", {"capability": "sound"}),)


async def test_ask_wins_over_allow_and_deny_over_both() -> None:
    everything = foreseen("volume.set", "sound")
    assert isinstance(await Stage(allow=["sound"], ask=["sound"]).review(everything), Ask)
    assert isinstance(await Stage(allow=["sound"], ask=["sound"], deny=["sound"]).review(everything), Deny)


async def test_the_policy_can_change_while_it_is_used() -> None:
    stage = Stage(allow=())
    assert isinstance(await stage.review(foreseen("files.look", "files")), Deny)
    stage.gate.policy = Policy(frozenset({"files"}))
    assert await stage.review(foreseen("files.look", "files")) == Allow()


# --------------------------------------------------------------------------------------------------------- the plan


async def test_one_denied_step_denies_the_plan() -> None:
    verdict = await Stage().review(step(), foreseen("volume.set", "sound"), foreseen("mail.send", "mail"))
    assert refused(verdict).code == "capability-denied"


async def test_a_question_is_about_the_steps_that_need_it_and_no_other() -> None:
    loud, mute = foreseen("volume.set", "sound"), foreseen("volume.mute", "sound")
    verdict = await Stage().review(loud, step(), mute)
    assert isinstance(verdict, Ask) and verdict.steps == (loud, mute)
    assert asked(verdict) == ["capability"], "the same reason is given once"


async def test_one_step_that_demands_the_code_makes_the_plan_demand_it() -> None:
    lost = step(Access.DESTROY, undo=None)
    verdict = await Stage().review(lost, foreseen("volume.set", "sound"))
    assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE
    verdict = await Stage().review(foreseen("volume.set", "sound"), lost, foreseen("volume.set", "sound"))
    assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE


async def test_nothing_to_do_is_allowed() -> None:
    assert await Stage().review() == Allow()


# ------------------------------------------------------------------------------------------------------------- paths


@pytest.mark.parametrize("access", Access)
async def test_a_path_that_no_rule_allows_is_denied_by_name(access: Access) -> None:
    assert refused(await Stage().review(step(access, "/etc/passwd"))) == Concern("path-denied", {"path": "/etc/passwd"})


@pytest.mark.parametrize("access", Access)
async def test_a_closed_path_is_denied_below_a_folder_that_is_open(access: Access) -> None:
    assert refused(await Stage().review(step(access, "/home/ann/.ssh/id"))).code == "path-denied"


async def test_the_reason_of_a_refusal_is_the_refusal_and_not_what_would_have_been_asked() -> None:
    loud = foreseen("x.y", "sound", effects=touched(Access.READ, "/etc/passwd"))
    assert refused(await Stage().review(loud)) == Concern("path-denied", {"path": "/etc/passwd"})


async def test_one_closed_path_among_many_closes_the_step() -> None:
    paths = ["/home/ann/a", "/home/ann/b", "/etc/passwd", "/home/ann/c"]
    assert refused(await Stage().review(step(Access.MOVE, *paths))).facts == {"path": "/etc/passwd"}


async def test_a_path_that_must_be_asked_about_is_named() -> None:
    rule = PathRule("/home/ann/work", ask=ALL)
    verdict = await Stage(paths=(HOME, rule)).review(step(Access.MOVE, "/home/ann/work/a"))
    assert isinstance(verdict, Ask) and verdict.concerns == (Concern("path", {"path": "/home/ann/work/a"}),)


async def test_a_hidden_file_is_asked_about_and_told_as_that() -> None:
    assert asked(await Stage().review(step(Access.MOVE, "/home/ann/.config/a"))) == ["hidden"]
    assert await Stage().review(step(Access.READ, "/home/ann/.config/a")) == Allow()
    assert await Stage(hidden=Ruling.ALLOW).review(step(Access.MOVE, "/home/ann/.config/a")) == Allow()


@pytest.mark.parametrize("access", sorted(ALL - {Access.MOVE, Access.TRASH, Access.DESTROY, Access.RESTORE}))
async def test_what_goes_through_a_link_is_judged_by_where_it_leads(access: Access) -> None:
    stage = Stage(FakeSurroundings(links={"/home/ann/link": "/etc", "/home/ann/key": "/home/ann/.ssh/id"}))
    assert refused(await stage.review(step(access, "/home/ann/link/passwd"))).facts == {"path": "/etc/passwd"}
    assert refused(await stage.review(step(access, "/home/ann/key"))).facts == {"path": "/home/ann/.ssh/id"}


@pytest.mark.parametrize("access", [Access.MOVE, Access.TRASH, Access.DESTROY])
async def test_what_is_done_to_a_link_is_judged_by_the_link(access: Access) -> None:
    stage = Stage(FakeSurroundings(links={"/home/ann/link": "/etc"}))
    assert not isinstance(await stage.review(step(access, "/home/ann/link")), Deny)
    assert refused(await stage.review(step(access, "/home/ann/link/passwd"))).facts == {"path": "/etc/passwd"}


# ------------------------------------------------------------------------------------------------------------ extent


@pytest.mark.parametrize(("count", "is_asked"), [(20, False), (21, True), (1_000_000, True)])
async def test_more_files_than_the_limit_are_asked_about(count: int, is_asked: bool) -> None:
    stage = Stage(ask_above={Access.MOVE: 20, Access.TRASH: 1})
    verdict = await stage.review(step(Access.MOVE, file_count=count))
    assert asked(verdict) == ["many"] if is_asked else verdict == Allow()


async def test_the_lowest_limit_of_all_that_is_done_counts() -> None:
    stage = Stage(ask_above={Access.MOVE: 20, Access.TRASH: 1})
    touches = touching(Access.MOVE, ["/home/ann/a"]) + touching(Access.TRASH, ["/home/ann/b"])
    mixed = foreseen("files.any", "files", effects=Effects(touches, file_count=2), undo=UNDO)
    assert asked(await stage.review(mixed)) == ["many"]


@pytest.mark.parametrize("access", Access)
async def test_what_is_lost_without_a_way_back_demands_the_code(access: Access) -> None:
    verdict = await Stage().review(step(access, undo=None))
    if access in DESTRUCTIVE:
        assert asked(verdict) == ["final"]
        assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE
    else:
        assert verdict == Allow()


@pytest.mark.parametrize("access", sorted(DESTRUCTIVE))
async def test_what_has_a_way_back_does_not(access: Access) -> None:
    assert await Stage().review(step(access)) == Allow()


async def test_what_calls_itself_final_demands_the_code_whatever_its_way_back() -> None:
    verdict = await Stage().review(step(Access.DESTROY, is_final=True))
    assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE


async def test_an_irreversible_action_demands_the_code_whatever_it_touches() -> None:
    verdict = await Stage().review(foreseen("x.y", "files", risk=Risk.IRREVERSIBLE, undo=UNDO))
    assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE


async def test_the_risk_that_an_action_is_labelled_with_takes_nothing_away() -> None:
    effects = touched(Access.DESTROY, "/home/ann/a")
    for risk in Risk:
        verdict = await Stage().review(foreseen("x.y", "files", effects=effects, risk=risk))
        assert isinstance(verdict, Ask) and verdict.demand is Demand.CODE, risk


async def test_what_leaves_the_machine_is_asked_about() -> None:
    assert asked(await Stage().review(step(Access.READ, uses_network=True))) == ["network"]


async def test_what_wants_a_preview_is_asked_about() -> None:
    verdict = await Stage().review(step(Access.MOVE, wants_preview=True))
    assert asked(verdict) == ["preview"]
    assert isinstance(verdict, Ask) and verdict.demand is Demand.YES


async def test_all_reasons_are_given() -> None:
    stage = Stage(ask_above={Access.DESTROY: 0}, allow={"files"}, ask={"sound"})
    effects = Effects(touching(Access.DESTROY, ["/home/ann/a"]), 1, uses_network=True, wants_preview=True)
    codes = asked(await stage.review(foreseen("x.y", "files", "sound", effects=effects)))
    assert codes == ["capability", "many", "final", "network", "preview"]


# -------------------------------------------------------------------------------------------------------- look round


@pytest.mark.parametrize(
    ("surroundings", "code"),
    [
        (FakeSurroundings(opened={"/home/ann/a"}), "open-elsewhere"),
        (FakeSurroundings(repositories={"/home/ann/a"}), "version-controlled"),
    ],
)
async def test_who_is_asked_anyway_is_told_what_lies_round(surroundings: FakeSurroundings, code: str) -> None:
    stage = Stage(surroundings)
    assert asked(await stage.review(step(Access.TRASH, wants_preview=True))) == ["preview", code]
    assert await stage.review(step(Access.TRASH)) == Allow(), "nobody waits for a look when nothing is asked"


async def test_what_changes_nothing_needs_no_look_round() -> None:
    stage = Stage(FakeSurroundings(opened={"/home/ann/a"}, repositories={"/home/ann/a"}))
    for access in sorted(ALL - DESTRUCTIVE):
        assert asked(await stage.review(step(access, wants_preview=True))) == ["preview"]


async def test_a_repository_is_told_only_to_who_would_remove_it() -> None:
    stage = Stage(FakeSurroundings(repositories={"/home/ann/a"}))
    for access in (Access.TRASH, Access.DESTROY):
        assert "version-controlled" in asked(await stage.review(step(access, wants_preview=True)))
    assert asked(await stage.review(step(Access.MOVE, wants_preview=True))) == ["preview"]


# -------------------------------------------------------------------------------------------------------- rate limit


def begun(stage: Stage, count: int, capability: str = "files") -> None:
    for _ in range(count):
        stage.journal.begin(NewDeed(1, "files.any", {}, frozenset({capability})))


@pytest.mark.parametrize(("before", "steps", "is_denied"), [(0, 3, False), (0, 4, True), (2, 1, False), (3, 1, True)])
async def test_more_than_so_many_deeds_a_minute_are_refused(before: int, steps: int, is_denied: bool) -> None:
    stage = Stage(per_minute={"files": 3})
    begun(stage, before)
    begun(stage, 50, "other")
    verdict = await stage.review(*[step()] * steps)
    if is_denied:
        assert refused(verdict) == Concern("too-many", {"capability": "files", "limit": 3})
    else:
        assert verdict == Allow()


async def test_a_minute_later_there_is_room_again() -> None:
    stage = Stage(per_minute={"files": 3})
    begun(stage, 3)
    stage.clock.moment += timedelta(seconds=60)
    assert isinstance(await stage.review(step()), Deny)
    stage.clock.moment += timedelta(seconds=0.001)
    assert await stage.review(step()) == Allow()


async def test_no_yes_lifts_the_limit() -> None:
    stage = Stage(per_minute={"sound": 1})
    begun(stage, 1, "sound")
    loud = foreseen("volume.set", "sound")
    assert refused(await stage.gate.admit(loud, Agreement(frozenset({loud.seal})))).code == "too-many"


# ------------------------------------------------------------------------------------------------------------- admit


async def test_what_is_allowed_is_admitted_without_an_agreement() -> None:
    assert await Stage().gate.admit(step(), NO_AGREEMENT) == Permit(step())


async def test_what_was_agreed_to_is_admitted_as_it_was() -> None:
    loud = foreseen("volume.set", "sound", args={"level": 30})
    agreement = Agreement(frozenset({loud.seal}))
    assert await Stage().gate.admit(loud, agreement) == Permit(loud)
    assert asked(await Stage().gate.admit(loud, NO_AGREEMENT)) == ["capability"]
    other = foreseen("volume.set", "sound", args={"level": 100})
    assert asked(await Stage().gate.admit(other, agreement)) == ["capability"]


async def test_a_target_that_changed_since_is_asked_about_anew() -> None:
    then = foreseen("x.y", "sound", effects=touched(Access.TRASH, "/home/ann/a", fingerprint="1"), undo=UNDO)
    now = foreseen("x.y", "sound", effects=touched(Access.TRASH, "/home/ann/a", fingerprint="2"), undo=UNDO)
    assert asked(await Stage().gate.admit(now, Agreement(frozenset({then.seal})))) == ["capability"]


async def test_a_plain_yes_is_not_enough_where_the_code_is_demanded() -> None:
    lost = step(Access.DESTROY, undo=None)
    seals = frozenset({lost.seal})
    assert asked(await Stage().gate.admit(lost, Agreement(seals, Demand.YES))) == ["final"]
    assert await Stage().gate.admit(lost, Agreement(seals, Demand.CODE)) == Permit(lost)


async def test_a_yes_given_while_there_was_a_way_back_does_not_hold_without_one() -> None:
    stage = Stage(ask_above={Access.TRASH: 0})
    with_way_back = step(Access.TRASH, file_count=1)
    agreement = Agreement(frozenset({with_way_back.seal}))
    assert isinstance(await stage.gate.admit(with_way_back, agreement), Permit)
    assert "final" in asked(await stage.gate.admit(step(Access.TRASH, file_count=1, undo=None), agreement))


async def test_no_agreement_admits_what_is_denied_by_now() -> None:
    stage = Stage()
    loud = foreseen("volume.set", "sound")
    agreement = Agreement(frozenset({loud.seal}), Demand.CODE)
    stage.gate.policy = Policy(frozenset(), deny=frozenset({"sound"}))
    assert refused(await stage.gate.admit(loud, agreement)).code == "capability-denied"


# ---------------------------------------------------------------------------------------------------------- property

NAMES = st.frozensets(st.sampled_from(["a.x", "b.x", "c.x"]))
PATHS = st.sampled_from(
    ["/home/ann/a", "/home/ann/b/c", "/home/ann/.ssh/id", "/home/ann", "/etc/passwd", "/", "/home/ann/.x", "/home/bob"]
)
EFFECTS = st.builds(
    Effects,
    touches=st.lists(st.tuples(st.sampled_from(Access), PATHS), max_size=3).map(
        lambda pairs: tuple(touch for access, path in pairs for touch in touching(access, [path]))
    ),
    file_count=st.integers(0, 30),
    is_final=st.booleans(),
    uses_network=st.booleans(),
)
STEPS = st.builds(
    lambda names, effects, undo, risk: foreseen("a.b", *names, effects=effects, undo=undo, risk=risk),
    NAMES,
    EFFECTS | st.just(NO_EFFECTS),
    st.none() | st.just({}),
    st.sampled_from(Risk),
)


@given(steps=st.lists(STEPS, min_size=1, max_size=3), allow=NAMES, ask=NAMES, deny=NAMES)
async def test_whatever_is_planned_nothing_passes_that_must_not(steps, allow, ask, deny) -> None:
    stage = Stage(allow=allow, ask=ask, deny=deny, ask_above={Access.TRASH: 1})
    verdict = await stage.review(*steps)
    for each in steps:
        permit = await stage.gate.admit(each, NO_AGREEMENT)
        effects = each.prospect.effects
        paths = [path for path in effects.paths() if not path.startswith("/home/ann/") or "/.ssh" in path]
        needed = each.spec.capabilities
        if needed & deny or needed - allow - ask or any(touch.path in paths for touch in effects.touches):
            assert isinstance(permit, Deny) and isinstance(verdict, Deny)
        is_lost = each.prospect.undo is None and any(touch.access in DESTRUCTIVE for touch in effects.touches)
        if needed & ask or effects.is_final or is_lost or each.spec.risk is Risk.IRREVERSIBLE:
            assert not isinstance(permit, Permit) and not isinstance(verdict, Allow)
