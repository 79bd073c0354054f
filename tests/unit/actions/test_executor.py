"""The executor: journalled before it begins, shielded once it has begun, verified by a fresh look."""

import errno
import logging
import threading

import anyio
import pytest
import trio

from assistant.actions.declaration import action
from assistant.actions.executor import CHECK_TIMEOUT_S, ActionExecutor
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import Registry
from assistant.actions.work import Work
from assistant.kernel.clock import SystemClock
from assistant.kernel.deeds import Deed, DeedState
from assistant.kernel.effects import Access, Effects, Prospect, touching
from assistant.kernel.errors import AudioError, StoreError
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import ActionResult, Risk, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt
from tests.virtual_time import run_on_virtual_time

MESSAGES = {"lamp.set.done": {"level"}, "lamp.set.missing": {"name"}}
EFFECTS = Effects(touching(Access.CHANGE, ["/home/ann/lamp"]), file_count=1)
UNDO = {"level": 7}


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise RuntimeError("secret.txt")


async def endless() -> bool:
    await anyio.sleep_forever()
    raise AssertionError


class Lamp:
    """Does what the test wants; `deed` returns the outcome or raises, `sight` returns what is foreseen or raises."""

    def __init__(self, deed, sight=None):
        self.deed = deed
        self.sight = sight
        self.is_finished = False
        self.work = None

    async def _foresee(self, level: int = 1) -> Prospect:
        if self.sight is not None:
            return await self.sight(level)
        return Prospect(EFFECTS, {"level": level}, UNDO, resolved="the desk lamp")

    async def _undo(self, deed: Deed, work: Work) -> bool:
        raise AssertionError("nobody takes it back here")

    @action(
        "lamp.set",
        capabilities={"sound.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages=MESSAGES,
        effects=_foresee,
        undo=_undo,
    )
    async def set(self, work: Work, level: int = 1) -> Outcome:
        """Set the lamp."""
        self.work = work
        outcome = await self.deed(level)
        self.is_finished = True
        return outcome

    async def _foresee_smash(self) -> Prospect:
        return Prospect(EFFECTS)

    @action(
        "lamp.smash",
        capabilities={"sound.write"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=5.0,
        messages=MESSAGES,
        effects=_foresee_smash,
    )
    async def smash(self) -> Outcome:
        """Smash the lamp."""
        return await self.deed(0)

    @action("lamp.get", capabilities={"sound.read"}, risk=Risk.READ_ONLY, timeout_s=5.0, messages=MESSAGES)
    async def get(self, work: Work) -> Outcome:
        """Look at the lamp."""
        self.work = work
        outcome = await self.deed(0)
        self.is_finished = True
        return outcome


def returning(outcome):
    async def deed(_level):
        return outcome

    return deed


def raising(error):
    async def deed(_level):
        raise error

    return deed


def done(check=None):
    return Outcome("lamp.set.done", {"level": 1}, ("the lamp was set",), check)


class Stage:
    """An executor with a lamp, a journal and a halt."""

    def __init__(self, deed=returning(done(yes)), sight=None, journal=None, progress=None):  # noqa: B008
        self.lamp = Lamp(deed, sight)
        self.journal = journal or FakeJournal(SystemClock())
        self.halt = Halt()
        self.executor = ActionExecutor(Registry(self.lamp), self.journal, self.halt, progress)

    async def do(self, name="lamp.set", args=None) -> ActionResult:
        """Foresee a step and run it as if the gate had permitted it."""
        foreseen = await self.executor.foresee(Step(name, args or {}))
        return await self.executor.run(Permit(foreseen), 1) if isinstance(foreseen, Foreseen) else foreseen

    def run(self, name="lamp.set", args=None) -> ActionResult:
        """Do it on virtual time."""
        return run_on_virtual_time(self.do, name, args)

    def deed(self) -> Deed:
        (deed,) = self.journal.of_turn(1)
        return deed


# ---------------------------------------------------------------------------------------------------------- foresee


def test_a_step_is_foreseen_and_nothing_is_done():
    stage = Stage()
    foreseen = run_on_virtual_time(stage.executor.foresee, Step("lamp.set", {"level": 3}))
    assert isinstance(foreseen, Foreseen)
    assert foreseen.prospect.facts == {"level": 3} and foreseen.prospect.effects == EFFECTS
    assert not stage.lamp.is_finished and not stage.journal.entries


@pytest.mark.parametrize(
    "args", [{"level": "5"}, {"level": 1, "more": 2}, {"level": object()}, {"level": float("nan")}]
)
def test_bad_arguments_never_reach_the_action(args):
    stage = Stage()
    result = stage.run(args=args)
    assert (result.ok, result.error_code, result.message) == (False, "invalid-argument", "failed.invalid-argument")
    assert not stage.lamp.is_finished and not stage.journal.entries


def test_arguments_of_absurd_depth_are_refused():
    args: dict = {}
    for _ in range(100_000):
        args = {"level": args}
    assert Stage().run(args=args).error_code == "invalid-argument"


def test_an_unknown_action_is_a_failed_record():
    result = Stage().run("lamp.explode")
    assert (result.ok, result.error_code) == (False, "unknown-action")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(errno.ENOENT, "gone"), "not-found"),
        (ActionFailedError("lamp.set.missing", code="no-lamp", facts={"name": "desk"}), "no-lamp"),
        (KeyError("secret.txt"), "internal-error"),
    ],
)
def test_a_target_that_cannot_be_resolved_is_a_failed_record(error, code, caplog):
    stage = Stage(sight=raising(error))
    result = stage.run()
    assert (result.ok, result.error_code, stage.lamp.is_finished) == (False, code, False)
    assert not stage.journal.entries and "secret.txt" not in caplog.text


