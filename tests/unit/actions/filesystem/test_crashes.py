"""kill -9 before every single change that a deed or its undo makes; then undo finishes, exactly."""

from collections.abc import Callable

import pytest

from assistant.actions.filesystem import perform, tidy, undo
from tests.unit.actions.filesystem.scenarios import SCENARIOS, Grounds, plan
from tests.unit.actions.filesystem.world import (
    Notebook,
    NoteFile,
    dies_at,
    do,
    never,
    silent,
    snapshot,
    take_back,
)

NewGrounds = Callable[[object], Grounds]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("is_tidied", [False, True], ids=["as-left", "tidied"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_deed_killed_anywhere_is_taken_back(name: str, is_tidied: bool, grounds: NewGrounds) -> None:
    step, has_died = 0, True
    while has_died:
        place = grounds(step)
        operations, notes = plan(name, place), NoteFile(place.saved.parent / f"notes{step}")
        before = snapshot(*place.tops)
        has_died = dies_at(
            step,
            lambda operations=operations, notes=notes: perform(
                operations, note=notes.note, is_halted=never, progress=silent
            ),
        )
        if is_tidied:
            assert tidy(operations, notes.read(), note=notes.note) == ()
            assert not any(b".zenus-" in path for path in snapshot(*place.tops))
        assert take_back(operations, Notebook(notes.read())).is_complete
        assert snapshot(*place.tops) == before
        step += 1
    assert step > 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_undo_killed_anywhere_is_finished(name: str, grounds: NewGrounds) -> None:
    step, has_died = 0, True
    while has_died:
        place = grounds(step)
        operations, notes = plan(name, place), NoteFile(place.saved.parent / f"notes{step}")
        before, kept = snapshot(*place.tops), Notebook()
        do(operations, kept)
        for index, facts in kept.items():
            notes.note(index, facts)
        has_died = dies_at(
            step,
            lambda operations=operations, notes=notes: undo(
                operations, notes.read(), note=notes.note, is_halted=never, progress=silent
            ),
        )
        assert take_back(operations, Notebook(notes.read())).is_complete
        assert snapshot(*place.tops) == before
        step += 1
    assert step > 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_undos_that_are_killed_again_and_again_are_finished(name: str, grounds: NewGrounds) -> None:
    step, has_died = 0, True
    while has_died:
        place = grounds(step)
        operations, notes = plan(name, place), NoteFile(place.saved.parent / f"notes{step}")
        before = snapshot(*place.tops)
        has_died = dies_at(
            step,
            lambda operations=operations, notes=notes: perform(
                operations, note=notes.note, is_halted=never, progress=silent
            ),
        )
        for later in (1, 2, 3, 5, 8, 13):
            dies_at(
                later,
                lambda operations=operations, notes=notes: undo(
                    operations, notes.read(), note=notes.note, is_halted=never, progress=silent
                ),
            )
        assert take_back(operations, Notebook(notes.read())).is_complete
        assert snapshot(*place.tops) == before
        step += 1
