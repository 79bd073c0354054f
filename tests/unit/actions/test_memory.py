"""Forgetting: the gate hears that it is final, every place of the scope is emptied, and a fresh look confirms it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from assistant.actions.memory import MemoryActions
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.memory import Contents, Scope
from tests.unit.actions.conftest import SetClock

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


class FakePlace:
    """Holds something, and forgets it unless it is stubborn."""

    def __init__(self, name: str, scope: Scope | None, *, is_stubborn: bool = False) -> None:
        self.scope = scope
        self._contents = Contents(name, "/", 100, 3, LONG_AGO, is_private=scope is not None)
        self._is_stubborn = is_stubborn

    def survey(self) -> Contents:
        return self._contents

    def forget(self) -> None:
        if not self._is_stubborn:
            self._contents = replace(self._contents, count=0, size_bytes=0, oldest=None)

    def write(self, at: datetime) -> None:
        self._contents = replace(self._contents, count=1, oldest=at)


def forget(clock: SetClock, scope: Scope, *places: FakePlace) -> tuple[Outcome, bool]:
    async def body() -> tuple[Outcome, bool]:
        actions = MemoryActions(places, clock)
        prospect = await actions._foresee_forget(scope)
        outcome = await actions.forget(Work(prospect=prospect), scope)
        assert outcome.check is not None
        return outcome, await outcome.check()

    return anyio.run(body)


def test_it_is_foreseen_as_final_with_how_much_there_is(clock: SetClock) -> None:
    actions = MemoryActions([FakePlace("turns", Scope.HISTORY), FakePlace("log", Scope.LOG)], clock)
    prospect = anyio.run(actions._foresee_forget, Scope.ALL)
    assert prospect.effects.is_final and prospect.undo is None
    assert prospect.facts == {"scope": "all", "count": 6, "size_bytes": 200}


def test_only_what_is_in_the_scope_is_forgotten(clock: SetClock) -> None:
    turns, log, settings = FakePlace("turns", Scope.HISTORY), FakePlace("log", Scope.LOG), FakePlace("settings", None)
    outcome, is_gone = forget(clock, Scope.HISTORY, turns, log, settings)
    assert (outcome.message, is_gone) == ("memory.forget.done", True)
    assert [place.survey().count for place in (turns, log, settings)] == [0, 3, 3]


def test_what_is_still_there_is_not_called_forgotten(clock: SetClock) -> None:
    assert not forget(clock, Scope.ALL, FakePlace("log", Scope.LOG, is_stubborn=True))[1]


def test_what_was_written_since_does_not_count(clock: SetClock) -> None:
    class Busy(FakePlace):
        def forget(self) -> None:
            self.write(clock.now() + timedelta(seconds=1))

    assert forget(clock, Scope.LOG, Busy("log", Scope.LOG))[1]


def test_where_there_is_nothing_there_is_nothing_to_forget(clock: SetClock) -> None:
    place = FakePlace("log", Scope.LOG)
    place.forget()
    with pytest.raises(ActionFailedError) as caught:
        forget(clock, Scope.LOG, place)
    assert caught.value.code == "nothing-kept"


def test_what_is_kept_is_told_without_what_is_not_the_users(clock: SetClock) -> None:
    actions = MemoryActions([FakePlace("turns", Scope.HISTORY), FakePlace("models", None)], clock)
    facts = anyio.run(actions.list).facts
    assert (facts["turns"], facts["size_bytes"], len(facts["places"])) == (3, 100, 1)