def test_foreseeing_has_the_time_limit_of_the_action():
    async def slow(_level):
        await anyio.sleep_forever()

    stage = Stage(sight=slow)

    async def main():
        return (await stage.do()).error_code, anyio.current_time()

    assert run_on_virtual_time(main) == ("timed-out", pytest.approx(5.0))


def test_an_action_that_is_gone_since_the_permit_is_not_run():
    stage = Stage()
    permit = Permit(run_on_virtual_time(stage.executor.foresee, Step("lamp.set")))
    other = ActionExecutor(Registry(_look), stage.journal, stage.halt)
    result = run_on_virtual_time(other.run, permit, 1)
    assert result.error_code == "unknown-action" and not stage.journal.entries


@action("lamp.look", capabilities=(), risk=Risk.READ_ONLY, timeout_s=1.0, messages={})
async def _look() -> Outcome:
    """Look."""
    raise AssertionError


# ------------------------------------------------------------------------------------------------------------ verify


def test_a_confirmed_deed_is_verified():
    result = Stage().run()
    assert (result.ok, result.is_verified, result.is_undoable, result.deed) == (True, True, True, 1)
    assert (result.message, result.facts, result.effects) == ("lamp.set.done", {"level": 1}, ("the lamp was set",))


@pytest.mark.parametrize("check", [no, None, endless])
def test_a_deed_without_confirmation_is_not_verified(check):
    stage = Stage(returning(done(check)))
    result = stage.run()
    assert (result.ok, result.is_verified) == (True, False)
    assert stage.deed().state is DeedState.UNVERIFIED


def test_a_check_that_breaks_has_not_confirmed_anything(caplog):
    result = Stage(returning(done(broken))).run()
    assert (result.ok, result.is_verified) == (True, False)
    assert "RuntimeError" in caplog.text
    assert "secret.txt" not in caplog.text


def test_a_check_has_a_time_limit_of_its_own():
    stage = Stage(returning(done(endless)))

    async def main():
        await stage.do()
        return trio.current_time()

    assert run_on_virtual_time(main) == pytest.approx(CHECK_TIMEOUT_S)


def test_a_read_that_succeeded_is_verified():
    assert Stage(returning(done())).run("lamp.get").is_verified


# ------------------------------------------------------------------------------------------------------------- fail


def test_a_failure_keeps_its_own_words():
    result = Stage(raising(ActionFailedError("lamp.set.missing", code="no-lamp", facts={"name": "desk"}))).run()
    assert (result.ok, result.message, result.error_code) == (False, "lamp.set.missing", "no-lamp")
    assert result.facts == {"name": "desk"}


