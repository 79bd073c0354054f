import errno
import logging

import anyio
import pytest
import trio
import trio.testing

from assistant.actions.executor import CHECK_TIMEOUT_S, ActionExecutor
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.registry import Registry, action
from assistant.kernel.errors import AudioError
from assistant.kernel.types import Risk, Step

MESSAGES = {"lamp.set.done": {"level"}, "lamp.set.missing": {"name"}}


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
    """Does what the test wants; `deed` returns the outcome or raises."""

    def __init__(self, deed):
        self.deed = deed
        self.is_finished = False

    @action("lamp.set", capabilities={"sound.write"}, risk=Risk.REVERSIBLE, timeout_s=5.0, messages=MESSAGES)
    async def set(self, level: int = 1) -> Outcome:
        """Set the lamp."""
        outcome = await self.deed(level)
        self.is_finished = True
        return outcome

    @action("lamp.get", capabilities={"sound.read"}, risk=Risk.READ_ONLY, timeout_s=5.0, messages=MESSAGES)
    async def get(self) -> Outcome:
        """Look at the lamp."""
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


def run(lamp, name="lamp.set", args=None):
    """Run one step on virtual time."""
    executor = ActionExecutor(Registry(lamp))
    clock = trio.testing.MockClock(autojump_threshold=0)
    return trio.run(executor.run, Step(name, args or {}), 1, clock=clock)


def test_a_confirmed_deed_is_verified():
    result = run(Lamp(returning(done(yes))))
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, False)
    assert (result.message, result.facts, result.effects) == ("lamp.set.done", {"level": 1}, ("the lamp was set",))


@pytest.mark.parametrize("check", [no, None, endless])
def test_a_deed_without_confirmation_is_not_verified(check):
    result = run(Lamp(returning(done(check))))
    assert (result.ok, result.is_verified) == (True, False)


def test_a_check_that_breaks_has_not_confirmed_anything(caplog):
    result = run(Lamp(returning(done(broken))))
    assert (result.ok, result.is_verified) == (True, False)
    assert "RuntimeError" in caplog.text
    assert "secret.txt" not in caplog.text


def test_a_check_has_a_time_limit_of_its_own():
    async def main():
        await ActionExecutor(Registry(Lamp(returning(done(endless))))).run(Step("lamp.set"), 1)
        return trio.current_time()

    clock = trio.testing.MockClock(autojump_threshold=0)
    assert trio.run(main, clock=clock) == pytest.approx(CHECK_TIMEOUT_S)


def test_a_read_that_succeeded_is_verified():
    assert run(Lamp(returning(done())), "lamp.get").is_verified


@pytest.mark.parametrize(
    "args", [{"level": "5"}, {"level": 1, "more": 2}, {"level": object()}, {"level": float("nan")}]
)
def test_bad_arguments_never_reach_the_action(args):
    lamp = Lamp(returning(done(yes)))
    result = run(lamp, args=args)
    assert (result.ok, result.error_code, result.message) == (False, "invalid-argument", "failed.invalid-argument")
    assert not lamp.is_finished


def test_an_unknown_action_is_a_failed_record():
    result = run(Lamp(returning(done())), "lamp.explode")
    assert (result.ok, result.error_code) == (False, "unknown-action")


def test_a_failure_keeps_its_own_words():
    result = run(Lamp(raising(ActionFailedError("lamp.set.missing", code="no-lamp", facts={"name": "desk"}))))
    assert (result.ok, result.message, result.error_code) == (False, "lamp.set.missing", "no-lamp")
    assert result.facts == {"name": "desk"}


def test_an_error_of_the_tree_keeps_code_sentence_and_hint():
    result = run(Lamp(raising(AudioError("No server.", code="no-audio-server", hint="Start it."))))
    assert (result.ok, result.message, result.error_code) == (False, "failed.no-audio-server", "no-audio-server")
    assert result.facts == {"message": "No server.", "hint": "Start it."}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "disk-full"),
        (PermissionError(errno.EACCES, "no"), "no-permission"),
        (OSError(errno.EROFS, "no"), "no-permission"),
        (FileNotFoundError(errno.ENOENT, "gone"), "not-found"),
        (OSError("strange"), "io-error"),
        (TimeoutError(), "timed-out"),
    ],
)
def test_an_error_of_the_system_gets_a_code(error, code):
    assert run(Lamp(raising(error))).error_code == code


def test_an_unexpected_error_becomes_a_record_and_its_text_is_not_logged(caplog):
    result = run(Lamp(raising(KeyError("secret.txt"))))
    assert (result.ok, result.error_code) == (False, "internal-error")
    assert caplog.records[0].levelno == logging.ERROR
    assert "KeyError" in caplog.text
    assert "secret.txt" not in caplog.text


@pytest.mark.parametrize("outcome", [Outcome("lamp.set.undeclared", {"level": 1}), Outcome("lamp.set.done", {})])
def test_a_reply_that_was_not_declared_is_an_internal_error(outcome):
    assert run(Lamp(returning(outcome))).error_code == "internal-error"


def test_a_deed_that_takes_too_long_is_a_failure():
    async def slow(_level):
        await anyio.sleep(6.0)
        return done(yes)

    result = run(Lamp(slow))
    assert (result.ok, result.error_code) == (False, "timed-out")


@pytest.mark.parametrize(("name", "has_record"), [("lamp.set", True), ("lamp.get", False)])
def test_a_deed_that_has_begun_outlives_its_turn_but_a_read_does_not(name, has_record):
    async def two_seconds(_level):
        await anyio.sleep(2.0)
        return done(yes)

    lamp = Lamp(two_seconds)

    async def main():
        records = []
        async with trio.open_nursery() as nursery:

            async def step():
                records.append(await ActionExecutor(Registry(lamp)).run(Step(name), 1))

            nursery.start_soon(step)
            await trio.sleep(1.0)
            nursery.cancel_scope.cancel()
        return records, trio.current_time()

    records, ended_s = trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert lamp.is_finished is has_record
    assert [record.is_verified for record in records] == ([True] if has_record else [])
    assert ended_s == pytest.approx(2.0 if has_record else 1.0)


def test_a_deed_does_not_begin_in_a_turn_that_is_gone():
    lamp = Lamp(returning(done(yes)))

    async def main():
        with trio.CancelScope() as turn:
            turn.cancel()
            await ActionExecutor(Registry(lamp)).run(Step("lamp.set"), 1)

    trio.run(main)
    assert not lamp.is_finished


def test_the_spec_of_an_action_can_be_asked():
    executor = ActionExecutor(Registry(Lamp(returning(done()))))
    assert executor.spec("lamp.set").risk is Risk.REVERSIBLE
    assert executor.spec("lamp.explode") is None
