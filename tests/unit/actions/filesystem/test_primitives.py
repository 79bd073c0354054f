"""Each primitive operation: done, verified, taken back; and with every call of the system failing in turn."""

import errno
import os
from collections.abc import Callable

import pytest

from assistant.actions.filesystem import perform, review_undo, syscalls, tidy, verify
from tests.unit.actions.filesystem.scenarios import SCENARIOS, Grounds, plan
from tests.unit.actions.filesystem.world import Notebook, do, fails_at, never, silent, snapshot, take_back, through_json

# Once a tree is copied, its original is removed name by name.
IN_MANY_STEPS = ("transfer_tree",)

NewGrounds = Callable[[object], Grounds]


@pytest.fixture(params=["whole", "without-flags"])
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the file system support all there is, or neither exclusive renames nor swaps."""
    if request.param == "without-flags":

        def refuse(*_args: object) -> None:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

        monkeypatch.setattr(syscalls, "_renameat2", refuse)
    return str(request.param)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.usefixtures("kernel")
def test_it_is_done_verified_and_taken_back_exactly(name: str, grounds: NewGrounds) -> None:
    place, notes = grounds(""), Notebook()
    operations = through_json(plan(name, place))
    before = snapshot(*place.tops)
    assert do(operations, notes).done_count == len(operations)
    after = snapshot(*place.tops)
    assert after != before
    assert not any(b".zenus-" in path for path in after)
    assert verify(operations, notes) == ()
    assert review_undo(operations, notes) == ()
    assert take_back(operations, notes).is_complete
    assert snapshot(*place.tops) == before


@pytest.mark.parametrize("name", SCENARIOS)
def test_tidying_a_finished_deed_changes_nothing(name: str, grounds: NewGrounds) -> None:
    place, notes = grounds(""), Notebook()
    operations = plan(name, place)
    do(operations, notes)
    after = snapshot(*place.tops)
    assert tidy(operations, notes, note=notes.note) == ()
    assert snapshot(*place.tops) == after
    assert review_undo(operations, notes) == ()


@pytest.mark.parametrize("name", SCENARIOS)
def test_undone_twice_is_undone_once(name: str, grounds: NewGrounds) -> None:
    place, notes = grounds(""), Notebook()
    operations = plan(name, place)
    before = snapshot(*place.tops)
    do(operations, notes)
    take_back(operations, notes)
    assert take_back(operations, notes).is_complete
    assert snapshot(*place.tops) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.usefixtures("kernel")
def test_whatever_fails_leaves_all_as_it_was_or_can_be_taken_back(name: str, grounds: NewGrounds) -> None:
    step, reached = 0, True
    while reached:
        place, notes = grounds(step), Notebook()
        operations = plan(name, place)
        before = snapshot(*place.tops)
        performed, reached = fails_at(
            step,
            errno.ENOSPC,
            lambda operations=operations, notes=notes: perform(
                operations, note=notes.note, is_halted=never, progress=silent
            ),
        )
        if performed.failure and performed.done_count == 0 and name not in IN_MANY_STEPS:
            assert snapshot(*place.tops) == before
        assert take_back(operations, notes).is_complete
        assert snapshot(*place.tops) == before
        step += 1
    assert step > 1