def test_an_error_of_the_tree_keeps_code_sentence_and_hint():
    result = Stage(raising(AudioError("No server.", code="no-audio-server", hint="Start it."))).run()
    assert (result.ok, result.message, result.error_code) == (False, "failed.no-audio-server", "no-audio-server")
    assert result.facts == {"message": "No server.", "hint": "Start it."}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "disk-full"),
        (OSError(errno.EDQUOT, "full"), "disk-full"),
        (PermissionError(errno.EACCES, "no"), "no-permission"),
        (OSError(errno.EROFS, "no"), "no-permission"),
        (FileNotFoundError(errno.ENOENT, "gone"), "not-found"),
        (OSError("strange"), "io-error"),
        (TimeoutError(), "timed-out"),
    ],
)
def test_an_error_of_the_system_gets_a_code(error, code):
    stage = Stage(raising(error))
    assert stage.run().error_code == code
    assert stage.deed().state is DeedState.FAILED


def test_an_unexpected_error_becomes_a_record_and_its_text_is_not_logged(caplog):
    result = Stage(raising(KeyError("secret.txt"))).run()
    assert (result.ok, result.error_code) == (False, "internal-error")
    assert caplog.records[0].levelno == logging.ERROR
    assert "KeyError" in caplog.text
    assert "secret.txt" not in caplog.text


@pytest.mark.parametrize("outcome", [Outcome("lamp.set.undeclared", {"level": 1}), Outcome("lamp.set.done", {})])
def test_a_reply_that_was_not_declared_is_an_internal_error(outcome):
    assert Stage(returning(outcome)).run().error_code == "internal-error"


def test_a_deed_that_takes_too_long_is_a_failure():
    async def slow(_level):
        await anyio.sleep(6.0)
        return done(yes)

    result = Stage(slow).run()
    assert (result.ok, result.error_code) == (False, "timed-out")


# ---------------------------------------------------------------------------------------------------------- journal


def test_a_deed_is_in_the_journal_before_it_begins():
    seen = []

    async def look(_level):
        seen.extend((deed.state, deed.undo, deed.paths, deed.facts) for deed in stage.journal.of_turn(1))
        return done(yes)

    stage = Stage(look)
    stage.run(args={"level": 3})
    assert seen == [(DeedState.BEGUN, UNDO, ("/home/ann/lamp",), {"level": 3})]
    assert [kind for kind, _deed, _content in stage.journal.entries] == ["begun", "done"]
    assert stage.journal.entries[1][2] == {
        "message": "lamp.set.done",
        "effects": ["the lamp was set"],
        "error_code": "",
    }


def test_what_was_reviewed_is_handed_to_the_action():
    stage = Stage()
    stage.run()
    assert stage.lamp.work.prospect.resolved == "the desk lamp"
    assert stage.lamp.work.deed == 1


def test_what_an_action_notes_is_kept_with_its_deed():
    async def noting(_level):
        stage.lamp.work.note(4, {"inode": 12})
        return done(yes)

    stage = Stage(noting)
    stage.run()
    assert stage.deed().notes == {4: {"inode": 12}}


def test_what_only_reads_is_not_in_the_journal():
    stage = Stage(returning(done()))
    result = stage.run("lamp.get")
    assert (result.deed, result.is_undoable, stage.journal.entries) == (0, False, [])
    assert stage.lamp.work.deed == 0


def test_nothing_is_done_that_cannot_be_written_into_the_journal():
    class FullJournal(FakeJournal):
        def begin(self, deed):
            raise StoreError("The disk is full.", code="disk-full")

    stage = Stage(journal=FullJournal(SystemClock()))
    with pytest.raises(StoreError):
        stage.run()
    assert not stage.lamp.is_finished


@pytest.mark.parametrize(
    ("error", "keeps_undo"),
    [
        (ActionFailedError("lamp.set.missing", code="no-lamp", facts={"name": "desk"}), False),
        (ActionFailedError("lamp.set.missing", code="no-lamp", facts={"name": "desk"}, is_partial=True), True),
        (OSError(errno.ENOSPC, "full"), True),
        (KeyError("x"), True),
        (TimeoutError(), True),
    ],
)
def test_a_failed_deed_can_be_taken_back_unless_it_is_certain_that_nothing_was_done(error, keeps_undo):
    stage = Stage(raising(error))
    result = stage.run()
    assert result.is_undoable is keeps_undo
    assert stage.deed().undo == (UNDO if keeps_undo else None)
    assert list(stage.journal.recent()) == ([stage.deed()] if keeps_undo else [])


def test_an_action_without_a_way_back_is_never_undoable():
    stage = Stage()
    result = stage.run("lamp.smash")
    assert (result.ok, result.is_undoable, stage.deed().undo) == (True, False, None)


def test_a_deed_of_an_action_with_undo_is_not_undoable_when_this_one_has_no_way_back():
    async def no_way_back(_level):
        return Prospect(EFFECTS, {"level": 1}, undo=None)

    assert not Stage(sight=no_way_back).run().is_undoable


def test_progress_is_told_with_the_name_of_the_action():
    told = []

    async def two_parts(_level):
        stage.lamp.work.progress(1, 2)
        stage.lamp.work.progress(2, 2)
        return done(yes)

    stage = Stage(two_parts, progress=lambda *args: told.append(args))
    stage.run()
    assert told == [("lamp.set", 1, 2), ("lamp.set", 2, 2)]


# ------------------------------------------------------------------------------------------------------- halt, cancel


def test_a_halt_before_the_deed_says_nothing_about_it():
    seen = []

    async def look(_level):
        seen.append(stage.lamp.work.is_halted())
        return done(yes)

    stage = Stage(look)
    stage.halt.call()
    stage.run()
    assert seen == [False]


def test_a_halt_is_seen_by_what_runs():
    seen = []

    async def look(_level):
        seen.append(stage.lamp.work.is_halted())
        stage.halt.call()
        seen.append(stage.lamp.work.is_halted())
        return done(yes)

    stage = Stage(look)
    stage.run()
    assert seen == [False, True]


def test_a_halt_while_the_journal_is_written_lets_nothing_begin():
    class SlowJournal(FakeJournal):
        def begin(self, deed):
            stage.halt.call()
            return super().begin(deed)

    stage = Stage(journal=SlowJournal(SystemClock()))
    result = stage.run()
    assert (result.ok, result.error_code, result.is_undoable) == (False, "halted", False)
    assert not stage.lamp.is_finished and stage.deed().state is DeedState.FAILED


def test_a_thread_that_is_late_is_asked_to_stop():
    stopped = threading.Event()

    def keep_on():
        while not stage.lamp.work.is_halted():
            stopped.wait(0.001)
        stopped.set()

    @action(
        "lamp.slow",
        capabilities=(),
        risk=Risk.REVERSIBLE,
        timeout_s=0.02,
        messages={},
        effects=_foresee_nothing,
    )
    async def slow(work: Work) -> Outcome:
        """Take too long."""
        stage.lamp.work = work
        await anyio.to_thread.run_sync(keep_on, abandon_on_cancel=True)
        return await endless()

    stage = Stage()
    stage.executor = ActionExecutor(Registry(slow), stage.journal, stage.halt)
    result = trio.run(stage.do, "lamp.slow")
    assert result.error_code == "timed-out"
    assert stopped.wait(1.0)


async def _foresee_nothing() -> Prospect:
    return Prospect()


@pytest.mark.parametrize(("name", "has_record"), [("lamp.set", True), ("lamp.get", False)])
def test_a_deed_that_has_begun_outlives_its_turn_but_a_read_does_not(name, has_record):
    async def two_seconds(_level):
        await anyio.sleep(2.0)
        return done(yes)

    stage = Stage(two_seconds)

    async def main():
        records = []
        async with trio.open_nursery() as nursery:

            async def step():
                records.append(await stage.do(name))

            nursery.start_soon(step)
            await trio.sleep(1.0)
            nursery.cancel_scope.cancel()
        return records, trio.current_time()

    records, ended_s = run_on_virtual_time(main)
    assert stage.lamp.is_finished is has_record
    assert [record.is_verified for record in records] == ([True] if has_record else [])
    assert ended_s == pytest.approx(2.0 if has_record else 1.0)
    assert [deed.state for deed in stage.journal.of_turn(1)] == ([DeedState.DONE] if has_record else [])


def test_a_deed_does_not_begin_in_a_turn_that_is_gone():
    stage = Stage()

    async def main():
        foreseen = await stage.executor.foresee(Step("lamp.set"))
        with trio.CancelScope() as turn:
            turn.cancel()
            await stage.executor.run(Permit(foreseen), 1)

    run_on_virtual_time(main)
    assert not stage.lamp.is_finished and not stage.journal.entries


def test_the_spec_of_an_action_can_be_asked():
    executor = Stage().executor
    assert executor.spec("lamp.set").risk is Risk.REVERSIBLE
    assert executor.spec("lamp.explode") is None
